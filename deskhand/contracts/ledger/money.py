"""The money side of the book: what is charged, invoiced, credited and paid, as postings of the
client's own book; and what of a pack becomes revenue as its units are drawn or expire."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum

from deskhand.contracts.ledger.books import arithmetic, lock, retold
from deskhand.contracts.ledger.posting import NewPosting, Place, post
from deskhand.contracts.models import (
    AccountKind,
    Charge,
    ChargeSource,
    Contract,
    EventKind,
    LedgerBook,
    LedgerEntry,
    LedgerEvent,
    LedgerPosting,
)
from deskhand.contracts.terms import Terms
from deskhand.journal.models import Event
from deskhand.people.models import Organization
from deskhand.rules.ledger.value import released

RELEASE = "release"


def client_book(organization_id: int, *, at: datetime) -> LedgerBook:
    """Return the book of a client's money, locked."""
    made, _is_new = LedgerBook.objects.get_or_create(
        organization=Organization.objects.get(pk=organization_id),
        contract=None,
        defaults={"zone": "UTC", "starts_at": at, "year_start": "01-01", "told_until": at},
    )
    return lock(made)


@transaction.atomic
def follow(event: Event) -> LedgerPosting | None:
    """Post what an event of charges, invoices or payments moves, once; None where that is done."""
    key, currency, moves = _MOVES[event.name](event.payload)
    book = client_book(event.organization_id or 0, at=event.at)
    if LedgerPosting.objects.filter(key=key).exists():
        return None
    new = NewPosting(
        key=key,
        kind=event.name,
        effective_at=event.at,
        recorded_at=event.at,
        by=event.actor_name,
    )
    return post(book, new, _places(currency, moves))


def _places(currency: str, moves: Mapping[AccountKind, int]) -> dict[Place, int]:
    return {Place(currency, kind.value): amount for kind, amount in moves.items()}


Moves = tuple[str, str, dict[AccountKind, int]]


def _charged(payload: Mapping[str, Any]) -> Moves:
    charge = Charge.objects.get(pk=payload["charge"])
    is_pack = charge.source == ChargeSource.UNITS and charge.key.startswith("pack:")
    against = AccountKind.DEFERRED if is_pack else AccountKind.REVENUE
    moves = {AccountKind.UNBILLED: charge.amount, against: -charge.amount}
    return f"charge:{charge.pk}", charge.currency, moves


def _asked(payload: Mapping[str, Any]) -> Moves:
    total, tax = payload["total"], payload["tax"]
    moves = {
        AccountKind.RECEIVABLE: total,
        AccountKind.UNBILLED: tax - total,
        AccountKind.TAX: -tax,
    }
    return f"invoice:{payload['invoice']}", payload["currency"], moves


def _credited(payload: Mapping[str, Any]) -> Moves:
    key, currency, moves = _asked(payload)
    return key, currency, {kind: -amount for kind, amount in moves.items()}


def _paid(payload: Mapping[str, Any]) -> Moves:
    amount = payload["amount"]
    moves = {AccountKind.RECEIVED: amount, AccountKind.RECEIVABLE: -amount}
    return f"payment:{payload['payment']}", payload["currency"], moves


_MOVES = {
    "charge_made": _charged,
    "charge_reversed": _charged,
    "invoice_issued": _asked,
    "credit_issued": _credited,
    "payment_entered": _paid,
}


@transaction.atomic
def release(contract: Contract, *, at: datetime) -> LedgerPosting | None:
    """Let what was paid for units be revenue as far as they were drawn or expired; None where
    nothing changed since."""
    kept = LedgerBook.objects.filter(contract=contract).first()
    if kept is None:
        return None
    book = client_book(contract.organization_id, at=at)
    told = retold(kept, arithmetic(kept, Terms()))
    prices, currency = _prices(kept), _currency(contract)
    if not currency:
        return None
    stem = f"{RELEASE}:{contract.pk}:"
    before = LedgerEntry.objects.filter(
        posting__key__startswith=stem, account__kind=AccountKind.DEFERRED
    ).aggregate(sum=Sum("amount"))["sum"]
    change = released(told.state(kept.told_until), prices) - (before or 0)
    number = LedgerPosting.objects.filter(key__startswith=stem).count() + 1
    new = NewPosting(
        key=f"{stem}{number}",
        kind=RELEASE,
        effective_at=kept.told_until.astimezone(UTC),
        recorded_at=at,
        by=RELEASE,
    )
    moves = {AccountKind.DEFERRED: change, AccountKind.REVENUE: -change}
    return post(book, new, _places(currency, moves))


def _prices(book: LedgerBook) -> dict[str, int]:
    """What is charged by now for the packs of a book, by the keys of their events: less than their
    price where some of it was given up, nothing where it was taken back."""
    events = LedgerEvent.objects.filter(book=book, kind=EventKind.PURCHASE)
    keys = dict(events.values_list("pk", "key"))
    found = dict.fromkeys(keys.values(), 0)
    rows = Charge.objects.filter(contract=book.contract_id, key__startswith="pack:")
    for key, amount in rows.values_list("key", "amount"):
        number = key.split(":")[1]
        event = keys.get(int(number)) if number.isdecimal() else None
        if event is not None:
            found[event] += amount
    return found


def _currency(contract: Contract) -> str:
    """That in which its packs were charged."""
    rows = Charge.objects.filter(contract=contract, key__startswith="pack:")
    return rows.values_list("currency", flat=True).first() or ""


def standing(organization_id: int) -> dict[tuple[str, str], int]:
    """Return the balances of a client's money by account and currency."""
    rows = LedgerEntry.objects.filter(
        account__book__organization=organization_id, account__book__contract=None
    ).values_list("account__kind", "account__measure")
    summed = rows.order_by().annotate(sum=Sum("amount"))
    return {(kind, measure): amount for kind, measure, amount in summed}
