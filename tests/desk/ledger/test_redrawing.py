"""One act, one verdict: what draws units by its own hour, and what follows a correction or a
quote."""

from datetime import timedelta

import pytest

from deskhand.contracts.approvals.answering import Answer
from deskhand.contracts.ledger import checking
from deskhand.contracts.models import Charge, LedgerEvent, RatedWork
from deskhand.contracts.terms import Terms
from deskhand.desk import releasing, reply, triage
from deskhand.desk.approvals import answering
from deskhand.desk.contracts import covering
from deskhand.desk.dispatch import booking
from deskhand.desk.handover import Handover, hand_over
from deskhand.desk.ledger import outlook
from deskhand.desk.quotes import writing
from deskhand.desk.rated import deciding
from deskhand.people.models import Team
from deskhand.tickets.models import Ticket
from deskhand.work.appointments import Deed, Plan
from deskhand.work.models import TimeEntry, WorkRole, WorkType
from tests.cast import ask, reader
from tests.contracts.ledger.deeds import buy, sums
from tests.contracts.offers import authorise, sent
from tests.contracts.paper import rule, sign_with

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
BY_HOURS = (rule("Night", "band:after", "excluded"), rule("All", "", "units"))
BY_KIND = (rule("Requests", "kind:request", "covered"), rule("All", "", "units"))


@pytest.fixture(autouse=True)
def data(tmp_path, settings):
    settings.DATA = tmp_path
    settings.DESKHAND_EMAIL_URL = ""


@pytest.fixture
def support(cast) -> Team:
    team = Team.objects.create(name="Support", slug="support", tier=2)
    cast.nils.teams.add(team)
    return team


@pytest.fixture
def noon(at):
    """Within the hours of the pack, which open at 15:30 UTC and close at 1:00."""
    return at.replace(hour=18, minute=0)


def turned_over(cast, support, at) -> Ticket:
    ticket = ask(cast.bea, at=at)
    hand_over(ticket.pk, Handover(support, "Toner.", "Look."), by=reader(cast.ada), at=at)
    return ticket


def answer(ticket, cast, at):
    message = reply.reply(ticket.pk, reply.Reply(text="Fuser."), by=reader(cast.nils), at=at)
    releasing.release(message.pk, at=message.released_at)
    message.refresh_from_db()
    return message


def visit(ticket, cast, begins_at, minutes):
    plan = Plan("Look", begins_at, begins_at + HOUR, [cast.nils])
    made = booking.book(ticket.pk, plan, by=reader(cast.nils), at=begins_at - HOUR)
    deed = Deed("conclude", minutes=minutes)
    booking.act(ticket.pk, made.pk, deed, by=reader(cast.nils), at=begins_at + 5 * HOUR)


def drawn(ticket):
    return [row.drawn for row in LedgerEvent.objects.filter(ticket=ticket).order_by("pk")]


def test_an_answer_at_night_draws_nothing_where_the_night_is_charged(cast, support, noon):
    contract = sign_with(cast.birch, BY_HOURS, at=noon)
    buy(contract, 20, at=noon)
    ticket = turned_over(cast, support, noon)
    night = noon + 9 * HOUR
    assert outlook.of_answer(Ticket.objects.get(pk=ticket.pk), at=night) is None
    answer(ticket, cast, night)
    assert drawn(ticket) == []
    answer(ticket, cast, noon + 24 * HOUR)
    assert drawn(ticket) == [1]


def test_of_an_appointment_across_closing_the_night_is_charged_and_not_drawn(cast, support, noon):
    contract = sign_with(cast.birch, BY_HOURS, at=noon)
    buy(contract, 20, at=noon)
    ticket = turned_over(cast, support, noon)
    closes_at = noon.replace(hour=1) + timedelta(days=1)
    found = outlook.of_appointment(
        Ticket.objects.get(pk=ticket.pk), 121, begins_at=closes_at - HOUR, at=noon
    )
    visit(ticket, cast, closes_at - HOUR, 121)
    event = LedgerEvent.objects.get(ticket=ticket)
    # An hour of it draws two units; of all of it five would have been drawn.
    assert (found.owed, event.drawn, event.facts["minutes"]) == (2, 2, 60)
    assert event.facts["length"] == 121


@pytest.mark.parametrize(("hours", "units", "amount"), [(0, [1], 0), (7.5, [], 18050)])
def test_the_time_of_an_answer_goes_by_its_hour_as_the_answer_does(
    cast, support, noon, hours, units, amount
):
    buy(sign_with(cast.birch, BY_HOURS, at=noon, terms=Terms()), 20, at=noon)
    ticket = turned_over(cast, support, noon)
    message = answer(ticket, cast, noon + timedelta(hours=hours))
    role, _new = WorkRole.objects.get_or_create(name="Engineer")
    # It was written in the hour before, of which a part lies in the day.
    begin = message.released_at - HOUR
    entry = TimeEntry.objects.create(
        agent=cast.nils,
        ticket=ticket,
        organization=cast.birch,
        worked_on=begin.date(),
        booked_on=begin.date(),
        began_at=begin,
        ended_at=begin + HOUR,
        seconds=3600,
        role=role,
        work_type=WorkType.objects.first(),
        message=message,
        source="reply",
        made_at=noon,
    )
    deciding.rate(entry.pk, at=noon)
    assert drawn(ticket) == units
    assert sum(RatedWork.objects.values_list("amount", flat=True)) == amount


def test_what_was_drawn_comes_back_and_is_drawn_as_coverage_is_corrected(cast, support, noon):
    contract = sign_with(cast.birch, BY_KIND, at=noon)
    buy(contract, 20, at=noon)
    ticket = turned_over(cast, support, noon)
    answer(ticket, cast, noon + HOUR)
    visit(ticket, cast, noon + HOUR, 61)
    left = [sums(contract)["available"]]
    for hours, kind in ((30, "request"), (31, "incident"), (32, "incident")):
        triage.set_field(ticket.pk, "kind", kind, by=reader(cast.ada), at=noon + hours * HOUR)
        left.append(sums(contract)["available"])
    assert left == [17, 20, 17, 17]
    assert list(checking.faults()) == []


def test_what_the_agent_says_of_the_work_draws_too(cast, support, noon):
    rules = (rule("Small", "minor:yes", "covered"), rule("All", "", "units"))
    contract = sign_with(cast.birch, rules, at=noon)
    buy(contract, 20, at=noon)
    ticket = turned_over(cast, support, noon)
    answer(ticket, cast, noon + HOUR)
    left = []
    for is_minor in (True, False):
        covering.say(
            ticket.pk, place="remote", is_minor=is_minor, by=reader(cast.ada), at=noon + 9 * HOUR
        )
        left.append(sums(contract)["available"])
    assert left == [20, 19]


def test_what_a_hand_over_changes_leaves_what_was_drawn(cast, support, noon):
    rules = (rule("Desk", "tier:<=1", "free"), rule("All", "", "units"))
    contract = sign_with(cast.birch, rules, at=noon)
    buy(contract, 20, at=noon)
    ticket = turned_over(cast, support, noon)
    answer(ticket, cast, noon + HOUR)
    back = Team.objects.exclude(pk=support.pk).filter(tier__lte=1).first()
    over = Handover(back, "Done.", "Tell him.")
    hand_over(ticket.pk, over, by=reader(cast.nils), at=noon + 2 * HOUR)
    assert sums(contract)["available"] == 19


def test_a_quote_pays_for_what_units_were_drawn_for_and_they_are_drawn_when_it_does_no_more(
    cast, support, noon
):
    contract = sign_with(
        cast.birch, BY_KIND, at=noon, terms=Terms(when_empty="time_and_materials", unit_price="45")
    )
    buy(contract, 2, at=noon)
    ticket = turned_over(cast, support, noon)
    answer(ticket, cast, noon + HOUR)
    visit(ticket, cast, noon + HOUR, 61)
    authorise(cast.bruno)
    assert [one.amount for one in Charge.objects.all()] == [4500]
    made, approval = sent(cast, at=noon, ticket=ticket)
    yes = Answer(is_approved=True, mark=approval.mark, via="")
    at = noon + 30 * HOUR
    answering.answer(approval.pk, yes, by=reader(cast.bruno), at=at)
    assert sums(contract)["available"] == 2
    assert sum(one.amount for one in Charge.objects.all()) == 0
    writing.withdraw(made.pk, by=reader(cast.milo), at=at + HOUR)
    assert sums(contract).get("available", 0) == 0
    assert sum(one.amount for one in Charge.objects.all()) == 4500
    assert list(checking.faults()) == []
