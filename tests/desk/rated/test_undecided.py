"""Work that nobody billed or decided about; what is covered, drawn, quoted or charged is not."""

from datetime import timedelta

import pytest

from deskhand.contracts.models import Charge, RatedWork, TimeVerdict
from deskhand.contracts.rated import judging
from deskhand.contracts.rated.deciding import Said
from deskhand.contracts.terms import Terms
from deskhand.desk import triage
from deskhand.desk.rated import deciding
from deskhand.desk.timekeeping import entering
from deskhand.work.models import TimeEntry, WorkRole, WorkType
from deskhand.work.timekeeping.checks import Worked
from deskhand.work.timekeeping.entries import How
from deskhand.work.timekeeping.lists import Asked
from tests import cast as casting
from tests.contracts.paper import MANAGED, rule, sign_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def night(at):
    """Before the business hours of the pack, which begin at 15:30 UTC."""
    return at.replace(hour=4)


def work(cast, ticket, begin, at, *, looks=True, **more):
    role, _is_new = WorkRole.objects.get_or_create(name="Engineer")
    worked = Worked(
        agent=cast.ada,
        ticket=ticket,
        worked_on=begin.date(),
        seconds=1800,
        work_type=WorkType.objects.first(),
        role=role,
        began_at=begin,
        ended_at=begin + timedelta(minutes=30),
        **more,
    )
    entry = entering.enter(worked, How(is_sure=True), by=casting.reader(cast.ada), at=at)
    if looks:
        deciding.rate(entry.pk, at=at)
    return entry


def listed(cast) -> dict[int, str]:
    rows = judging.undecided(casting.reader(cast.milo), Asked())
    return judging.reasons(rows)


def test_what_waits_is_listed_with_its_reason_until_it_is_decided(cast, at, night):
    sign_with(cast.birch, MANAGED, at=night)
    ticket = casting.ask(cast.bea, at=night)
    entry = work(cast, ticket, night, at)
    assert listed(cast) == {entry.pk: "Waits for a decision"}
    row = RatedWork.objects.get()
    said = Said(is_charged=True, why="Night.", told_how="call", told_whom="B", told_on=at.date())
    deciding.decide(cast.birch.slug, [row.pk], said, by=casting.reader(cast.milo), at=at)
    assert listed(cast) == {}


@pytest.mark.parametrize("effect", ["covered", "free", "units", "block"])
def test_what_the_contract_pays_for_is_not_listed(cast, at, effect):
    sign_with(cast.birch, (rule("All", "", effect),), at=at)
    work(cast, casting.ask(cast.bea, at=at), at, at + timedelta(hours=2))
    assert listed(cast) == {}


def test_what_no_contract_says_anything_of_is_listed(cast, at):
    later = at + timedelta(hours=4)
    on_ticket = work(cast, casting.ask(cast.cem, at=at), at, later)
    for_client = work(cast, None, at + timedelta(hours=1), later, organization=cast.cedar)
    fresh = work(cast, casting.ask(cast.cem, at=at), at + timedelta(hours=2), later, looks=False)
    assert listed(cast) == {
        on_ticket.pk: "No contract held for it on that day.",
        for_client.pk: "It is on no ticket, so that no contract says anything of it.",
        fresh.pk: "Nobody has looked at it yet.",
    }
    TimeEntry.objects.filter(pk=for_client.pk).update(billed_at=at, billed_as="by hand")
    sign_with(cast.cedar, MANAGED, at=at)
    deciding.look_again(at=at)
    # A contract was entered late: it says something of both by now.
    assert not TimeVerdict.objects.filter(says="no_contract").exists()
    assert TimeVerdict.objects.filter(pk=fresh.pk).exists()


def test_a_correction_of_coverage_is_followed_where_nobody_decided(cast, at, night):
    rules = (rule("Requests", "kind:request", "covered"), rule("All", "", "excluded"))
    sign_with(cast.birch, rules, at=night, terms=Terms(decides_excluded=False))
    ticket = casting.ask(cast.bea, at=night)
    work(cast, ticket, night, at)
    sums = [sum(one.amount for one in Charge.objects.all())]
    for kind in ("request", "incident", "request"):
        triage.set_field(ticket.pk, "kind", kind, by=casting.reader(cast.ada), at=at)
        for _twice in range(2):
            deciding.rate_ticket(ticket.pk, at=at)
        sums.append(sum(one.amount for one in Charge.objects.all()))
    assert sums == [9025, 0, 9025, 0]
    assert TimeVerdict.objects.get().says == "covered"
