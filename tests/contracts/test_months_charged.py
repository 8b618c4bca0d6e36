"""What recurs is charged once for each month, since the contract was entered."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from deskhand.contracts import recurring
from deskhand.contracts.invoices import details, gathering
from deskhand.contracts.invoices.months import charge_months
from deskhand.contracts.models import Charge
from deskhand.contracts.recurring import NewLine
from tests.contracts import billed
from tests.contracts.billed import BILLING
from tests.contracts.paper import sign

pytestmark = pytest.mark.django_db
MAY = datetime(2026, 5, 4, 8, tzinfo=UTC)


@pytest.fixture
def contract(cast):
    billed.settle(cast)
    made = sign(cast.birch, at=datetime(2026, 3, 2, tzinfo=UTC), tax_code="DE19")
    recurring.add(made, NewLine("Monthly fee", "flat", date(2026, 3, 1), Decimal(900)))
    return made


def charges():
    rows = Charge.objects.order_by("pk")
    return [(row.key.split(":")[2], row.amount) for row in rows]


def test_months_that_are_over_are_charged_once(contract):
    for _time in range(2):
        charge_months(by=BILLING, at=MAY)
    assert charges() == [("2026-03", 90_000), ("2026-04", 90_000)]
    one = Charge.objects.first()
    assert (one.tax_code, one.charged_on, one.text) == (
        "DE19",
        date(2026, 3, 31),
        "Monthly fee, March 2026",
    )
    assert one.why[-1] == "A flat fee of the contract."


def test_in_advance_the_running_month_is_charged_too(contract):
    rules = details.seller_rules()
    rules.in_advance = True
    details.save_rules(rules)
    charge_months(by=BILLING, at=MAY)
    assert [month for month, _amount in charges()] == ["2026-03", "2026-04", "2026-05"]
    assert Charge.objects.last().charged_on == date(2026, 5, 1)


def test_a_part_of_a_month_costs_its_days(contract):
    recurring.add(contract, NewLine("Half", "flat", date(2026, 4, 16), Decimal(100)))
    charge_months(by=BILLING, at=MAY)
    half = Charge.objects.get(text__startswith="Half")
    assert (half.amount, half.quantity, half.unit_price) == (5_000, 1, 50)
    assert half.why[0].endswith("15 days of 30")


def test_a_contract_that_ran_before_it_was_entered_is_charged_from_then_on(cast):
    billed.settle(cast)
    made = sign(cast.birch, at=datetime(2026, 4, 20, tzinfo=UTC))
    recurring.add(made, NewLine("Fee", "flat", made.begins_on, Decimal(10)))
    charge_months(by=BILLING, at=MAY)
    assert [month for month, _amount in charges()] == ["2026-04"]


def test_gathering_charges_what_is_due_first(cast, contract):
    drafts = gathering.gather(until=date(2026, 4, 30), by=BILLING, at=MAY)
    assert drafts[0].lines.count() == 2
