"""Pack E: a fixed fee and a planned engagement; and blocks of hours whose overrun is charged."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from deskhand.contracts.approvals.answering import Answer
from deskhand.contracts.models import Budget, Charge
from deskhand.contracts.refusing import ContractRefused
from deskhand.desk.approvals import answering
from deskhand.desk.ledger import budgeting, overruns
from deskhand.desk.ledger.budgeting import NewPlan
from deskhand.journal.actor import system
from deskhand.people.acting import NotAllowed
from deskhand.people.administration import let_read_contracts
from deskhand.rules.rating.budgets import Month
from deskhand.work.models import TimeEntry, WorkType
from tests.cast import ask, doer, reader
from tests.contracts.offers import authorise, sent
from tests.contracts.paper import MANAGED, rule, sign_with

pytestmark = pytest.mark.django_db
MARCH, HOUR = Month(2026, 3), 3600
BLOCK = (rule("All", "", "block"),)


def plan(hours=10, *, since=date(2026, 1, 1), why="", fee="900"):
    return NewPlan(since, hours * 60, Decimal(fee), why)


def work(cast, ticket, seconds, *, begin=None, day=date(2026, 3, 10), at):
    kind, _new = WorkType.objects.get_or_create(name="Support")
    return TimeEntry.objects.create(
        agent=cast.ada,
        ticket=ticket,
        organization=ticket.organization,
        worked_on=day,
        booked_on=day,
        began_at=begin,
        ended_at=begin + timedelta(seconds=seconds) if begin else None,
        seconds=seconds,
        work_type=kind,
        source="form",
        made_at=at,
        made_by=str(doer(cast.ada)),
    )


@pytest.fixture
def fixed(cast, at):
    contract = sign_with(cast.birch, MANAGED, at=at)
    budget = Budget(kind=Budget.Kind.FIXED_FEE)
    return budgeting.begin(contract.pk, budget, plan(), by=reader(cast.milo), at=at)


@pytest.fixture
def block(cast, at):
    contract = sign_with(cast.birch, BLOCK, at=at)
    budget = Budget(kind=Budget.Kind.BLOCK, overrun_per_hour=Decimal(120))
    return budgeting.begin(contract.pk, budget, plan(), by=reader(cast.milo), at=at)


def test_covered_work_counts_against_the_plan_and_the_fee_is_the_fee(cast, fixed, at):
    ticket = ask(cast.bea, at=at.replace(hour=18))
    work(cast, ticket, 12 * HOUR, at=at)
    month = budgeting.engagement(fixed, MARCH)[MARCH]
    assert (month.planned, month.actual, month.fee) == (10 * HOUR, 12 * HOUR, 90_000)
    assert month.ratio_permille == 1200
    assert not Charge.objects.exists()


def test_work_on_an_approved_quote_touches_no_plan(cast, fixed, at):
    ticket = ask(cast.bea, at=at.replace(hour=18))
    authorise(cast.bea)
    _quote, approval = sent(cast, ticket=ticket, at=at)
    work(cast, ticket, 12 * HOUR, at=at)
    assert budgeting.engagement(fixed, MARCH)[MARCH].actual == 12 * HOUR
    yes = Answer(is_approved=True, mark=approval.mark, via="")
    answering.answer(approval.pk, yes, by=reader(cast.bea), at=at)
    assert budgeting.engagement(fixed, MARCH)[MARCH].actual == 0


def test_after_hours_work_is_excluded_and_split_at_the_change(cast, fixed, at):
    ticket = ask(cast.bea, at=at)
    # Hours end at five in Los Angeles, one in the morning here.
    begin = datetime(2026, 3, 11, 0, 0, tzinfo=UTC)
    work(cast, ticket, HOUR, begin=begin - timedelta(hours=0.5), at=at)
    work(cast, ticket, HOUR, begin=begin + timedelta(hours=5), at=at)
    counted = sum(month.actual for month in budgeting.engagement(fixed, MARCH).values())
    assert counted < 2 * HOUR


def test_an_adjustment_holds_from_the_first_whole_month_and_history_stays(cast, fixed, at):
    new = plan(20, since=date(2026, 4, 15), why="A new site", fee="1200")
    budgeting.adjust(fixed.contract_id, new, by=reader(cast.milo), at=at)
    told = budgeting.engagement(fixed, Month(2026, 5))
    hours = [told[Month(2026, number)].planned // HOUR for number in (3, 4, 5)]
    assert hours == [10, 10, 20]


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (plan(20, since=date(2026, 2, 1), why="x"), "Months that are over"),
        (plan(20, since=date(2026, 4, 1)), "Say why"),
        (plan(20, since=date(9999, 12, 31), why="x"), "too far away"),
        (plan(0, since=date(2026, 4, 1), why="x"), "how much time"),
    ],
)
def test_what_cannot_be_planned_is_refused(cast, fixed, at, new, words):
    with pytest.raises(ContractRefused, match=words):
        budgeting.adjust(fixed.contract_id, new, by=reader(cast.milo), at=at)
    with pytest.raises(NotAllowed):
        budgeting.adjust(fixed.contract_id, new, by=reader(cast.ada), at=at)


def test_an_overrun_is_split_at_the_limit_in_the_middle_of_an_entry_and_charged_once(
    cast, block, at
):
    ticket = ask(cast.bea, at=at)
    work(cast, ticket, 9 * HOUR, day=date(2026, 3, 10), at=at)
    crossing = work(cast, ticket, 2 * HOUR, day=date(2026, 3, 11), at=at)
    month = budgeting.block(block, MARCH)[MARCH]
    assert (month.covered, month.overrun, month.invoice) == (10 * HOUR, HOUR, 90_000 + 12_000)
    for _again in range(2):
        overruns.charge_overruns(block, MARCH, by=system("test"), at=at)
    charge = Charge.objects.get()
    assert (charge.amount, charge.key) == (12_000, f"overrun:{block.pk}:2026-03:{crossing.pk}")


def test_unused_time_goes_on_with_a_cap(cast, block, at):
    block.carry_months, block.cap_minutes = 1, 240
    told = budgeting.block(block, MARCH)
    assert [told[Month(2026, n)].carried_in // HOUR for n in (1, 2, 3)] == [0, 4, 4]


def test_the_page_tells_and_adjusts_and_the_client_sees_no_allowance(cast, client_of, fixed, at):
    let_read_contracts(cast.bruno.memberships.get(), may=True)
    url = reverse("console:contract_budget", args=[fixed.contract_id])
    said = {"planned": 20, "fee": "1200", "since": "2199-01-01", "why": "A new site"}
    assert client_of(cast.ada).post(url, said).status_code == 403
    assert client_of(cast.milo).post(url, said).status_code == 302
    for wrong in ({"planned": "-3"}, {"since": "9999-12-31"}):
        assert client_of(cast.milo).post(url, {**said, **wrong}).status_code == 422
    assert "A new site" in client_of(cast.ada).get(url).content.decode()
    assert client_of(cast.bruno).get(url).status_code == 404
    portal = client_of(cast.bruno).get(reverse("portal:contracts")).content.decode()
    assert "10 h" not in portal


def test_what_is_charged_apart_draws_no_block_though_its_hours_are_not_known(cast, block, at):
    rules = (rule("Onsite", "place:onsite", "excluded"), *BLOCK)
    contract = sign_with(cast.cedar, rules, at=at)
    budget = Budget(kind=Budget.Kind.BLOCK, overrun_per_hour=Decimal(120))
    budgeting.begin(contract.pk, budget, plan(1), by=reader(cast.milo), at=at)
    entry = work(cast, ask(cast.cem, at=at), 3 * HOUR, at=at)
    TimeEntry.objects.filter(pk=entry.pk).update(place="onsite")
    assert budgeting.block(budget, MARCH)[MARCH].overrun == 0


def test_an_overrun_is_charged_anew_where_its_time_was_corrected(cast, block, at):
    ticket = ask(cast.bea, at=at)
    entry = work(cast, ticket, 12 * HOUR, at=at)
    amounts = []
    for hours in (12, 13, 12, 9):
        TimeEntry.objects.filter(pk=entry.pk).update(seconds=hours * HOUR)
        for _again in range(2):
            overruns.charge_overruns(block, MARCH, by=system("test"), at=at)
        standing = Charge.objects.standing().values_list("amount", flat=True)
        amounts.append(list(standing))
    assert amounts == [[24_000], [36_000], [24_000], []]


def test_a_later_month_closes_what_was_adjusted_in_it(cast, block, at):
    entry = work(cast, ask(cast.bea, at=at), 12 * HOUR, at=at)
    work(cast, ask(cast.bea, at=at), HOUR, at=at)
    TimeEntry.objects.create(
        agent=cast.ada,
        ticket=entry.ticket,
        worked_on=entry.worked_on,
        booked_on=date(2026, 5, 2),
        seconds=-entry.seconds,
        work_type=entry.work_type,
        adjusts=entry,
        source="adjustment",
        made_at=at,
    )
    assert overruns.months_touched(Month(2026, 5)) == [MARCH, Month(2026, 5)]
    assert overruns.months_touched(MARCH) == [MARCH]
