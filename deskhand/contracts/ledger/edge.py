"""The quick way of recording: what comes last is decided from what is left, without telling the
whole book again.

Most work is recorded soon after it was done: nothing in the book lies behind it, no lot ends and no
pack begins meanwhile. Then the lots that are left, and what the ticket has drawn, are all that
counts.
"""

from collections.abc import Iterable
from datetime import datetime

from deskhand.contracts.ledger.books import as_told, verdict_of
from deskhand.contracts.ledger.posting import Place
from deskhand.contracts.models import (
    UNITS,
    AccountKind,
    EventKind,
    LedgerBook,
    LedgerEvent,
    LedgerLot,
    LedgerPosting,
)
from deskhand.rules.ledger.book import Book
from deskhand.rules.ledger.contract import Contract
from deskhand.rules.ledger.replay import Draw, Lot, Replay

QUICK = frozenset(
    {
        EventKind.PURCHASE,
        EventKind.GOODWILL,
        EventKind.OPENING,
        EventKind.ANSWER,
        EventKind.APPOINTMENT,
    }
)
BEFORE = "before"


def is_last(book: LedgerBook, row: LedgerEvent, *, at: datetime) -> bool:
    """Whether an event comes after all that a locked book says, up to an instant."""
    if row.kind not in QUICK or not row.effective_at <= at:
        return False
    if book.closed_until is not None and row.effective_at < book.closed_until:
        return False
    # A block of hours in the same book is another measure: nothing of units hangs on it.
    postings = LedgerPosting.objects.filter(book=book).exclude(kind__startswith="block")
    newest = postings.order_by("-effective_at").values_list("effective_at", flat=True).first()
    if newest is None or row.effective_at < newest:
        return False
    ends = LedgerLot.objects.filter(
        book=book, measure=UNITS, expires_at__gt=min(book.told_until, row.effective_at)
    )
    ahead = LedgerEvent.objects.posted().filter(book=book, effective_at__gt=row.effective_at)
    return not ends.filter(expires_at__lte=at).exists() and not ahead.exists()


def book_at(book: LedgerBook, contract: Contract, said: dict[Place, int], row: LedgerEvent) -> Book:
    """Return a book that begins with what is left, and knows what the ticket of an event drew."""
    made = Book(contract, opening=_opening(book, contract, said), closed_until=book.closed_until)
    if row.ticket_id is not None:
        mine = LedgerEvent.objects.filter(book=book, ticket=row.ticket_id).order_by("pk")
        made.know(_told(contract, mine))
    return made


def _told(contract: Contract, rows: Iterable[LedgerEvent]) -> Book:
    told = Book(contract)
    for row in rows:
        told.retell(as_told(row), verdict_of(row))
    return told


def _opening(book: LedgerBook, contract: Contract, said: dict[Place, int]) -> Replay:
    left = {
        place.lot: amount for place, amount in said.items() if place.kind == AccountKind.AVAILABLE
    }
    overdrawn = -left.pop("", 0)
    rows = LedgerLot.objects.filter(book=book, measure=UNITS, key__in=left).order_by("pk")
    lots = [
        Lot(row.key, row.origin, row.granted_at, row.expires_at, left[row.key], left[row.key])
        for row in rows
    ]
    state = Replay(contract, lots=lots, told_until=book.told_until)
    if overdrawn:
        lacking = Draw(None, overdrawn)
        state.draws[BEFORE] = [lacking]
        state.overdrawn.append(lacking)
    return state
