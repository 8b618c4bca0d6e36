"""Recording in the book of units: one event, once, decided by the replay and posted at once.

What an event posts is the difference between what the book says and what the replay says with it,
so that a late one, which changes a rollover behind it, comes as entries of its own.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from deskhand.contracts.events import LedgerRecorded
from deskhand.contracts.ledger import edge
from deskhand.contracts.ledger.books import arithmetic, as_told, locked_book, need_version, retold
from deskhand.contracts.ledger.posting import NewPosting, Place, balances, difference, post
from deskhand.contracts.models import (
    UNITS,
    AccountKind,
    Contract,
    EventKind,
    LedgerBook,
    LedgerEvent,
    LedgerLot,
    LedgerPosting,
    Taken,
)
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.terms import Terms
from deskhand.journal.actor import Actor, system
from deskhand.journal.record import record as tell
from deskhand.rules.ledger.book import Book
from deskhand.rules.ledger.replay import Grant, Replay
from deskhand.tickets.models import Ticket

TIME = system("ledger")


class LedgerDiffers(ContractRefused):
    """Something else stands under this key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """An event to be recorded; `facts` are what its kind needs, in JSON."""

    key: str
    kind: EventKind
    effective_at: datetime
    ticket: Ticket | None = None
    target: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def payload_hash(self) -> str:
        said = [
            self.kind,
            self.effective_at.astimezone(UTC).isoformat(),
            self.ticket.pk if self.ticket else None,
            self.target,
            dict(self.facts),
        ]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def record(
    contract: Contract, new: NewEvent, *, by: Actor, at: datetime, empty: str = ""
) -> LedgerEvent:
    """Record an event, or return the one of this key that says the same.

    What became of it stands in `taken`. `empty` replaces what the contract says of work for which
    too little is left, where somebody has agreed to it. Raises LedgerDiffers; ContractRefused for
    a day on which the contract does not hold.
    """
    if (recorded := _recorded(contract, new)) is not None:
        return recorded
    terms = Terms.of(need_version(contract, new.effective_at).terms)
    book = locked_book(contract, terms, at=at)
    if (recorded := _recorded(contract, new)) is not None:
        return recorded
    # Whoever waited for the book is recorded after the one for whom he waited.
    at = max(at, book.told_until)
    row = _event(book, new, by=by, at=at)
    rules, said = arithmetic(book, terms, empty=empty), balances(book, measure=UNITS)
    if edge.is_last(book, row, at=at):
        told = edge.book_at(book, rules, said, row)
        before = amounts(told.state(at))
    else:
        told = retold(book, rules)
        _pass_time(book, told, at=at)
        before = balances(book, measure=UNITS)
    verdict = told.record(as_told(row))
    if verdict is None:
        raise LedgerDiffers("", _("Something else is recorded under this key."))
    row.taken, row.drawn, row.materials = verdict.taken.value, verdict.drawn, verdict.materials
    row.why = verdict.why
    row.save(force_insert=True)
    if row.taken == Taken.POSTED:
        _post(book, told, row, before)
    book.told_until, book.closed_until = at, told.closed_until
    book.save(update_fields=["told_until", "closed_until"])
    _tell(row, contract, by=by, at=at)
    return row


@transaction.atomic
def pass_time(contract: Contract, *, at: datetime) -> int:
    """Post what expired and rolled over up to an instant; returns how many postings that made."""
    version = next((row for row in contract.versions.all() if row.published_at), None)
    terms = Terms.of(version.terms) if version else Terms()
    book = locked_book(contract, terms, at=at)
    if at <= book.told_until:
        return 0
    made = _pass_time(book, retold(book, arithmetic(book, terms)), at=at)
    book.told_until = at
    book.save(update_fields=["told_until"])
    return made


def amounts(state: Replay) -> dict[Place, int]:
    """Return what the accounts of units say by a replay."""
    found: Counter[Place] = Counter()
    for lot in state.lots:
        if lot.origin != "rollover":
            source = AccountKind.ISSUED if lot.origin == "purchase" else AccountKind.ADJUSTED
            found[_place(source, lot.key)] -= lot.granted
        found[_place(AccountKind.AVAILABLE, lot.key)] += lot.left
        found[_place(AccountKind.EXPIRED, lot.key)] += lot.expired
    for draw in (draw for drawn in state.draws.values() for draw in drawn):
        found[_place(AccountKind.CONSUMED, draw.lot.key if draw.lot else "")] += draw.units
    found[_place(AccountKind.AVAILABLE, "")] -= state.overdraft
    return {place: amount for place, amount in found.items() if amount}


def _place(kind: str, lot: str) -> Place:
    return Place(UNITS, str(kind), lot)


def _recorded(contract: Contract, new: NewEvent) -> LedgerEvent | None:
    row = LedgerEvent.objects.filter(key=new.key).select_related("book").first()
    if row is None:
        return None
    if row.payload_hash != new.payload_hash or row.book.contract_id != contract.pk:
        words = _("“%(key)s” is recorded already, and says something else.")
        raise LedgerDiffers("", words % {"key": new.key})
    return row


def _event(book: LedgerBook, new: NewEvent, *, by: Actor, at: datetime) -> LedgerEvent:
    return LedgerEvent(
        book=book,
        key=new.key,
        payload_hash=new.payload_hash,
        kind=new.kind,
        ticket=new.ticket,
        target=new.target,
        facts=dict(new.facts),
        effective_at=new.effective_at,
        recorded_at=at,
        by=by.name,
    )


def _post(book: LedgerBook, told: Book, row: LedgerEvent, before: Mapping[Place, int]) -> None:
    state = told.state(row.recorded_at)
    _keep_lots(book, state, told)
    reverses = None
    if row.kind == EventKind.REVERSAL:
        found = LedgerPosting.objects.filter(event__key=row.target, reversed_by=None)
        reverses = found.first()
    in_period = told.closed_until is None or row.effective_at >= told.closed_until
    new = NewPosting(
        key=row.key,
        kind=row.kind,
        effective_at=row.effective_at if in_period else row.recorded_at,
        recorded_at=row.recorded_at,
        by=row.by,
        event=row,
        reverses=reverses,
    )
    post(book, new, difference(amounts(state), before))


def _pass_time(book: LedgerBook, told: Book, *, at: datetime) -> int:
    """Post, moment by moment, what came about by itself since the book was told last."""
    made = 0
    while (moment := _next_moment(book, told, until=at)) is not None:
        state = told.state(moment)
        _keep_lots(book, state, told)
        new = NewPosting(
            key=f"time:{book.pk}:{moment.isoformat()}",
            kind="expiry" if book.pack_days else "rollover",
            effective_at=moment,
            recorded_at=at,
            by=TIME.name,
        )
        moves = difference(amounts(state), balances(book, measure=UNITS))
        made += post(book, new, moves) is not None
        book.told_until = moment
    return made


def _next_moment(book: LedgerBook, told: Book, *, until: datetime) -> datetime | None:
    """When the next lot ends, or a pack that was dated ahead begins."""
    ends = LedgerLot.objects.filter(
        book=book, measure=UNITS, expires_at__gt=book.told_until, expires_at__lte=until
    )
    moments = list(ends.order_by("expires_at").values_list("expires_at", flat=True)[:1])
    moments += [one.at for one in told.postings if book.told_until < one.at <= until]
    return min(moments, default=None)


def _keep_lots(book: LedgerBook, state: Replay, told: Book) -> None:
    known = set(LedgerLot.objects.filter(book=book, measure=UNITS).values_list("key", flat=True))
    prices = {one.key: told.known[one.key] for one in told.postings if isinstance(one, Grant)}
    LedgerLot.objects.bulk_create(
        LedgerLot(
            book=book,
            measure=UNITS,
            key=lot.key,
            origin=lot.origin,
            granted_at=lot.posted_at,
            expires_at=lot.expires_at,
            price=getattr(prices.get(lot.key), "price", 0),
        )
        for lot in state.lots
        if lot.key not in known
    )


def _tell(row: LedgerEvent, contract: Contract, *, by: Actor, at: datetime) -> None:
    event = LedgerRecorded(
        ledger_event=row.pk,
        kind=row.kind,
        taken=row.taken,
        contract=contract.pk,
        ticket=row.ticket_id,
        organization=contract.organization_id,
    )
    tell(event, by=by, at=at)
