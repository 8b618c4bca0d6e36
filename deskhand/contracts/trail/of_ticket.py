"""What a ticket came to: what it drew, what was charged for it, and which invoice asks for that."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from deskhand.contracts.models import Charge, EventKind, LedgerEvent
from deskhand.contracts.trail.places import WITH, Charged, placed
from deskhand.people.reader import Reader
from deskhand.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Drawn:
    """Work of a ticket as its book has it; `is_back` where it was taken back since."""

    event: LedgerEvent
    is_back: bool


@dataclass(frozen=True, slots=True)
class Trail:
    """All of it, the oldest first, with the sum charged by currency."""

    drawn: list[Drawn]
    charged: list[Charged]
    sums: dict[str, int]

    @property
    def units(self) -> int:
        return sum(one.event.drawn for one in self.drawn if not one.is_back)


def trail_of(ticket: Ticket, reader: Reader, *, today: date) -> Trail:
    """Return what a ticket came to, as far as this reader may see it, in two statements."""
    charges = list(_charges(ticket, reader))
    sums: dict[str, int] = {}
    for row in charges:
        sums[row.currency] = sums.get(row.currency, 0) + row.amount
    return Trail(list(_drawn(ticket, reader)), [placed(row, today) for row in charges], sums)


def _drawn(ticket: Ticket, reader: Reader) -> Iterable[Drawn]:
    kinds = (EventKind.ANSWER, EventKind.APPOINTMENT, EventKind.CORRECTION)
    rows = LedgerEvent.objects.visible_to(reader).filter(ticket=ticket, kind__in=kinds)
    for row in rows.select_related("book", "posting__reversed_by").order_by("pk"):
        posting = getattr(row, "posting", None)
        yield Drawn(row, posting is not None and hasattr(posting, "reversed_by"))


def _charges(ticket: Ticket, reader: Reader) -> Iterable[Charge]:
    rows = Charge.objects.standing().visible_to(reader).filter(ticket=ticket)
    return rows.select_related(*WITH).order_by("pk")
