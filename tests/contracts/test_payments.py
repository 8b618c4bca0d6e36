"""What came in: entered once, never more than is open, and what is late by age."""

from datetime import date, timedelta

import pytest

from deskhand.contracts.invoices import crediting, paying, reading
from deskhand.contracts.invoices.paying import Received
from deskhand.contracts.invoices.reading import Standing, standing
from deskhand.contracts.models import Payment
from deskhand.contracts.refusing import ContractRefused
from deskhand.journal.models import Event
from tests.cast import reader
from tests.contracts import billed
from tests.contracts.billed import BILLING

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(cast, at):
    billed.settle(cast)
    return billed.issue(cast.birch, 10_000, at=at)


def pay(invoice, amount, *, at, once="p1", on=date(2026, 3, 1)):
    return paying.enter(invoice.pk, Received(amount, on), once=once, by=BILLING, at=at)


def state(invoice, today=date(2026, 3, 2)):
    invoice.state.refresh_from_db()
    return standing(invoice, today), invoice.state.open


def test_parts_of_it_are_paid_until_nothing_is_open(invoice, at):
    assert state(invoice) == (Standing.OPEN, 11_900)
    pay(invoice, 1_900, at=at)
    assert state(invoice) == (Standing.PART, 10_000)
    pay(invoice, 10_000, at=at, once="p2")
    assert state(invoice) == (Standing.PAID, 0)
    assert Event.objects.filter(name="payment_entered").count() == 2


def test_two_clicks_enter_a_payment_once(invoice, at):
    assert pay(invoice, 1_900, at=at) == pay(invoice, 1_900, at=at)
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(("amount", "days"), [(0, 0), (11_901, 0), (-1, 0), (100, 400)], ids=str)
def test_nonsense_is_refused(invoice, at, amount, days):
    with pytest.raises(ContractRefused):
        pay(invoice, amount, at=at, on=at.date() + timedelta(days=days))
    assert not Payment.objects.exists()


def test_a_payment_is_taken_back_once(invoice, at):
    paid = pay(invoice, 1_900, at=at)
    for _click in range(2):
        paying.take_back(paid.pk, by=BILLING, at=at)
    assert state(invoice) == (Standing.OPEN, 11_900)
    with pytest.raises(ContractRefused):
        paying.take_back(paid.reversed_by.pk, by=BILLING, at=at)


def test_what_was_paid_and_then_credited_is_to_be_paid_back(invoice, at):
    pay(invoice, 11_900, at=at)
    crediting.credit(invoice.pk, None, why="wrong", once="c", by=BILLING, at=at)
    assert state(invoice) == (Standing.OWED_BACK, -11_900)
    pay(invoice, -11_900, at=at, once="p2")
    assert state(invoice) == (Standing.CREDITED, 0)


def test_what_is_open_stands_by_client_and_age(cast, invoice, at):
    other = billed.issue(cast.cedar, 20_000, at=at)
    due = other.due_on
    for days, place in ((0, 0), (1, 1), (45, 2), (75, 3), (100, 4)):
        rows = reading.aged(reader(cast.asta), due + timedelta(days=days))
        ages = {row.client: row.ages for row in rows}
        assert ages["Cedar Clinic"][place] == 23_800
        assert sum(ages["Birch Bakery"]) == 11_900


def test_the_key_of_a_form_holds_for_its_invoice_alone(cast, invoice, at):
    other = billed.issue(cast.cedar, at=at)
    paid = pay(invoice, 100, at=at, once="same")
    assert pay(other, 200, at=at, once="same").invoice == other
    # Nor can it stand for the key under which a payment is taken back.
    pay(other, 300, at=at, once=f"back:{paid.pk}")
    assert paying.take_back(paid.pk, by=BILLING, at=at).reverses == paid
