"""What is wrong with a table of promises, and what is doubtful, each in a sentence that says how
to mend it. Nothing is saved with a fault; a warning is shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.catalog.models import Category
from deskhand.rules.conditions import Condition, covers, fields_of, may_match, may_meet
from deskhand.sla.cells import check_cells
from deskhand.sla.drafts import Draft, RowDraft
from deskhand.sla.models import BY_POLICY, PromiseKind, Start
from deskhand.sla.naming import Known, has_team_on, known_names
from deskhand.sla.remarks import Remark, fault, warning
from deskhand.sla.scope import NotACondition, read_checked
from deskhand.sla.step_checks import check_steps

__all__ = ["Remark", "check"]

# Kinds that by nature begin with something that happens, whatever else does.
BY_NATURE = (PromiseKind.NEXT_RESPONSE, PromiseKind.UPDATE, PromiseKind.ACKNOWLEDGEMENT)
NEEDED = (
    Category.NEW,
    Category.OPEN,
    Category.SOLVED,
    Category.CLOSED,
    Category.CANCELLED,
)
NEVER_HELD = (PromiseKind.FIRST_RESPONSE, PromiseKind.NEXT_RESPONSE)


@dataclass(frozen=True, slots=True)
class _Read:
    """A row whose condition can be read, and its place in the draft."""

    place: int
    row: RowDraft
    condition: Condition

    @property
    def rank(self) -> tuple[int, int]:
        """In which order the rows of a kind are tried."""
        return -len(fields_of(self.condition)), self.place

    @property
    def named(self) -> str:
        return named(self.row, self.place)


def check(draft: Draft, *, at: datetime, known: Known | None = None) -> list[Remark]:
    """Return what is to be said about a draft that would be in force from an instant on.

    `known` names what conditions may name; without it, what there is now.
    """
    remarks = [*_schemes(draft), *_holds(draft)]
    rows = []
    for place, row in enumerate(draft.rows):
        remarks += [*_kind_and_start(draft, row, place), *check_steps(row, place)]
        remarks += check_cells(draft, row, place, at=at)
        try:
            rows.append(_Read(place, row, read_checked(row.condition)))
        except NotACondition as error:
            remarks.append(fault(place, str(error)))
    known = known or known_names({name for read in rows for name in fields_of(read.condition)})
    reachable = []
    for read in rows:
        found = list(_condition(read, known))
        remarks += found
        if not any(remark.is_fault for remark in found):
            reachable.append(read)
    remarks += _among(reachable, known)
    return sorted(remarks, key=lambda r: (not r.is_fault, -1 if r.row is None else r.row))


def named(row: RowDraft, place: int) -> str:
    """Return a row's name, or its place and kind where it has none."""
    kind = PromiseKind(row.kind).label if row.kind in PromiseKind.values else row.kind
    return row.name or _("%(kind)s, row %(number)d") % {"kind": kind, "number": place + 1}


def _schemes(draft: Draft) -> Iterator[Remark]:
    """What the desk itself sets must be there in the statuses and priorities of the policy."""
    live = draft.status_scheme.statuses.filter(archived_at=None)
    there = set(live.values_list("category", flat=True))
    for category in NEEDED:
        if category not in there:
            words = _(
                "%(scheme)s has no status “%(category)s”, which every ticket may need. Add one."
            )
            names = {"scheme": draft.status_scheme, "category": category.label}
            yield fault(None, words % names)
    if not draft.priority_scheme.priorities.exists():
        words = _("%(scheme)s has no priorities. Add one.")
        yield fault(None, words % {"scheme": draft.priority_scheme})


def _holds(draft: Draft) -> Iterator[Remark]:
    for kind, categories in draft.holds.items():
        unknown = sorted(set(categories) - set(Category.values))
        if kind not in PromiseKind.values or unknown:
            words = ", ".join(unknown) or kind
            yield fault(None, _("%(words)s can hold no clock.") % {"words": words})
        elif kind in NEVER_HELD and categories:
            words = _("No status holds an answer: somebody waits for it. Let nothing hold it.")
            yield fault(None, words)


def _kind_and_start(draft: Draft, row: RowDraft, place: int) -> Iterator[Remark]:
    if row.kind not in BY_POLICY:
        words = _("A policy promises no %(kind)s; choose another kind.")
        yield fault(place, words % {"kind": named(row, place)})
    elif row.start not in Start.values:
        yield fault(place, _("“%(start)s” starts nothing.") % {"start": row.start})
    elif row.kind in BY_NATURE and row.start != Start.RECEIPT:
        words = _("%(kind)s begins with what it answers: let it start with receipt.")
        yield fault(place, words % {"kind": PromiseKind(row.kind).label})
    elif row.start == Start.HANDOVER:
        yield from _handover(row, place)
    elif row.start == Start.STATUS:
        yield from _status(draft, row, place)


def _handover(row: RowDraft, place: int) -> Iterator[Remark]:
    team, tier = row.start_team, row.start_tier
    if team is not None and team.archived_at is not None:
        words = _("The team %(team)s is put away: nothing is turned over to it. Choose another.")
        yield fault(place, words % {"team": team})
    elif team is not None and tier not in {None, team.tier}:
        words = _("The team %(team)s works on tier %(tier)d. Leave the tier open, or name that.")
        yield fault(place, words % {"team": team, "tier": team.tier})
    elif team is None and tier is not None and not has_team_on(tier):
        words = _("No team works on tier %(tier)d: nothing is turned over to it. Give it a team.")
        yield fault(place, words % {"tier": tier})


def _status(draft: Draft, row: RowDraft, place: int) -> Iterator[Remark]:
    if row.start_category not in Category.values:
        yield fault(place, _("Which status does it start with? Choose a category."))
        return
    live = draft.status_scheme.statuses.filter(archived_at=None)
    if not live.filter(category=row.start_category).exists():
        words = _("%(scheme)s has no status “%(category)s”: nothing would start. Add one.")
        category = Category(row.start_category).label
        yield fault(place, words % {"scheme": draft.status_scheme, "category": category})


def _condition(read: _Read, known: Known) -> Iterator[Remark]:
    """What a condition names must be there, or it can never match."""
    can_match = may_match(read.condition, called=known.called)
    unknown = list(known.unknown_in(read.condition))
    for field, sentence in unknown:
        # A label is there once somebody is owed something under it.
        is_doubtful = can_match or field == "contract"
        yield (warning if is_doubtful else fault)(read.place, sentence)
    if not can_match and all(field == "contract" for field, _sentence in unknown):
        words = _("%(row)s can never match: its condition contradicts itself. Take a part away.")
        yield fault(read.place, words % {"row": read.named})


def _among(rows: list[_Read], known: Known) -> Iterator[Remark]:
    """What stands in whose way, among rows of one kind."""
    tried = sorted(rows, key=lambda read: read.rank)
    for place, later in enumerate(tried):
        earlier = [read for read in tried[:place] if read.row.kind == later.row.kind]
        hides = next((read for read in earlier if _hides(read, later, known)), None)
        if hides is not None:
            words = _("%(row)s is never reached: whatever it matches, %(other)s matches first.")
            mend = _("Remove it, move it up, or name more in its condition.")
            names = {"row": later.named, "other": hides.named}
            yield fault(later.place, f"{words % names} {mend}")
            continue
        for read in earlier:
            if _ties(read, later, known):
                words = _("%(row)s and %(other)s can match one ticket and name as many fields.")
                mend = _("The one that stands first holds; move it, or name one more field.")
                names = {"row": read.named, "other": later.named}
                yield warning(later.place, f"{words % names} {mend}")


def _hides(earlier: _Read, later: _Read, known: Known) -> bool:
    return covers(earlier.condition, later.condition, called=known.called)


def _ties(one: _Read, other: _Read, known: Known) -> bool:
    if one.rank[0] != other.rank[0]:
        return False
    return may_meet(one.condition, other.condition, called=known.called)
