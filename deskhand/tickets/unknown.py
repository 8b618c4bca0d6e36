"""Names in a filter that nobody has: a list says so, instead of standing empty.

A name that the reader may not know of is unknown to him.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from deskhand.catalog.models import Priority, RequestType, Service, Status
from deskhand.people.models import Person
from deskhand.people.queries import PersonQuerySet
from deskhand.people.reader import Reader
from deskhand.people.reading import (
    agents_for,
    all_teams,
    organizations_for,
    people_for,
    sites_for,
)
from deskhand.rules.conditions import Condition, fold
from deskhand.rules.conditions.error import nearest
from deskhand.rules.conditions.tree import Term
from deskhand.rules.conditions.values import Name
from deskhand.tickets.columns import STATUS_WORDS
from deskhand.tickets.fields import ticket_fields

MOST_NAMES = 500


class Unknown(NamedTuple):
    """A name that is nobody's, where it stands in the text, and what may have been meant."""

    words: str
    position: int
    hint: str = ""

    def __str__(self) -> str:
        said = _("%(what)s, at character %(place)d") % {
            "what": self.words,
            "place": self.position + 1,
        }
        return f"{said}; {self.hint}" if self.hint else f"{said}."


def unknown_names(condition: Condition, *, reader: Reader) -> list[Unknown]:
    """Return the names that a filter asks for and nobody has, from left to right."""
    text = getattr(condition, "text", "")
    return [found for term in condition.terms() for found in _of_term(term, text, reader)]


def _of_term(term: Term, text: str, reader: Reader) -> Iterator[Unknown]:
    known = _KNOWN.get(term.field.name)
    names = [value for value in term.values if isinstance(value, Name)]
    if known is None or term.is_free or not names:
        return
    taken = known(reader, [name.folded for name in names], term.operator == "=")
    for name in names:
        if name.folded in taken.found:
            continue
        place = text.find(name.written, term.place.start)
        about = {"field": ticket_fields()[term.field.name].label, "name": name.written}
        near = nearest(name.folded, taken.others)
        yield Unknown(
            _("%(field)s: nothing is called “%(name)s”") % about,
            max(place, term.place.start),
            _("did you mean %(name)s?") % {"name": near} if near else "",
        )


class _Taken(NamedTuple):
    """Which of the names that were asked for there are, and names that may have been meant."""

    found: set[str]
    others: tuple[str, ...] = ()


Known = Callable[[Reader, list[str], bool], _Taken]


def _among(names: Iterable[str], asked: list[str]) -> _Taken:
    there = {fold(name) for name in names}
    return _Taken({name for name in asked if name in there}, tuple(there))


def _statuses(reader: Reader, asked: list[str], whole: bool) -> _Taken:
    return _among([*STATUS_WORDS, *Status.objects.values_list("name", flat=True)], asked)


def _priorities(reader: Reader, asked: list[str], whole: bool) -> _Taken:
    return _among(Priority.objects.values_list("name", flat=True), asked)


def _rows(model: type[Model]) -> Known:
    def known(reader: Reader, asked: list[str], whole: bool) -> _Taken:
        rows = model._default_manager.order_by().values_list("slug", "name")[:MOST_NAMES]
        return _among((name for row in rows for name in row), asked)

    return known


def _teams(reader: Reader, asked: list[str], whole: bool) -> _Taken:
    rows = all_teams(reader).values_list("slug", "name")
    return _among((name for row in rows for name in row), asked)


def _sites(reader: Reader, asked: list[str], whole: bool) -> _Taken:
    return _among(sites_for(reader).values_list("name", flat=True)[: 10 * MOST_NAMES], asked)


def _organizations(reader: Reader, asked: list[str], whole: bool) -> _Taken:
    """Firms are many: those that begin alike are looked at for what may have been meant."""
    rows = organizations_for(reader)
    called = Q(name_folded__in=asked)
    begun = Q()
    for name in asked:
        called |= Q(slug__iexact=name) if name.isascii() else Q()
        begun |= Q(name_folded__startswith=name[:2])
    there = rows.filter(called).values_list("slug", "name")
    near = rows.filter(begun).values_list("slug", flat=True)[:MOST_NAMES]
    found = _among((name for row in there for name in row), asked)
    return _Taken(found.found, tuple(near) if len(found.found) < len(asked) else ())


def _requesters(reader: Reader, asked: list[str], whole: bool) -> _Taken:
    return _people(people_for(reader), asked, whole)


def _agents(reader: Reader, asked: list[str], whole: bool) -> _Taken:
    """Whoever is or was an agent; a slip is looked for among those who are."""
    found = _people(Person.objects.filter(agent__isnull=False), asked, whole).found
    if len(found) == len(asked):
        return _Taken(found)
    names = (fold(agent.person.name) for agent in agents_for(reader)[:MOST_NAMES])
    return _Taken(found, tuple({word for name in names for word in [name, *name.split()]}))


def _people(people: PersonQuerySet, asked: list[str], whole: bool) -> _Taken:
    def is_called(name: str) -> bool:
        exact = Q(name_folded=name) | Q(addresses__email=name)
        rows = people.filter(exact) if whole else people.named(name)
        return bool(rows.exists())

    return _Taken({name for name in asked if is_called(name)})


_KNOWN: dict[str, Known] = {
    "status": _statuses,
    "priority": _priorities,
    "team": _teams,
    "org": _organizations,
    "site": _sites,
    "service": _rows(Service),
    "request": _rows(RequestType),
    "assignee": _agents,
    "requester": _requesters,
}
