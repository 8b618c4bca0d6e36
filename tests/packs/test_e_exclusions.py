"""Pack E, sentence by sentence: the fee, what it includes, and how what it excludes is billed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from deskhand.catalog.choosing import status_of
from deskhand.catalog.models import Category
from deskhand.contracts import versions
from deskhand.contracts.approvals.answering import Answer
from deskhand.contracts.deciding import decide
from deskhand.contracts.models import Budget, Charge, RatedWork
from deskhand.contracts.rated.deciding import Said
from deskhand.contracts.refusing import ContractRefused
from deskhand.desk import tasking, triage
from deskhand.desk.approvals import answering
from deskhand.desk.ledger import budgeting
from deskhand.desk.ledger.budgeting import NewPlan
from deskhand.desk.rated import deciding
from deskhand.people.administration import let_read_contracts
from deskhand.rules.rating.budgets import Month
from deskhand.sla.administration import latest
from deskhand.sla.models import Policy
from deskhand.tickets.models import Kind
from deskhand.work.checklists import read_items, save_checklist
from deskhand.work.models import Checklist
from tests import cast as casting
from tests.cast import reader
from tests.contracts import billed
from tests.contracts.offers import authorise, sent
from tests.packs import signed

pytestmark = pytest.mark.django_db
# Tuesday, half past eight and half past seven in the evening, by the clock of the Pacific.
MORNING = datetime(2026, 3, 3, 16, 30, tzinfo=UTC)
EVENING = datetime(2026, 3, 4, 3, 30, tzinfo=UTC)
MARCH = Month(2026, 3)
State = RatedWork.State


@pytest.fixture(autouse=True)
def data(tmp_path, settings):
    settings.DATA = tmp_path
    settings.DESKHAND_EMAIL_URL = ""


@pytest.fixture
def contract(cast, at):
    return signed.sign("managed-support", cast, at=at)


@pytest.fixture
def budget(cast, contract, at):
    plan = NewPlan(date(2026, 1, 1), 10 * 60, Decimal(900), "as agreed")
    kept = Budget(kind=Budget.Kind.FIXED_FEE)
    return budgeting.begin(contract.pk, kept, plan, by=reader(cast.milo), at=at)


def test_the_fee_is_the_fee_and_work_beyond_the_plan_is_never_charged(cast, budget):
    """“Billing is consistent: the fee is the fee. Work beyond the planned engagement is a finding
    for the review, never an invoice line.”"""
    ticket = casting.ask(cast.bea, at=MORNING)
    for day in range(3):
        begin = MORNING + timedelta(days=day)
        signed.work(cast, ticket, 6 * 60, begin=begin)
    month = budgeting.engagement(budget, MARCH)[MARCH]
    assert (month.planned, month.actual, month.fee) == (36_000, 64_800, 90_000)
    assert month.ratio_permille == 1800
    assert not Charge.objects.exists() and not RatedWork.objects.exists()


def test_no_allowance_is_shown_to_the_client_as_used_up(cast, budget, client_of):
    """“No allowance of hours is shown to the client as used up.”"""
    let_read_contracts(cast.bruno.memberships.get(), may=True)
    ticket = casting.ask(cast.bea, at=MORNING)
    signed.work(cast, ticket, 6 * 60, begin=MORNING)
    client = client_of(cast.bruno)
    for path in ("/contracts/", f"/requests/{ticket.pk}/"):
        told = client.get(path).content.decode()
        assert "10 h" not in told and "6 h" not in told and "left of" not in told


def test_the_budget_is_adjusted_from_a_date_on(cast, budget, at):
    """“The budget is reviewed regularly and can be adjusted each quarter, from the adjustment's
    date on.”"""
    new = NewPlan(date(2026, 4, 1), 20 * 60, Decimal(1500), "The new branch")
    budgeting.adjust(budget.contract_id, new, by=reader(cast.milo), at=at)
    budget = budgeting.budget_of(budget.contract)
    told = budgeting.engagement(budget, Month(2026, 5))
    assert [(told[m].planned // 3600, told[m].fee) for m in (MARCH, Month(2026, 4))] == [
        (10, 90_000),
        (20, 150_000),
    ]


def test_nothing_excluded_is_invoiced_before_a_named_dated_decision_that_was_told(cast, contract):
    """“Exclusions apply suitably and explicitly: a named, dated decision of the account manager,
    told to the client, before anything excluded is invoiced.”"""
    billed.settle(cast)
    ticket = casting.ask(cast.bea, at=EVENING)
    signed.work(cast, ticket, 61, begin=EVENING)
    row = RatedWork.objects.get()
    assert (row.state, row.amount) == (State.WAITING, 18_750)
    assert not Charge.objects.exists()
    day = EVENING + timedelta(days=1)
    untold = Said(
        is_charged=True, why="At night.", told_how="call", told_whom="", told_on=day.date()
    )
    with pytest.raises(ContractRefused):
        deciding.decide("birch-bakery", [row.pk], untold, by=reader(cast.milo), at=day)
    assert not Charge.objects.exists()
    made = signed.decide(cast, [row.pk], at=day)
    charge = Charge.objects.get()
    assert (charge.amount, made.name, made.decided_at) == (18_750, "Milo", day)
    assert "Milo decided on 5 March 2026" in charge.decided and "Bruno Birch" in charge.decided


@pytest.mark.parametrize("place", ["remote", "onsite"])
def test_incidents_are_included_wherever_the_firm_works_on_them(cast, contract, place):
    """“Included: response to incidents (break/fix), expertise from all levels, onsite support when
    needed (the firm decides what is done onsite and what remotely).”"""
    ticket = casting.open_ticket(requester=cast.bea, at=MORNING)
    for tier in (1, 2, 3):
        ticket.tier = tier
        assert decide(ticket, place=place).effect == "covered"


@pytest.mark.parametrize(
    ("kind", "moment", "effect"),
    [
        pytest.param(Kind.REQUEST, MORNING, "excluded", id="new scopes of work"),
        pytest.param(Kind.INCIDENT, EVENING, "excluded", id="after-hours incident response"),
        pytest.param(Kind.PROBLEM, MORNING, "excluded", id="research after an incident"),
        pytest.param(Kind.INCIDENT, MORNING, "covered", id="an incident in business hours"),
    ],
)
def test_what_is_excluded(cast, contract, kind, moment, effect):
    """“Excluded: service requests (new scopes of work), after-hours incident response, research
    after an incident is resolved (solution design).”"""
    ticket = casting.open_ticket(requester=cast.bea, at=moment, kind=kind)
    assert decide(ticket).effect == effect


def test_a_minor_well_defined_request_is_included(cast, contract):
    """“Minor, well-defined service requests are included when possible.”"""
    ticket = casting.open_ticket(requester=cast.bea, at=MORNING, kind=Kind.REQUEST)
    told = decide(ticket, is_minor=True)
    assert (told.effect, told.line.rule.name) == ("covered", "Minor, well-defined requests")


def test_or_it_is_scoped_and_charged_as_a_pre_approved_flat_fee(cast, contract, budget, at):
    """“Excluded work is billed apart: as a pre-approved flat-fee project.”"""
    ticket = casting.ask(cast.bea, at=MORNING)
    authorise(cast.bruno)
    _quote, approval = sent(cast, ticket=ticket, at=at)
    assert not Charge.objects.exists()
    yes = Answer(is_approved=True, mark=approval.mark, via="")
    answering.answer(approval.pk, yes, by=reader(cast.bruno), at=at)
    signed.work(cast, ticket, 12 * 60, begin=MORNING)
    # However long it takes: its hours touch no plan, and cost nothing beside the fee.
    assert budgeting.engagement(budget, MARCH)[MARCH].actual == 0
    assert not RatedWork.objects.filter(state=State.WAITING).exists()


def test_or_as_time_and_materials_without_approval_but_with_the_decision(cast, contract):
    """“Or as an invoice afterwards for time and materials (no approval beforehand, but the decision
    above).”"""
    ticket = casting.ask(cast.bea, at=EVENING)
    signed.work(cast, ticket, 90, begin=EVENING)
    row = RatedWork.objects.get()
    signed.decide(cast, [row.pk], at=EVENING + timedelta(days=1))
    charge = Charge.objects.get()
    # An hour and a half after hours, at 150.
    assert (charge.quantity, charge.unit, charge.amount) == (Decimal("1.5"), "h", 22_500)
    assert any("After hours" in words or "after hours" in words for words in charge.why)


def test_work_across_closing_time_is_split_there(cast, contract):
    """“After-hours incident response” is excluded: of an hour across five o'clock only the half
    after it costs something."""
    ticket = casting.ask(cast.bea, at=MORNING)
    half_past_four = datetime(2026, 3, 4, 0, 30, tzinfo=UTC)
    signed.work(cast, ticket, 60, begin=half_past_four)
    assert RatedWork.objects.get().amount == 7_500


def test_a_waived_decision_charges_nothing_and_stands_with_its_name(cast, contract):
    """“Exclusions apply suitably”: what the manager lets go is never charged, and says who did."""
    ticket = casting.ask(cast.bea, at=EVENING)
    signed.work(cast, ticket, 60, begin=EVENING)
    row = RatedWork.objects.get()
    made = signed.decide(cast, [row.pk], at=EVENING + timedelta(days=1), is_charged=False)
    row.refresh_from_db()
    assert (row.state, made.name, Charge.objects.count()) == (State.WAIVED, "Milo", 0)


def test_the_contract_names_the_business_hours(cast, contract):
    """“The contract names the business hours.”"""
    [version] = versions.published(contract)
    hours = version.calendar.versions.latest("number").spec
    assert (hours["tz"], hours["weekly"]["fri"]) == ("America/Los_Angeles", [["08:00", "17:00"]])
    assert "sat" not in hours["weekly"]


def test_setting_a_client_up_is_complete_only_when_all_of_it_is(cast, contract, at):
    """“Setup, once per client: the portal configured for submitting and tracking requests; portal
    training for up to two users; documentation of key technical and asset information; complete
    only when all of it is.” The steps of the pack are a checklist, and all of them hold the end."""
    steps = latest(Policy.objects.get(slug="managed-support")).parts["onboarding"]
    assert len(steps) == 3 and "up to two users" in steps[1]
    items = read_items("\n".join(f"* {step}" for step in steps))
    kept = save_checklist(Checklist(name="Setting a client up", items=items))
    ticket, by = casting.ask(cast.bea, at=MORNING), reader(cast.ada)
    tasks = tasking.apply(ticket.pk, kept.pk, by=by, at=MORNING)
    solved = status_of(ticket.status.scheme, Category.SOLVED)
    for task in tasks:
        with pytest.raises(triage.ChangeRefused, match="must still be done"):
            triage.set_field(ticket.pk, "status", solved, by=by, at=MORNING)
        tasking.act(ticket.pk, task.pk, "done", by=by, at=MORNING)
    done = triage.set_field(ticket.pk, "status", solved, by=by, at=MORNING)
    assert done.category == Category.SOLVED
