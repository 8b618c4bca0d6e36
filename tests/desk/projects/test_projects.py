"""Projects: begun of an approved quote, charged by milestones, worked on in tickets."""

from datetime import timedelta

import pytest
from django.urls import reverse

from deskhand.contracts.approvals.answering import Answer
from deskhand.contracts.models import Charge, Project, RatedWork
from deskhand.contracts.projects.planning import Plan
from deskhand.contracts.projects.reading import standing
from deskhand.contracts.refusing import ContractRefused
from deskhand.desk.approvals import answering
from deskhand.desk.projects import acting
from deskhand.desk.quotes import writing
from deskhand.desk.rated import deciding
from deskhand.desk.timekeeping import entering
from deskhand.tickets.access import TicketNotFound
from deskhand.work.models import WorkType
from deskhand.work.timekeeping.checks import Worked
from deskhand.work.timekeeping.entries import How
from tests import cast as casting
from tests.contracts.offers import authorise, says, sent
from tests.contracts.paper import MANAGED, sign_with

pytestmark = pytest.mark.django_db


def begun(cast, at, **more):
    authorise(cast.bruno)
    made, approval = sent(cast, at=at, charging="milestones", **more)
    yes = Answer(is_approved=True, mark=approval.mark, via="", chosen=(3,))
    answering.answer(approval.pk, yes, by=casting.reader(cast.bruno), at=at)
    return acting.begin(made.pk, by=casting.reader(cast.milo), at=at)


def test_each_agreed_line_is_a_milestone_charged_when_it_is_reached(cast, at):
    project = begun(cast, at)
    by = casting.reader(cast.milo)
    first, *_rest = project.milestones.all()
    assert [one.amount for one in project.milestones.all()] == [90000, 44002, 25000]
    acting.reach(project.pk, first.pk, by=by, at=at)
    charge = Charge.objects.get()
    assert (charge.key, charge.amount) == (f"milestone:{first.pk}", 90000)
    assert "Bruno Birch approved" in charge.decided
    with pytest.raises(ContractRefused):
        acting.reach(project.pk, first.pk, by=by, at=at)
    with pytest.raises(ContractRefused):
        writing.charge(project.quote_id, by=by, at=at)
    assert "900.00" in standing(project).charged


def test_never_more_than_was_agreed(cast, at):
    project, by = begun(cast, at), casting.reader(cast.milo)
    with pytest.raises(ContractRefused, match=r"1,590\.02"):
        acting.add_milestone(project.pk, "More", amount=1, due_on=None, by=by)
    last = project.milestones.last()
    acting.remove_milestone(project.pk, last.pk, by=by)
    acting.add_milestone(project.pk, "Acceptance", amount=25000, due_on=None, by=by)


def test_a_quote_becomes_one_project_and_is_edited_no_more(cast, at):
    project, by = begun(cast, at), casting.reader(cast.milo)
    for act in (
        lambda: acting.begin(project.quote_id, by=by, at=at),
        lambda: writing.write(project.quote_id, says(at), by=by, at=at),
        lambda: writing.withdraw(project.quote_id, by=by, at=at),
    ):
        with pytest.raises(ContractRefused):
            act()
    made, _approval = sent(cast, at=at)
    with pytest.raises(ContractRefused):
        acting.begin(made.pk, by=by, at=at)


def test_time_on_its_tickets_touches_no_plan_and_counts_for_it(cast, at):
    sign_with(cast.birch, MANAGED, at=at)
    project, night = begun(cast, at), at.replace(hour=4)
    ticket = casting.ask(cast.bea, at=night)
    acting.link(project.pk, ticket.pk, by=casting.reader(cast.milo), at=at)
    worked = Worked(
        agent=cast.ada,
        ticket=ticket,
        worked_on=night.date(),
        seconds=5400,
        work_type=WorkType.objects.first(),
        began_at=night,
        ended_at=night + timedelta(minutes=90),
    )
    by = casting.reader(cast.ada)
    entry = entering.enter(worked, How(is_sure=True), by=by, at=at)
    deciding.rate(entry.pk, at=at)
    assert not RatedWork.objects.filter(state=RatedWork.State.WAITING).exists()
    plan = Plan(name="Fire", begins_on=at.date(), budget_minutes=60, members=(cast.ada,))
    acting.change(project.pk, plan, by=casting.reader(cast.milo), at=at)
    project.refresh_from_db()
    stands = standing(project)
    assert (stands.seconds, stands.percent, stands.is_over) == (5400, 150, True)
    other = casting.ask(cast.cem, at=at)
    with pytest.raises(ContractRefused):
        acting.link(project.pk, other.pk, by=casting.reader(cast.milo), at=at)


def test_its_pages(cast, at, client_of):
    project = begun(cast, at)
    client, url = client_of(cast.milo), reverse("console:project", args=[project.pk])
    page = client.get(url).content.decode()
    assert "Firewall" in page and "1,590.02" in page
    act = reverse("console:act_on_project", args=[project.pk])
    first = project.milestones.first()
    assert client.post(act, {"act": "reach", "key": first.pk}).status_code == 302
    assert client.post(act, {"act": "reach", "key": first.pk}).status_code == 422
    assert client.post(act, {"act": "reach", "key": "x"}).status_code == 404
    assert client.post(act, {"act": "add", "title": ""}).status_code == 422
    assert client.post(act, {"act": "link", "ticket": "999999"}).status_code == 422
    late = {"act": "change", "name": "x", "begins_on": "2026-03-05", "due_on": "2026-03-01"}
    assert client.post(act, late).status_code == 422
    assert client.post(act, {"act": "done"}).status_code == 302
    assert Project.objects.get().state == Project.State.DONE
    assert (
        "A new firewall" in client.get(reverse("console:projects") + "?show=all").content.decode()
    )


def test_an_agent_limited_to_others_finds_none(cast, at, client_of):
    project = begun(cast, at)
    cast.ada.only_organizations.set([cast.cedar])
    with pytest.raises(TicketNotFound):
        acting.end(project.pk, is_done=True, by=casting.reader(cast.ada), at=at)
    client = client_of(cast.ada)
    assert client.get(reverse("console:project", args=[project.pk])).status_code == 404
    assert "A new firewall" not in client.get(reverse("console:projects")).content.decode()


def test_milestones_of_an_estimate_are_charged_up_to_what_was_approved(cast, at):
    authorise(cast.bruno)
    made, approval = sent(cast, at=at, charging="milestones", kind="estimate")
    some = Answer(is_approved=True, mark=approval.mark, via="", up_to=100_000)
    answering.answer(approval.pk, some, by=casting.reader(cast.bruno), at=at)
    by = casting.reader(cast.milo)
    project = acting.begin(made.pk, by=by, at=at)
    first, second = project.milestones.all()
    acting.reach(project.pk, first.pk, by=by, at=at)
    with pytest.raises(ContractRefused, match="was approved"):
        acting.reach(project.pk, second.pk, by=by, at=at)
    assert Charge.objects.get().amount == 90_000
