"""What recurs: counted now, priced by date, overridden with a reason, and charged by days."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from deskhand.contracts import keeping, recurring
from deskhand.contracts.month import month_shown
from deskhand.contracts.recurring import NewLine
from deskhand.contracts.refusing import ContractRefused
from tests.contracts.paper import YEAR, sign

pytestmark = pytest.mark.django_db
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


@pytest.fixture
def contract(cast, at):
    return sign(cast.birch, at=at)


def add(contract, **more):
    usual = {"name": "Mail", "counts": "user", "begins_on": YEAR, "price": Decimal("4.50")}
    return recurring.add(contract, NewLine(**{**usual, **more}))


def amounts(contract, month, at):
    return [line.charge.amount for line in recurring.month_of(contract, month, at=at)]


def test_people_are_counted_now_and_a_flat_fee_is_one(contract, at):
    add(contract)
    add(contract, name="Fee", counts="flat", price=Decimal(900))
    assert amounts(contract, MARCH, at) == [2 * 450, 90_000]


def test_a_line_that_begins_within_a_month_costs_its_days(contract, at):
    add(contract, counts="flat", price=Decimal(31), begins_on=date(2026, 3, 22))
    assert amounts(contract, MARCH, at) == [1000]
    assert amounts(contract, date(2026, 2, 1), at) == []


def test_a_price_changes_from_a_day_on(contract, at):
    line = add(contract, counts="flat", price=Decimal(30))
    recurring.reprice(line, Decimal(60), valid_from=date(2026, 4, 16), at=at)
    [april] = recurring.month_of(contract, APRIL, at=at)
    assert april.charge.amount == 4500
    assert [words.replace("\N{NO-BREAK SPACE}", " ") for words in april.words] == [
        "30.00 EUR, 15 days of 30",
        "60.00 EUR, 15 days of 30",
    ]


def test_a_quantity_is_set_with_a_reason_and_counted_again(contract, at):
    line = add(contract)
    said = {"reason": "Two are on leave", "by": "Asta", "at": at}
    recurring.set_quantity(line, 12, valid_from=MARCH, **said)
    assert amounts(contract, MARCH, at) == [12 * 450]
    recurring.set_quantity(line, None, valid_from=APRIL, **said)
    assert amounts(contract, APRIL, at) == [2 * 450]


def test_nothing_recurs_while_a_contract_is_on_stop_or_over(contract, at):
    add(contract, counts="flat", price=Decimal(31))
    keeping.suspend(contract, "Unpaid", by="Asta", at=at)
    assert amounts(contract, MARCH, at) == [300]
    keeping.resume(contract, at=at + timedelta(days=3))
    keeping.end(contract, date(2026, 4, 10), at=at + timedelta(days=3))
    contract.refresh_from_db()
    assert amounts(contract, MARCH, at) == [2800]
    assert amounts(contract, APRIL, at) == [1033]


def test_what_nobody_counts_yet_is_nothing_until_it_is_set(contract, at):
    add(contract, counts="device")
    assert amounts(contract, MARCH, at) == [0]


def test_a_month_is_shown_with_its_sum(contract, at):
    add(contract)
    add(contract, name="Fee", counts="flat", price=Decimal(900))
    assert month_shown(contract, MARCH, at=at).total == "909.00\N{NO-BREAK SPACE}EUR"


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("counts", {"counts": "cats"}),
        ("ends_on", {"ends_on": YEAR - timedelta(days=1)}),
        ("begins_on", {"begins_on": YEAR - timedelta(days=1)}),
    ],
)
def test_a_line_that_makes_no_sense_is_refused(contract, field, more):
    with pytest.raises(ContractRefused) as refused:
        add(contract, **more)
    assert refused.value.field == field


def test_a_price_without_a_currency_is_refused(cast, at):
    contract = sign(cast.birch, at=at, currency="", rates=())
    with pytest.raises(ContractRefused, match="currency"):
        add(contract)


def test_months_that_are_over_stay_as_they_were(contract, at):
    line = add(contract)
    past = date(2026, 2, 28)
    with pytest.raises(ContractRefused):
        recurring.reprice(line, Decimal(1), valid_from=past, at=at)
    with pytest.raises(ContractRefused):
        recurring.set_quantity(line, 1, valid_from=past, reason="x", by="Asta", at=at)
    with pytest.raises(ContractRefused, match="Why"):
        recurring.set_quantity(line, 1, valid_from=APRIL, reason=" ", by="Asta", at=at)
    with pytest.raises(ContractRefused):
        recurring.end(line, past, at=at)
