"""Sending later from the composer: the time is typed, and the reply stands in the ticket."""

import pytest

from deskhand.tickets.models import Message
from tests.cast import open_ticket


@pytest.fixture
def ticket(cast, at):
    return open_ticket(requester=cast.bea, at=at)


@pytest.fixture
def client(client_of, cast, at, time_machine):
    time_machine.move_to(at, tick=False)
    return client_of(cast.ada)


def say(client, ticket, **facts: str):
    typed = {"text": "Good morning.", "mode": "reply", "then": "later", **facts}
    return client.post(f"/desk/tickets/{ticket.pk}/say/", typed)


def test_a_reply_waits_in_the_ticket_and_is_sent_now(client, ticket, cast):
    assert say(client, ticket, send_at="2026-03-05T08:30").status_code == 302
    message = Message.objects.get(text="Good morning.")
    assert message.undo["later"] is True
    page = client.get(f"/desk/tickets/{ticket.pk}/").content.decode()
    assert "Waits, goes out" in page
    assert f"/messages/{message.pk}/send-now/" in page
    assert f"/messages/{message.pk}/take-back/" in page
    answer = client.post(f"/desk/messages/{message.pk}/send-now/", follow=True)
    assert "It goes out now." in answer.content.decode()
    assert "Waits, goes out" not in answer.content.decode()


@pytest.mark.parametrize("typed", ["", "soon", "2020-01-01T08:00", "2099-01-01T08:00"])
def test_a_time_that_makes_no_sense_leaves_the_text_in_the_composer(client, ticket, typed):
    answer = say(client, ticket, send_at=typed)
    assert answer.status_code == 422
    assert "Good morning." in answer.content.decode()
    assert not Message.objects.filter(text="Good morning.").exists()


def test_a_time_left_in_its_field_does_not_hold_up_who_sends_at_once(client, ticket):
    assert say(client, ticket, then="", send_at="nonsense").status_code == 302
    assert "later" not in Message.objects.get(text="Good morning.").undo
