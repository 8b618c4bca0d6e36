"""Under the contract of a parent the parent pays, and the line names the client of the ticket."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from deskhand.contracts.approvals.answering import Answer
from deskhand.contracts.models import Approval, Charge, RatedWork
from deskhand.contracts.quotes.writing import Origin
from deskhand.contracts.rated.deciding import Said
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.terms import Terms
from deskhand.desk.approvals import answering
from deskhand.desk.ledger.keeping import may_keep
from deskhand.desk.projects import acting
from deskhand.desk.quotes import writing
from deskhand.desk.rated import deciding
from deskhand.desk.timekeeping import entering
from deskhand.people.acting import NotAllowed
from deskhand.people.models import Agent
from deskhand.work.models import WorkRole, WorkType
from deskhand.work.timekeeping.access import may_close
from deskhand.work.timekeeping.checks import Worked
from deskhand.work.timekeeping.entries import How
from tests import cast as casting
from tests.contracts.offers import FIREWALL, WORK, authorise, says, sent
from tests.contracts.paper import MANAGED, sign_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def night(at):
    return at.replace(hour=4)


@pytest.fixture
def contract(cast, night):
    cast.cedar.parent = cast.birch
    cast.cedar.save()
    return sign_with(cast.birch, MANAGED, at=night, covers_subsidiaries=True)


@pytest.fixture
def ticket(cast, contract, night):
    return casting.ask(cast.cem, at=night)


def test_work_by_the_hour_is_charged_to_who_holds_the_contract(cast, ticket, at, night):
    role, _is_new = WorkRole.objects.get_or_create(name="Engineer")
    worked = Worked(
        agent=cast.ada,
        ticket=ticket,
        worked_on=night.date(),
        seconds=3600,
        work_type=WorkType.objects.first(),
        role=role,
        began_at=night,
        ended_at=night + timedelta(hours=1),
    )
    entry = entering.enter(worked, How(is_sure=True), by=casting.reader(cast.ada), at=at)
    deciding.rate(entry.pk, at=at)
    row = RatedWork.objects.get()
    said = Said(is_charged=True, why="Night.", told_how="call", told_whom="B", told_on=at.date())
    deciding.decide(cast.birch.slug, [row.pk], said, by=casting.reader(cast.milo), at=at)
    charge = Charge.objects.get()
    assert (charge.organization, charge.ticket) == (cast.birch, ticket)
    assert charge.text.endswith(f"(for {cast.cedar})")


def test_a_quote_and_its_milestones_are_approved_and_paid_by_who_holds_the_contract(
    cast, contract, ticket, at
):
    authorise(cast.bruno)
    by = casting.reader(cast.milo)
    origin = Origin(cast.cedar, ticket=ticket, contract=contract, owner=cast.milo)
    made = writing.begin(origin, says(at, charging="milestones"), by=by, at=at)
    approval = writing.send(made.pk, by=by, at=at)
    assert Approval.objects.get().organization == cast.birch
    yes = Answer(is_approved=True, mark=approval.mark, via="")
    answering.answer(approval.pk, yes, by=casting.reader(cast.bruno), at=at)
    project = acting.begin(made.pk, by=by, at=at)
    acting.link(project.pk, casting.ask(cast.cem, at=at).pk, by=by, at=at)
    acting.reach(project.pk, project.milestones.first().pk, by=by, at=at)
    charge = Charge.objects.get()
    assert charge.organization == cast.birch
    assert charge.text.endswith(f"(for {cast.cedar})")


def test_a_milestone_is_shared_among_the_taxes_of_its_quote(cast, at):
    authorise(cast.bruno)
    by = casting.reader(cast.milo)
    lines = (
        replace(FIREWALL, tax_code="DE19"),
        replace(WORK, unit_price=Decimal(25), tax_code="DE7"),
    )
    made, approval = sent(cast, at=at, charging="milestones", lines=lines)
    yes = Answer(is_approved=True, mark=approval.mark, via="")
    answering.answer(approval.pk, yes, by=casting.reader(cast.bruno), at=at)
    project = acting.begin(made.pk, by=by, at=at)
    for each in list(project.milestones.all()):
        acting.remove_milestone(project.pk, each.pk, by=by)
    one = acting.add_milestone(project.pk, "Half", amount=33_333, due_on=None, by=by)
    acting.reach(project.pk, one.pk, by=by, at=at)
    rows = Charge.objects.order_by("pk").values_list("key", "tax_code", "amount")
    # Of 900 and 100: nine tenths and one, each rounded once.
    assert list(rows) == [
        (f"milestone:{one.pk}", "DE19", 30_000),
        (f"milestone:{one.pk}:DE7", "DE7", 3_333),
    ]


@pytest.mark.parametrize("who", ["ada", "milo", "let"])
def test_who_charges_clients(cast, at, who):
    authorise(cast.bruno)
    made, approval = sent(cast, at=at)
    yes = Answer(is_approved=True, mark=approval.mark, via="")
    answering.answer(approval.pk, yes, by=casting.reader(cast.bruno), at=at)
    Agent.objects.filter(pk=cast.nils.pk).update(charges=True)
    cast.nils.refresh_from_db()
    by = casting.reader({"ada": cast.ada, "milo": cast.milo, "let": cast.nils}[who])
    if who == "ada":
        with pytest.raises(NotAllowed):
            writing.charge(made.pk, by=by, at=at)
        assert not may_keep(by)
        return
    assert len(writing.charge(made.pk, by=by, at=at)) == 2
    assert may_keep(by)
    assert may_close(by)


def test_what_is_charged_without_units_needs_a_price(cast, at):
    with pytest.raises(ContractRefused, match="price for a unit"):
        sign_with(cast.birch, (), at=at, terms=Terms(when_empty="time_and_materials"))
