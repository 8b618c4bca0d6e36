"""Solved at first contact: said by whoever solved it, never of what was turned over."""

import pytest

from deskhand.catalog.models import Category, Status
from deskhand.contracts.conditions import Work, holds, read
from deskhand.desk import first_contact, reply, triage
from deskhand.desk.handover import Handover, hand_over
from deskhand.desk.submit import Entry, Request, enter
from deskhand.desk.triage import ChangeRefused
from deskhand.journal.models import Event
from deskhand.people.models import Team
from deskhand.sla.models import CallBack, Clock
from deskhand.tickets.access import TicketLocked
from deskhand.tickets.models import Message, Ticket
from tests.cast import open_ticket, reader

pytestmark = pytest.mark.django_db


def solved(ticket: Ticket) -> Status:
    return ticket.status.scheme.statuses.filter(category=Category.SOLVED).first()


@pytest.fixture
def ticket(cast, at) -> Ticket:
    return open_ticket(requester=cast.bea, at=at)


def answer(ticket: Ticket, cast, at) -> Message:
    said = reply.Reply(text="So.", status=solved(ticket), is_first_contact=True)
    return reply.reply(ticket.pk, said, by=reader(cast.ada), at=at)


def test_entered_as_solved_it_is_answered_and_owes_no_call(cast, at):
    asked = Request(subject="Locked out", text="Locked out.")
    entry = Entry(asked, cast.bea, solution="Password set anew.")
    made = enter(entry, by=reader(cast.ada), at=at)
    assert (made.category, made.first_contact, made.assignee) == ("solved", True, cast.ada)
    assert not CallBack.objects.exists()
    assert not Clock.objects.filter(ticket=made, stopped_at=None).exclude(state="cancelled")
    note = made.messages.latest("pk")
    assert (note.text, note.is_public) == ("Password set anew.", False)


def test_it_is_said_with_the_reply_that_solves_and_told_in_the_trail(cast, ticket, at):
    answer(ticket, cast, at)
    ticket.refresh_from_db()
    assert ticket.first_contact
    told = Event.objects.filter(name="ticket_changed", payload__field="first_contact")
    assert [event.payload["new"] for event in told] == [True]


def test_with_a_reply_that_solves_nothing_it_says_nothing(cast, ticket, at):
    said = reply.Reply(text="So.", is_first_contact=True)
    reply.reply(ticket.pk, said, by=reader(cast.ada), at=at)
    ticket.refresh_from_db()
    assert not ticket.first_contact


def test_a_reply_taken_back_or_a_ticket_opened_again_takes_it_back(cast, ticket, at):
    message = answer(ticket, cast, at)
    reply.take_back(message.pk, by=reader(cast.ada), at=at)
    ticket.refresh_from_db()
    assert (ticket.is_open, ticket.first_contact) == (True, False)


def test_what_was_turned_over_never_was_one(cast, ticket, at):
    support = Team.objects.create(name="Support", slug="support", tier=2)
    over = Handover(support, tried="A toner.", needed="A look.")
    hand_over(ticket.pk, over, by=reader(cast.ada), at=at)
    with pytest.raises(TicketLocked, match="turned over"):
        answer(ticket, cast, at)
    triage.set_field(ticket.pk, "status", solved(ticket), by=reader(cast.ada), at=at)
    with pytest.raises(ChangeRefused, match="turned over"):
        triage.set_field(ticket.pk, "first_contact", True, by=reader(cast.ada), at=at)


def test_what_is_not_solved_was_not_solved_at_first_contact(cast, ticket, at):
    with pytest.raises(ChangeRefused, match="not solved"):
        triage.set_field(ticket.pk, "first_contact", True, by=reader(cast.ada), at=at)


def test_it_is_proposed_to_whoever_alone_has_had_it(cast, ticket, at):
    said = list(ticket.messages.all())
    assert first_contact.is_likely(ticket, said, by=reader(cast.ada))
    triage.take(ticket.pk, by=reader(cast.ada), at=at)
    ticket.refresh_from_db()
    assert first_contact.is_likely(ticket, said, by=reader(cast.ada))
    assert not first_contact.is_likely(ticket, said, by=reader(cast.nils))


def test_contracts_may_ask_for_it(cast, ticket, at):
    rule = read("first-contact:yes")
    assert not holds(rule, ticket, Work("in"))
    ticket.first_contact = True
    assert holds(rule, ticket, Work("in"))
