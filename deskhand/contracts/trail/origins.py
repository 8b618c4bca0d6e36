"""What a charge came of, read from its key: an entry of time, an event of the book, a quote."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models

from deskhand.contracts.models import Charge, LedgerPosting, Milestone


class Kind(models.TextChoices):
    """What a charge can have come of, so far as there is a page of it."""

    ENTRY = "entry"
    STATEMENT = "statement"
    QUOTE = "quote"
    PROJECT = "project"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a charge came of. For a line of a statement, `number` is that of the contract and
    `posting` that of the line."""

    kind: Kind
    number: int
    posting: int = 0


# Where in a key the number of that stands which it came of, and what that is.
_PLACES = {
    "time": (1, Kind.ENTRY),
    "overrun": (3, Kind.ENTRY),
    "units": (1, Kind.STATEMENT),
    "pack": (1, Kind.STATEMENT),
    "quote": (1, Kind.QUOTE),
    "milestone": (1, Kind.PROJECT),
    "recurring": (1, Kind.CONTRACT),
    "maintenance": (1, Kind.CONTRACT),
}


def origins(charges: Iterable[Charge]) -> dict[int, Origin]:
    """Return what charges came of, by charge, in two statements at most; nothing of those that
    were entered by hand."""
    read = {row.pk: _read(row) for row in charges}
    named = {pk: origin for pk, origin in read.items() if origin is not None}
    lines = _lines({one.number for one in named.values() if one.kind is Kind.STATEMENT})
    projects = _projects({one.number for one in named.values() if one.kind is Kind.PROJECT})
    places = {Kind.STATEMENT: lines, Kind.PROJECT: projects}
    found = {
        pk: places[one.kind].get(one.number) if one.kind in places else one
        for pk, one in named.items()
    }
    return {pk: one for pk, one in found.items() if one is not None}


def _read(charge: Charge) -> Origin | None:
    """What the key of a charge says; of a statement the number of the event, of a project that of
    the milestone."""
    parts = charge.key.removesuffix(":reversed").split(":")
    place, kind = _PLACES.get(parts[0], (len(parts), Kind.CONTRACT))
    text = parts[place] if place < len(parts) else ""
    if not (text.isascii() and text.isdecimal()):
        return None
    if kind is Kind.CONTRACT:
        return Origin(kind, charge.contract_id) if charge.contract_id else None
    return Origin(kind, int(text))


def _lines(events: set[int]) -> dict[int, Origin]:
    """The lines of statements as which events were posted."""
    if not events:
        return {}
    rows = LedgerPosting.objects.filter(event__in=events, book__contract__isnull=False)
    named = rows.values_list("event", "book__contract", "pk")
    return {event: Origin(Kind.STATEMENT, contract, pk) for event, contract, pk in named}


def _projects(milestones: set[int]) -> dict[int, Origin]:
    if not milestones:
        return {}
    rows = Milestone.objects.filter(pk__in=milestones).values_list("pk", "project")
    return {pk: Origin(Kind.PROJECT, project) for pk, project in rows}
