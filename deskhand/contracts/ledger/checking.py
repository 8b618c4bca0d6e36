"""The check of all books: what must hold at all times, proved from what the database holds."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, Sum

from deskhand.contracts.ledger.books import arithmetic, retold
from deskhand.contracts.ledger.posting import balances, difference
from deskhand.contracts.ledger.recording import NewEvent, amounts
from deskhand.contracts.models import (
    SECONDS,
    UNITS,
    AccountKind,
    EventKind,
    LedgerBalance,
    LedgerBook,
    LedgerEntry,
    LedgerEvent,
)
from deskhand.contracts.terms import Terms


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not hold in a book, in words for whoever operates the desk."""

    book: str
    words: str

    def __str__(self) -> str:
        return f"{self.book}: {self.words}"


def faults() -> Iterator[Fault]:
    """Check every book and yield what does not hold; nothing where all is well."""
    yield from _unbalanced()
    yield from _wrong_sums()
    for book in LedgerBook.objects.select_related("contract", "organization").iterator():
        yield from _of_events(book)
        yield from _of_seconds(book)
        yield from _of_lots(book)
        if book.contract_id is not None:
            yield from _of_units(book)


def _unbalanced() -> Iterator[Fault]:
    """Each posting comes to nothing in each measure."""
    sums = LedgerEntry.objects.order_by().values(
        "posting", "posting__key", "account__measure", "posting__book__contract__number"
    )
    for row in sums.annotate(total=Sum("amount")).exclude(total=0):
        words = f"posting {row['posting__key']} is off by {row['total']} {row['account__measure']}"
        yield Fault(row["posting__book__contract__number"] or "", words)


def _wrong_sums() -> Iterator[Fault]:
    """Each balance that is kept is the sum of its entries, and each sum is kept."""
    kept = {
        (account, lot): amount
        for account, lot, amount in LedgerBalance.objects.values_list("account", "lot", "amount")
        if amount
    }
    rows = LedgerEntry.objects.order_by().values_list("account", "lot")
    summed = {(account, lot): total for account, lot, total in rows.annotate(t=Sum("amount"))}
    for key in {*kept, *summed}:
        if kept.get(key, 0) != summed.get(key, 0):
            words = f"balance {kept.get(key, 0)} of account {key[0]}, lot {key[1]}"
            yield Fault("", f"{words} is {summed.get(key, 0)} by its entries")


def _of_events(book: LedgerBook) -> Iterator[Fault]:
    """Each event says what it said when it was recorded."""
    for row in LedgerEvent.objects.filter(book=book).select_related("ticket").iterator():
        new = NewEvent(
            key=row.key,
            kind=EventKind(row.kind),
            effective_at=row.effective_at,
            ticket=row.ticket,
            target=row.target,
            facts=row.facts,
        )
        if new.payload_hash != row.payload_hash:
            yield Fault(str(book), f"event {row.key} is not what was recorded")


def _of_units(book: LedgerBook) -> Iterator[Fault]:
    """The book says what the replay of its events says; nothing was made or lost."""
    told = retold(book, arithmetic(book, Terms()))
    state = told.state(book.told_until)
    said = balances(book, measure=UNITS)
    for place, off in difference(amounts(state), said).items():
        yield Fault(str(book), f"{place.kind} of {place.lot or 'no lot'} is off by {off} units")
    if total := sum(said.values()):
        yield Fault(str(book), f"{total} units came from nowhere")
    for place, amount in said.items():
        if place.kind == AccountKind.AVAILABLE and place.lot and amount < 0:
            yield Fault(str(book), f"lot {place.lot} is {amount} units below nothing")
    for carry in state.carries:
        if carry.carried > book.rollover_cap:
            words = f"{carry.carried} units were carried at {carry.at:%Y-%m-%d}"
            yield Fault(str(book), f"{words}, more than {book.rollover_cap}")


def _of_seconds(book: LedgerBook) -> Iterator[Fault]:
    """Of each block of hours, what was allowed was drawn, has lapsed, or is left."""
    sums: dict[str, int] = {}
    for place, amount in balances(book, measure=SECONDS).items():
        sums[place.lot] = sums.get(place.lot, 0) + amount
    for lot, total in sums.items():
        if total:
            yield Fault(str(book), f"{total} seconds of {lot or 'no lot'} came from nowhere")


def _of_lots(book: LedgerBook) -> Iterator[Fault]:
    """No lot was drawn, expired or carried before it was there: its own entries never go below
    nothing in the order of their recording."""
    rows = LedgerEntry.objects.filter(
        account__book=book,
        account__measure__in=(UNITS, SECONDS),
        account__kind=AccountKind.AVAILABLE,
    ).exclude(lot=None)
    left: dict[str, int] = {}
    for key, amount in rows.order_by("pk").values_list(F("lot__key"), "amount"):
        left[key] = left.get(key, 0) + amount
        if left[key] < 0:
            yield Fault(str(book), f"lot {key} went {left[key]} below nothing")
            return
