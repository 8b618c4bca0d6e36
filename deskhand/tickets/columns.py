"""Terms of a condition as questions to the table of tickets.

Names are looked up first and compared by id: an index over (team, priority, receipt) then
gives the rows of one team in their order, which it cannot behind a join.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import reduce
from operator import or_
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model, Q

from deskhand.catalog.models import Category, Priority, Status
from deskhand.jobs.memory import remembered
from deskhand.people.folding import fold_lines
from deskhand.people.models import Address, Agent, Organization, Person, Team
from deskhand.people.reader import Reader
from deskhand.people.zones import KNOWN
from deskhand.rules.conditions import fold
from deskhand.rules.conditions.times import Moment, Stretch, stretch
from deskhand.rules.conditions.tree import Term
from deskhand.rules.conditions.values import Flag, Me, Name, Number, Span, Value

NOTHING = Q(pk__in=())
# So many people are asked for by their ids; of a name that more have, tickets are soon found.
FEW = 200
# A status answers to these words by its category; a name that is one of them does not count.
STATUS_WORDS = frozenset(category.value for category in Category)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a search in texts goes: to the newest `most` finds, of numbers below `below`.

    Whoever searches leaves in `floors` the numbers below which he did not look, 0 for none.
    """

    most: int = 20_000
    below: int | None = None
    floors: list[int] = field(default_factory=list, compare=False)

    @property
    def floor(self) -> int:
        """The number below which tickets were not looked at; 0 where all were."""
        return max(self.floors, default=0)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, when, and how far back texts are searched for him."""

    reader: Reader
    at: datetime
    reach: Reach = field(default_factory=Reach)

    @property
    def moment(self) -> Moment:
        return Moment(self.at, zone_of_reader(self.reader))


@dataclass(frozen=True, slots=True)
class Said:
    """A term that must hold, or with a minus must not."""

    term: Term
    is_negated: bool


Matching = Callable[[Term, Sequence[Value], Asking], Q]
# Terms on one field that must all hold, and the terms beside them that must hold too.
Together = Callable[[Sequence[Said], Sequence[Term], Asking], Q]


def zone_of_reader(reader: Reader) -> tzinfo:
    """The time zone whose days a reader means; UTC when his is unknown."""
    return ZoneInfo(reader.time_zone if reader.time_zone in KNOWN else "UTC")


def any_of(choices: Iterable[Q]) -> Q:
    """Match where one of them does; nothing when there is none."""
    return reduce(or_, choices, NOTHING)


def _among(column: str, values: Iterable[Any]) -> Q:
    found = sorted(set(values))
    if not found:
        return NOTHING
    return Q(**{column: found[0]}) if len(found) == 1 else Q(**{f"{column}__in": found})


def _folded(values: Sequence[Value]) -> set[str]:
    return {value.folded for value in values if isinstance(value, Name)}


def text(column: str) -> Matching:
    """A folded text column."""

    def rows(term: Term, values: Sequence[Value], asking: Asking) -> Q:
        if term.operator == "=":
            return _among(column, _folded(values))
        return any_of(Q(**{f"{column}__contains": word}) for word in sorted(_folded(values)))

    return rows


def choice(column: str) -> Matching:
    def rows(term: Term, values: Sequence[Value], asking: Asking) -> Q:
        return _among(column, (v.written for v in values if isinstance(v, Name)))

    return rows


def flag(column: str) -> Matching:
    def rows(term: Term, values: Sequence[Value], asking: Asking) -> Q:
        return _among(column, (v.is_set for v in values if isinstance(v, Flag)))

    return rows


def present(column: str) -> Matching:
    """A flag that is set where a column holds something."""

    def rows(term: Term, values: Sequence[Value], asking: Asking) -> Q:
        asked = (v.is_set for v in values if isinstance(v, Flag))
        return any_of(Q(**{f"{column}__isnull": not is_set}) for is_set in asked)

    return rows


_LOOKUPS = {":": "exact", "<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}


def number(column: str) -> Matching:
    def rows(term: Term, values: Sequence[Value], asking: Asking) -> Q:
        return any_of(_number(column, term, v) for v in values if isinstance(v, Number | Span))

    return rows


def _number(column: str, term: Term, value: Number | Span) -> Q:
    if isinstance(value, Number):
        return Q(**{f"{column}__{_LOOKUPS[term.operator]}": value.number})
    bounds = {"gte": value.low, "lte": value.high}
    return Q(**{f"{column}__{k}": v.number for k, v in bounds.items() if isinstance(v, Number)})


def instant(column: str, *, ceiling: datetime | None = None) -> Matching:
    """An instant; from `ceiling` on, the column says that there is none."""

    def rows(term: Term, values: Sequence[Value], asking: Asking) -> Q:
        asked = (stretch(term.field.kind, term.operator, v, asking.moment) for v in values)
        return any_of(_within(column, each, ceiling) for each in asked)

    return rows


def _within(column: str, within: Stretch, ceiling: datetime | None) -> Q:
    bounds = {
        "gte": within.since,
        "gt": within.after,
        "lte": within.until,
        "lt": within.before if within.before or within.until else ceiling,
    }
    return Q(**{f"{column}__{lookup}": edge for lookup, edge in bounds.items() if edge})


def category(term: Term, values: Sequence[Value], asking: Asking) -> Q:
    return _of_category({v.written for v in values if isinstance(v, Name)})


def _of_category(wanted: set[str]) -> Q:
    """Also say that they are open where they are: the queues' indexes hold open tickets only."""
    found = _among("category", wanted)
    is_open = wanted and all(Category(word).is_open for word in wanted)
    return found & Q(is_open=True) if is_open else found


def status(term: Term, values: Sequence[Value], asking: Asking) -> Q:
    """By category, by name, or `open` for every category that is not done."""
    words = _folded(values)
    found = _of_category(words & STATUS_WORDS - {Category.OPEN.value})
    if Category.OPEN.value in words:
        found = Q(is_open=True) if words == {Category.OPEN.value} else found | Q(is_open=True)
    names = words - STATUS_WORDS
    if not names:
        return found
    rows = Status.objects.values_list("pk", "name")
    return found | _among("status", (pk for pk, name in rows if fold(name) in names))


def priority(term: Term, values: Sequence[Value], asking: Asking) -> Q:
    """By level, or by name in any scheme."""
    found = number("priority_level")(term, values, asking)
    names = _folded(values)
    if not names:
        return found
    rows = Priority.objects.values_list("pk", "name")
    return found | _among("priority", (pk for pk, name in rows if fold(name) in names))


def teams_called(values: Sequence[Value]) -> set[int]:
    names = _folded(values)
    rows = _names_of(Team, ("slug", "name"))
    return {pk for pk, *called in rows if names & {fold(c) for c in called}}


def named(column: str, model: type[Model], *called: str) -> Matching:
    """A relation to one of few rows, each known by several names."""

    def rows(term: Term, values: Sequence[Value], asking: Asking) -> Q:
        names = _folded(values)
        known = _names_of(model, called)
        return _among(column, (pk for pk, *by in known if names & {fold(c) for c in by}))

    return rows


@remembered
def _names_of(model: type[Model], called: tuple[str, ...]) -> list[tuple[Any, ...]]:
    return list(model._default_manager.order_by().values_list("pk", *called))


def organization(term: Term, values: Sequence[Value], asking: Asking) -> Q:
    return _among("organization", organizations_called(values))


def organizations_called(values: Sequence[Value]) -> set[int]:
    names = _folded(values)
    called = Q(name_folded__in=names)
    # Short names are ASCII; engines differ in how they compare anything else without case.
    called |= any_of(Q(slug__iexact=name) for name in sorted(names) if name.isascii())
    return set(Organization.objects.filter(called).values_list("pk", flat=True))


def assignee(term: Term, values: Sequence[Value], asking: Asking) -> Q:
    return _among("assignee", agents_called(term, values, asking))


def agents_called(term: Term, values: Sequence[Value], asking: Asking) -> set[int]:
    ids = {asking.reader.agent_id} if Me() in values and asking.reader.agent_id else set()
    people = _people(term, values)
    if people is not None:
        ids.update(Agent.objects.filter(person__in=people).values_list("pk", flat=True))
    return ids


def requester(term: Term, values: Sequence[Value], asking: Asking) -> Q:
    mine = Me() in values and asking.reader.person_id is not None
    found = Q(requester=asking.reader.person_id) if mine else NOTHING
    people = _people(term, values)
    return found if people is None else found | Q(requester__in=people)


def _people(term: Term, values: Sequence[Value]) -> Any:
    """Who is called so: by a part of name or address, or by all of it after `=`."""
    names = [value for value in values if isinstance(value, Name)]
    if not names:
        return None
    lookup = "exact" if term.operator == "=" else "contains"
    called = any_of(Q(**{f"name_folded__{lookup}": name.folded}) for name in names)
    reached = any_of(Q(**{f"email__{lookup}": name.written.lower()}) for name in names)
    addresses = Address.objects.filter(reached).values("person")
    people = Person.objects.filter(called | Q(pk__in=addresses)).values("pk")
    ids = list(people.values_list("pk", flat=True).order_by()[: FEW + 1])
    return ids if len(ids) <= FEW else people


def tags(term: Term, values: Sequence[Value], asking: Asking) -> Q:
    words = (fold_lines([word]) for word in sorted(_folded(values)))
    return any_of(Q(tags_folded__contains=line) for line in words)
