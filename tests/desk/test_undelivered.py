"""A reply that came back was no answer: it is shown, and its promise is owed again."""

from datetime import timedelta

import pytest

from deskhand.desk import releasing, reply, resending, undelivered
from deskhand.jobs.queue import drain
from deskhand.journal.models import Event
from deskhand.mail.models import OutgoingLetter
from deskhand.mail.outbox import NotToBeSent
from deskhand.people.models import Address
from deskhand.sla.models import ClockEvent
from tests.cast import reader
from tests.desk.letters import arrive, last, letter
from tests.mail.test_bounces import REPORT

pytestmark = pytest.mark.django_db

BEA = "Bea Birch <bea@birch.example>"


def answered(ticket, stage, *, at, text="Pull the plug."):
    message = reply.reply(ticket.pk, reply.Reply(text=text), by=reader(stage.ada), at=at)
    releasing.release(message.pk, at=message.released_at)
    message.refresh_from_db()
    return message


def notice(message, *, action="failed", status="5.1.1", who="bea@birch.example"):
    from email import message_from_string, policy

    text = REPORT.format(
        who=who, action=action, status=status, message_id=message.outgoing.message_id
    )
    return message_from_string(text.replace("help@desk.example", "help@northlight.example"),
                               policy=policy.default)  # fmt: skip


def bounce(message, *, at, **more):
    assert arrive(notice(message, **more), at=at, sender="<>") is None
    message.outgoing.refresh_from_db()
    return undelivered.come_back(message.outgoing_id, at=at)


def first(ticket):
    return ticket.clocks.get(kind="first_response")


def test_a_bounced_first_response_is_owed_from_the_original_start(stage, at):
    ticket = arrive(letter(BEA), at=at)
    due_at = first(ticket).due_at
    message = answered(ticket, stage, at=at + timedelta(minutes=5))
    assert first(ticket).state == "met"
    assert bounce(message, at=at + timedelta(minutes=10))
    clock = first(ticket)
    assert (clock.state, clock.due_at, clock.started_at) == ("running", due_at, at)
    ticket.refresh_from_db()
    assert ticket.due_order_at == due_at
    assert ticket.awaits_agent


def test_it_is_late_when_the_bounce_comes_after_the_due_time(stage, at):
    ticket = arrive(letter(BEA), at=at)
    due_at = first(ticket).due_at
    message = answered(ticket, stage, at=at + timedelta(minutes=5))
    bounce(message, at=due_at + timedelta(hours=1))
    assert (first(ticket).state, first(ticket).breached_at) == ("breached", due_at)


def test_the_striking_is_on_record_and_nothing_is_removed(stage, at):
    ticket = arrive(letter(BEA), at=at)
    message = answered(ticket, stage, at=at)
    bounce(message, at=at + timedelta(minutes=10))
    kinds = ClockEvent.objects.filter(clock=first(ticket)).values_list("kind", flat=True)
    assert list(kinds) == ["start", "stop", "strike"]
    assert Event.objects.filter(name="answer_undelivered", subject_id=ticket.pk).exists()


def test_a_second_notice_changes_nothing_more(stage, at):
    ticket = arrive(letter(BEA), at=at)
    message = answered(ticket, stage, at=at)
    bounce(message, at=at + timedelta(minutes=10))
    undelivered.come_back(message.outgoing_id, at=at + timedelta(minutes=20))
    assert Event.objects.filter(name="answer_undelivered").count() == 1


def test_the_next_answer_that_arrives_keeps_the_promise(stage, at):
    ticket = arrive(letter(BEA), at=at)
    message = answered(ticket, stage, at=at)
    later = answered(ticket, stage, at=at + timedelta(minutes=3), text="And the fuse.")
    bounce(message, at=at + timedelta(minutes=10))
    assert (first(ticket).state, first(ticket).stopped_at) == ("met", later.released_at)


def test_an_answer_after_the_bounce_stops_the_clock(stage, at):
    ticket = arrive(letter(BEA), at=at)
    message = answered(ticket, stage, at=at)
    bounce(message, at=at + timedelta(minutes=10))
    again = answered(ticket, stage, at=at + timedelta(minutes=20))
    assert (first(ticket).state, first(ticket).stopped_at) == ("met", again.released_at)


def test_a_bounce_of_somebody_in_copy_leaves_the_answer_an_answer(stage, at):
    ticket = arrive(letter(BEA, to=["help@northlight.example", "bruno@birch.example"]), at=at)
    message = answered(ticket, stage, at=at)
    assert not bounce(message, at=at, who="bruno@birch.example")
    assert first(ticket).state == "met"


def test_a_delay_is_shown_and_moves_no_clock(stage, at, client_of):
    ticket = arrive(letter(BEA), at=at)
    message = answered(ticket, stage, at=at)
    assert not bounce(message, at=at + timedelta(hours=1), action="delayed", status="4.4.1")
    assert first(ticket).state == "met"
    page = client_of(stage.ada).get(f"/desk/tickets/{ticket.pk}/").content.decode()
    assert "Delayed on its way" in page


def test_the_bounce_stands_on_the_message_for_agents_alone(stage, at, client_of):
    ticket = arrive(letter(BEA), at=at)
    message = answered(ticket, stage, at=at)
    bounce(message, at=at + timedelta(minutes=1))
    page = client_of(stage.ada).get(f"/desk/tickets/{ticket.pk}/").content.decode()
    assert "Came back undelivered" in page
    assert "is owed again: the reply did not arrive" in page
    page = client_of(stage.bea).get(f"/requests/{ticket.pk}/").content.decode()
    assert "undelivered" not in page
    assert last().thread == f"ticket:{ticket.pk}"


def test_a_marked_address_is_cleared_with_one_click(stage, at, client_of):
    ticket = arrive(letter(BEA), at=at)
    bounce(answered(ticket, stage, at=at), at=at)
    address = Address.objects.get(email="bea@birch.example")
    client = client_of(stage.ada)
    page = client.get(f"/desk/people/{stage.bea.pk}/").content.decode()
    assert "No such user" in page
    client.post(f"/desk/people/{stage.bea.pk}/addresses/{address.pk}/clear/")
    address.refresh_from_db()
    assert (address.bounced_at, address.bounce_reason) == (None, "")
    assert Event.objects.filter(name="setting_changed", payload__what="address").exists()


def test_a_letter_that_no_server_took_is_no_answer_either(stage, at):
    ticket = arrive(letter(BEA), at=at)
    message = answered(ticket, stage, at=at)
    refused = {"bea@birch.example": "550 no such user"}
    OutgoingLetter.objects.filter(pk=message.outgoing_id).update(state="failed", refused=refused)
    assert undelivered.come_back(message.outgoing_id, at=at + timedelta(minutes=1))
    assert first(ticket).state == "running"


@pytest.mark.parametrize("state", ["failed", "waiting"])
def test_what_could_not_leave_is_said_with_its_reason_and_sent_again(stage, at, client_of, state):
    ticket = arrive(letter(BEA), at=at)
    message = answered(ticket, stage, at=at)
    why = {"state": state, "attempts": 4, "last_error": "bea@birch.example: 451 come later"}
    OutgoingLetter.objects.filter(pk=message.outgoing_id).update(**why)
    client, path = client_of(stage.ada), f"/desk/tickets/{ticket.pk}/"
    page = client.get(path).content.decode()
    assert "451 come later</span>" in page and f"/desk/messages/{message.pk}/again/" in page
    client.post(f"/desk/messages/{message.pk}/again/")
    message.outgoing.refresh_from_db()
    assert (message.outgoing.state, message.outgoing.attempts) == ("kept", 0)


def test_what_has_left_is_not_sent_again(stage, at):
    message = answered(arrive(letter(BEA), at=at), stage, at=at)
    OutgoingLetter.objects.update(state="sent")
    with pytest.raises(NotToBeSent):
        resending.send_again(message.pk, by=reader(stage.ada), at=at)


def sent_again(ticket, stage, *, at):
    """A reply that a mail server refused for good, and that was sent once more."""
    message = answered(ticket, stage, at=at)
    refused = {"state": "failed", "refused": {"bea@birch.example": "550 no"}}
    OutgoingLetter.objects.filter(pk=message.outgoing_id).update(**refused)
    assert undelivered.come_back(message.outgoing_id, at=at + timedelta(minutes=1))
    resending.send_again(message.pk, by=reader(stage.ada), at=at + timedelta(minutes=5))
    return message


def test_what_was_sent_again_and_taken_is_an_answer(stage, at):
    ticket = arrive(letter(BEA), at=at)
    message = sent_again(ticket, stage, at=at)
    sent_at = at + timedelta(minutes=6)
    OutgoingLetter.objects.update(state="waiting", next_try_at=sent_at)
    assert undelivered.see_arrival(message.pk, at=sent_at) > sent_at
    assert first(ticket).state == "running"
    taken = {"state": "sent", "sent_at": sent_at, "next_try_at": None}
    OutgoingLetter.objects.update(**taken, accepted=["bea@birch.example"])
    assert undelivered.see_arrival(message.pk, at=at + timedelta(minutes=7)) is None
    assert (first(ticket).state, first(ticket).stopped_at) == ("met", sent_at)
    ticket.refresh_from_db()
    assert not ticket.awaits_agent


def test_it_answers_nothing_that_was_written_since(stage, at):
    ticket = arrive(letter(BEA), at=at)
    message = sent_again(ticket, stage, at=at)
    arrive(
        letter(BEA, text="And?", answers=[message.outgoing.message_id]),
        at=at + timedelta(minutes=2),
    )
    OutgoingLetter.objects.filter(pk=message.outgoing_id).update(
        state="sent", sent_at=at + timedelta(minutes=6), next_try_at=None
    )
    assert undelivered.see_arrival(message.pk, at=at + timedelta(minutes=7)) is None
    assert first(ticket).state == "running"


def test_what_an_administrator_sends_again_is_an_answer_when_it_had_failed(stage, at):
    ticket = arrive(letter(BEA), at=at)
    message = answered(ticket, stage, at=at)
    refused = {"state": "failed", "refused": {"bea@birch.example": "550 no"}}
    OutgoingLetter.objects.filter(pk=message.outgoing_id).update(**refused)
    assert undelivered.come_back(message.outgoing_id, at=at + timedelta(minutes=1))
    message.outgoing.refresh_from_db()
    resending.send_letter_again(message.outgoing, at=at + timedelta(minutes=5))
    sent_at = at + timedelta(minutes=6)
    taken = {"state": "sent", "sent_at": sent_at, "next_try_at": None, "refused": {}}
    OutgoingLetter.objects.filter(pk=message.outgoing_id).update(
        **taken, accepted=["bea@birch.example"]
    )
    drain()
    assert (first(ticket).state, first(ticket).stopped_at) == ("met", sent_at)
