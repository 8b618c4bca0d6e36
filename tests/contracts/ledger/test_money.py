"""The money side: charges, invoices, credits, payments and revenue balance, each posted once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from deskhand.contracts import charging
from deskhand.contracts.charging import NewCharge
from deskhand.contracts.events import CreditIssued, InvoiceIssued, PaymentEntered
from deskhand.contracts.invoices import crediting, drafting, issuing
from deskhand.contracts.ledger import checking, money
from deskhand.contracts.ledger.passing import pass_all
from deskhand.contracts.models import ChargeSource, LedgerPosting
from deskhand.contracts.terms import Terms
from deskhand.jobs.queue import drain
from deskhand.journal.actor import system
from deskhand.journal.models import Event
from deskhand.journal.record import record
from tests.cast import open_ticket
from tests.contracts import billed
from tests.contracts.ledger.deeds import appoint, buy
from tests.contracts.paper import sign

pytestmark = pytest.mark.django_db
DESK = system("money-test")


@pytest.fixture
def contract(cast, at):
    return sign(cast.birch, at=at, terms=Terms())


def charge(contract, amount, *, key="time:1:1", source=ChargeSource.TIME, at):
    new = NewCharge(
        organization=contract.organization,
        contract=contract,
        source=source,
        key=key,
        charged_on=date(2026, 3, 4),
        text="Work",
        amount=amount,
        currency="EUR",
        unit_price=Decimal(amount) / 100,
    )
    return charging.charge(new, by=DESK, at=at)


def follow():
    """Post all that happened, twice."""
    names = list(money._MOVES)
    for event in [*Event.objects.filter(name__in=names).order_by("pk")] * 2:
        money.follow(event)


def sums(contract):
    found = money.standing(contract.organization_id)
    return {kind: amount for (kind, _measure), amount in found.items() if amount}


def test_a_charge_is_invoiced_and_paid(contract, at):
    charge(contract, 10_000, at=at)
    follow()
    assert sums(contract) == {"unbilled": 10_000, "revenue": -10_000}
    who = contract.organization_id
    record(InvoiceIssued(1, 11_900, 1_900, "EUR", who), by=DESK, at=at)
    record(PaymentEntered(1, 1, 5_000, "EUR", who), by=DESK, at=at)
    follow()
    assert sums(contract) == {
        "revenue": -10_000,
        "tax": -1_900,
        "receivable": 6_900,
        "received": 5_000,
    }
    assert list(checking.faults()) == []


def test_what_is_credited_and_reversed_comes_to_nothing(contract, at):
    made, who = charge(contract, 10_000, at=at), contract.organization_id
    record(InvoiceIssued(1, 11_900, 1_900, "EUR", who), by=DESK, at=at)
    charging.reverse(made, why="wrong", by=DESK, at=at)
    record(CreditIssued(2, 1, 11_900, 1_900, "EUR", who), by=DESK, at=at)
    follow()
    assert sums(contract) == {}
    assert LedgerPosting.objects.count() == 4


def test_the_price_of_a_pack_is_revenue_as_its_units_are_drawn_or_expire(cast, contract, at):
    event = buy(contract, 20, at=at, facts={"price": 90_000})
    key = f"pack:{event.pk}"
    charge(contract, 90_000, key=key, source=ChargeSource.UNITS, at=at)
    follow()
    assert sums(contract) == {"unbilled": 90_000, "deferred": -90_000}
    appoint(contract, open_ticket(requester=cast.bea, at=at), 61, at=at)
    money.release(contract, at=at)
    assert money.release(contract, at=at) is None
    assert sums(contract)["revenue"] == -13_500
    pass_all(at=datetime(2027, 1, 2, tzinfo=UTC))
    money.release(contract, at=at)
    # 3 drawn and 2 expired of 20; 15 go on with their share.
    assert sums(contract)["revenue"] == -22_500
    pass_all(at=datetime(2027, 1, 2, tzinfo=UTC) + timedelta(days=366))
    assert list(checking.faults()) == []


def test_of_a_pack_that_was_given_up_no_more_is_earned_than_is_paid(cast, contract, at):
    event = buy(contract, 20, at=at, facts={"price": 90_000})
    pack = charge(contract, 90_000, key=f"pack:{event.pk}", source=ChargeSource.UNITS, at=at)
    appoint(contract, open_ticket(requester=cast.bea, at=at), 61, at=at)
    drain()
    assert (sums(contract)["revenue"], sums(contract)["deferred"]) == (-13_500, -76_500)
    charging.adjust(pack, -30_000, why="late", mark="credit-1-1", by=DESK, at=at)
    drain()
    # 3 of 20 units, of 600 euros.
    assert (sums(contract)["revenue"], sums(contract)["deferred"]) == (-9_000, -51_000)
    charging.reverse(pack, why="goodwill", is_told=True, by=DESK, at=at)
    drain()
    assert sums(contract) == {}
    assert list(checking.faults()) == []


def test_what_is_written_anew_at_another_price_leaves_nothing_unbilled(cast, at):
    billed.settle(cast)
    invoice = billed.issue(cast.birch, 10_000, at=at)
    crediting.credit(invoice.pk, None, why="wrong", once="c", by=DESK, at=at)
    draft = crediting.say_again(invoice.pk, by=DESK, at=at)
    line = draft.lines.get()
    drafting.price(draft.pk, line.pk, quantity=Decimal(1), unit_price=Decimal(80))
    issuing.issue(draft.pk, by=DESK, at=at)
    follow()
    found = money.standing(cast.birch.pk)
    told = {kind: amount for (kind, _measure), amount in found.items() if amount}
    assert told == {"receivable": 9_520, "revenue": -8_000, "tax": -1_520}
