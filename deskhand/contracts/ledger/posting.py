"""Postings: entries that come to nothing, written before the balances move, in one transaction.

Nobody writes an entry but this. The book is locked by whoever posts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from deskhand.contracts.models import (
    LedgerAccount,
    LedgerBalance,
    LedgerBook,
    LedgerEntry,
    LedgerEvent,
    LedgerLot,
    LedgerPosting,
)


class Unbalanced(Exception):
    """The entries of a posting do not come to nothing in each measure."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where an amount stands: in a measure on an account, of a lot by its key (empty: of none)."""

    measure: str
    kind: str
    lot: str = ""


Amounts = Mapping[Place, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPosting:
    """A posting to be, under a key of its own."""

    key: str
    kind: str
    effective_at: datetime
    recorded_at: datetime
    by: str
    event: LedgerEvent | None = None
    reverses: LedgerPosting | None = None


def balances(book: LedgerBook, *, measure: str) -> dict[Place, int]:
    """Return what a locked book says in a measure, lot by lot."""
    rows = LedgerBalance.objects.filter(account__book=book, account__measure=measure)
    named = rows.values_list("account__kind", "lot__key", "amount")
    return {Place(measure, kind, lot or ""): amount for kind, lot, amount in named if amount}


def difference(now: Amounts, before: Amounts) -> dict[Place, int]:
    """Return what has to move so that what was becomes what is."""
    places = {*now, *before}
    moves = {place: now.get(place, 0) - before.get(place, 0) for place in places}
    return {place: amount for place, amount in sorted(moves.items()) if amount}


def post(book: LedgerBook, new: NewPosting, moves: Amounts) -> LedgerPosting | None:
    """Post what moves in a locked book; None where nothing does. Raises Unbalanced."""
    moved = {place: amount for place, amount in moves.items() if amount}
    if not moved:
        return None
    for measure in {place.measure for place in moved}:
        if sum(amount for place, amount in moved.items() if place.measure == measure):
            raise Unbalanced(new.key)
    posting = LedgerPosting.objects.create(
        book=book,
        key=new.key,
        event=new.event,
        kind=new.kind,
        effective_at=new.effective_at,
        recorded_at=new.recorded_at,
        by=new.by,
        reverses=new.reverses,
    )
    accounts, lots = _accounts(book, moved), _lots(book, moved)
    entries = [
        LedgerEntry(
            posting=posting,
            account=accounts[place.measure, place.kind],
            lot=lots[place.measure, place.lot] if place.lot else None,
            amount=amount,
        )
        for place, amount in moved.items()
    ]
    LedgerEntry.objects.bulk_create(entries)
    _move(entries)
    return posting


def _accounts(book: LedgerBook, moved: Amounts) -> dict[tuple[str, str], LedgerAccount]:
    found = {(row.measure, row.kind): row for row in LedgerAccount.objects.filter(book=book)}
    for place in moved:
        key = place.measure, place.kind
        if key not in found:
            found[key] = LedgerAccount.objects.create(
                book=book, measure=place.measure, kind=place.kind
            )
    return found


def _lots(book: LedgerBook, moved: Amounts) -> dict[tuple[str, str], LedgerLot]:
    keys = {place.lot for place in moved if place.lot}
    rows = LedgerLot.objects.filter(book=book, key__in=keys) if keys else []
    return {(row.measure, row.key): row for row in rows}


def _move(entries: list[LedgerEntry]) -> None:
    accounts = {entry.account_id for entry in entries}
    rows = LedgerBalance.objects.select_for_update().filter(account__in=accounts).order_by("pk")
    kept = {(row.account_id, row.lot_id): row for row in rows}
    fresh = []
    for entry in entries:
        key = entry.account_id, entry.lot_id
        if key not in kept:
            kept[key] = LedgerBalance(account=entry.account, lot=entry.lot)
            fresh.append(kept[key])
        kept[key].amount += entry.amount
    LedgerBalance.objects.bulk_create(fresh)
    touched = {(entry.account_id, entry.lot_id) for entry in entries}
    old = [kept[key] for key in touched if kept[key] not in fresh]
    LedgerBalance.objects.bulk_update(old, ["amount"])
