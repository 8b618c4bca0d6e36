"""A ticket is turned over with what was tried and what is needed; messages are passed on."""

from datetime import timedelta

import pytest

from deskhand.desk import handover, triage
from deskhand.desk.handover import Handover, HandoverRefused, hand_over, pass_on
from deskhand.journal.models import Event
from deskhand.people.acting import NotAllowed
from deskhand.people.models import Team
from deskhand.sla.models import Occasion
from deskhand.tickets.access import TicketLocked, TicketNotFound
from deskhand.tickets.models import Message, Ticket
from tests.cast import open_ticket, reader

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def support(cast) -> Team:
    team = Team.objects.create(name="Support", slug="support", tier=2)
    cast.nils.teams.add(team)
    return team


@pytest.fixture
def ticket(cast, at) -> Ticket:
    made = open_ticket(requester=cast.bea, at=at)
    return triage.take(made.pk, by=reader(cast.ada), at=at)


def over(team: Team, **more: str) -> Handover:
    return Handover(team, **{"tried": "A new toner.", "needed": "Look at the fuser.", **more})


def test_team_and_tier_follow_and_colleagues_read_why(cast, ticket, support, at):
    hand_over(ticket.pk, over(support), by=reader(cast.ada), at=at)
    ticket.refresh_from_db()
    assert (ticket.team, ticket.tier, ticket.assignee) == (support, 2, None)
    note = Message.objects.latest("pk")
    assert not note.is_public
    for words in ("Turned over to Support", "A new toner.", "Look at the fuser."):
        assert words in note.text
    told = Event.objects.get(name="ticket_handed_over").payload
    assert (told["from_tier"], told["to_tier"], told["is_bounced"]) == (1, 2, False)
    assert (told["from_team"], told["to_team"]) == (cast.service_desk.pk, support.pk)
    kept = Occasion.objects.get(ticket=ticket, kind="handover")
    assert (kept.at, kept.team, kept.tier) == (at, support, 2)


def test_back_down_is_told_as_bounced(cast, ticket, support, at):
    hand_over(ticket.pk, over(support), by=reader(cast.ada), at=at)
    hand_over(ticket.pk, over(cast.network), by=reader(cast.nils), at=at)
    assert Event.objects.filter(name="ticket_handed_over").latest("pk").payload["is_bounced"]


def test_who_works_in_that_team_keeps_it(cast, ticket, support, at):
    cast.ada.teams.add(support)
    hand_over(ticket.pk, over(support), by=reader(cast.ada), at=at)
    ticket.refresh_from_db()
    assert ticket.assignee == cast.ada


def test_the_same_key_again_changes_nothing(cast, ticket, support, at):
    for _again in range(2):
        hand_over(ticket.pk, over(support, once_key="k"), by=reader(cast.ada), at=at)
    assert Occasion.objects.filter(kind="handover").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"tried": "  "}, "tried"), ({"needed": ""}, "needed"), ({"team": "own"}, "team")],
)
def test_what_is_missing_is_named(cast, ticket, support, at, wrong, field):
    wrong = {**wrong, "team": cast.service_desk} if "team" in wrong else wrong
    said = {"team": support, "tried": "All.", "needed": "More.", **wrong}
    with pytest.raises(HandoverRefused) as refused:
        hand_over(ticket.pk, Handover(**said), by=reader(cast.ada), at=at)
    assert refused.value.field == field
    assert not Occasion.objects.exists()


def test_only_who_may_work_and_sees_it_turns_an_open_ticket_over(cast, ticket, support, at):
    with pytest.raises(NotAllowed):
        hand_over(ticket.pk, over(support), by=reader(cast.lena), at=at)
    with pytest.raises(NotAllowed):
        hand_over(ticket.pk, over(support), by=reader(cast.bea), at=at)
    cast.nils.only_organizations.add(cast.cedar)
    with pytest.raises(TicketNotFound):
        hand_over(ticket.pk, over(support), by=reader(cast.nils), at=at)
    with pytest.raises(TicketNotFound):
        pass_on(ticket.pk, left_at=at, passed_at=at, by=reader(cast.nils), at=at)
    solved = ticket.status.scheme.statuses.get(category="solved")
    triage.set_field(ticket.pk, "status", solved, by=reader(cast.ada), at=at)
    for act in (
        lambda: hand_over(ticket.pk, over(support), by=reader(cast.ada), at=at),
        lambda: pass_on(ticket.pk, left_at=at, passed_at=at, by=reader(cast.ada), at=at),
    ):
        with pytest.raises(TicketLocked):
            act()


@pytest.mark.parametrize(
    ("left", "passed", "field"),
    [(-2, 1, "passed_at"), (-1, -2, "left_at"), (-32 * 1440, -1, "left_at")],
)
def test_a_message_is_passed_on_after_it_was_left_and_before_now(
    cast, ticket, at, left, passed, field
):
    with pytest.raises(HandoverRefused) as refused:
        handover.pass_on(
            ticket.pk,
            left_at=at + left * MINUTE,
            passed_at=at + passed * MINUTE,
            by=reader(cast.ada),
            at=at,
        )
    assert refused.value.field == field


def test_how_long_a_message_waited_stands_in_the_journal(cast, ticket, at):
    pass_on(ticket.pk, left_at=at - 9 * MINUTE, passed_at=at, by=reader(cast.ada), at=at)
    assert Event.objects.get(name="message_passed_on").payload["waited_seconds"] == 540
