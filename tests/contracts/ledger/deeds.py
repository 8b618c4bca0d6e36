"""Events of books for tests: a pack, an answer, an appointment, each in one call."""

from datetime import datetime, timedelta

from deskhand.contracts.ledger.posting import balances
from deskhand.contracts.ledger.recording import NewEvent, record
from deskhand.contracts.models import UNITS, Contract, EventKind, LedgerBook, LedgerEvent
from deskhand.journal.actor import system
from deskhand.tickets.models import Ticket

DESK = system("ledger-test")


def buy(
    contract: Contract, units: int, *, at: datetime, key: str = "pack:1", **more
) -> LedgerEvent:
    facts = {"units": units, "price": 0} | more.pop("facts", {})
    return put(contract, key, EventKind.PURCHASE, at=at, facts=facts, **more)


def answer(contract: Contract, ticket: Ticket, *, at: datetime, **more) -> LedgerEvent:
    key = more.pop("key", f"answer:{ticket.pk}:1")
    return put(contract, key, EventKind.ANSWER, at=at, ticket=ticket, **more)


def appoint(
    contract: Contract, ticket: Ticket, minutes: int, *, at: datetime, **more
) -> LedgerEvent:
    key = more.pop("key", f"appointment:{ticket.pk}:1")
    facts = {"minutes": minutes}
    return put(contract, key, EventKind.APPOINTMENT, at=at, ticket=ticket, facts=facts, **more)


def put(
    contract: Contract,
    key: str,
    kind: EventKind,
    *,
    at: datetime,
    recorded: datetime | None = None,
    empty: str = "",
    **more,
) -> LedgerEvent:
    new = NewEvent(key=key, kind=kind, effective_at=at, **more)
    return record(contract, new, by=DESK, at=recorded or at + timedelta(minutes=1), empty=empty)


def sums(contract: Contract) -> dict[str, int]:
    """What the accounts of units say, lots together."""
    found: dict[str, int] = {}
    book = LedgerBook.objects.get(contract=contract)
    for place, amount in balances(book, measure=UNITS).items():
        found[place.kind] = found.get(place.kind, 0) + amount
    return found
