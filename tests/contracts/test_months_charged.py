"""What recurs is charged once for each month, since the contract was entered."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from deskhand.contracts import recurring
from deskhand.contracts.charging import adjust, reverse
from deskhand.contracts.invoices import details, gathering
from deskhand.contracts.invoices.months import charge_months
from deskhand.contracts.models import Charge
from deskhand.contracts.recurring import NewLine
from tests import cast as stage
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


@pytest.fixture
def in_advance(contract):
    rules = details.seller_rules()
    rules.in_advance = True
    details.save_rules(rules)
    return contract


def test_a_month_charged_in_advance_is_corrected_by_what_changes_within_it(in_advance):
    charge_months(by=BILLING, at=MAY)
    line = in_advance.recurring_lines.get()
    recurring.reprice(line, Decimal(1210), valid_from=date(2026, 5, 22), at=MAY)
    for _time in range(2):
        charge_months(by=BILLING, at=MAY + timedelta(days=2))
    # Ten days of 31 at 310 more.
    assert charges()[2:] == [("2026-05", 90_000), ("2026-05", 10_000)]
    one = Charge.objects.last()
    assert (one.text, one.charged_on) == ("Monthly fee, May 2026, corrected", date(2026, 5, 6))
    recurring.end(line, date(2026, 5, 15), at=MAY)
    charge_months(by=BILLING, at=MAY + timedelta(days=30))
    # Half of the month is left of it: 15 days of 31.
    assert sum(amount for month, amount in charges() if month == "2026-05") == 43_548
    assert charges()[-1] == ("2026-05", 43_548 - 100_000)


def test_what_was_counted_stays_and_what_was_let_go_too(cast, in_advance):
    recurring.add(in_advance, NewLine("Users", "user", date(2026, 5, 1), Decimal(10)))
    charge_months(by=BILLING, at=MAY)
    before = len(charges())
    stage.person("Zoe", "zoe@birch.example", organization=cast.birch)
    reverse(
        Charge.objects.get(key__endswith=":2026-05", text__startswith="Monthly"),
        why="x",
        by=BILLING,
        at=MAY,
    )
    line = in_advance.recurring_lines.get(counts="flat")
    recurring.reprice(line, Decimal(1210), valid_from=date(2026, 5, 22), at=MAY)
    charge_months(by=BILLING, at=MAY + timedelta(days=2))
    assert len(charges()) == before + 1


def test_what_a_credit_note_gave_up_is_not_given_back_again(in_advance):
    charge_months(by=BILLING, at=MAY)
    may = Charge.objects.get(key__endswith=":2026-05")
    adjust(may, -45_000, why="it ends", mark="credit-1-1", by=BILLING, at=MAY)
    recurring.end(in_advance.recurring_lines.get(), date(2026, 5, 15), at=MAY)
    charge_months(by=BILLING, at=MAY + timedelta(days=2))
    assert sum(amount for month, amount in charges() if month == "2026-05") == 45_000
