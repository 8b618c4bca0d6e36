"""A promise is changed by hand on the page of its ticket, and a message needs no reply."""

from datetime import UTC, datetime, timedelta

import pytest

from deskhand.desk import releasing, reply, requester
from deskhand.sla.models import Clock
from tests.cast import ask, reader
from tests.sla.tables import owe, policy, row

# A day of next winter, whatever the time of year.
SOON = f"{datetime.now(UTC).year + 1}-01-02"


@pytest.fixture
def ticket(cast, at):
    owe(cast.birch, policy("gold", row("first_response", 4), row("next_response", 4)))
    return ask(cast.bea, at=at - timedelta(minutes=30))


def mend(client, ticket, **sent):
    clock = Clock.objects.get(ticket=ticket, kind="first_response")
    return client.post(f"/desk/tickets/{ticket.pk}/promises/{clock.pk}/", sent)


def test_a_due_time_is_set_in_the_zone_of_the_agent_and_taken_back(cast, client_of, ticket, at):
    cast.ada.person.time_zone = "Asia/Tokyo"
    cast.ada.person.save()
    client = client_of(cast.ada)
    sent = {"act": "set_due", "due_at": f"{SOON}T10:00", "why": "Agreed on the phone"}
    assert mend(client, ticket, **sent).status_code == 302
    clock = Clock.objects.get(ticket=ticket, kind="first_response")
    assert f"{clock.due_at:%Y-%m-%d %H:%M}" == f"{SOON} 01:00"
    page = client.get(f"/desk/tickets/{ticket.pk}/why/{clock.pk}/").content.decode()
    assert "Set by hand. Computed it would be due" in page
    assert "Agreed on the phone" in page
    assert mend(client, ticket, act="unset_due", why="No longer").status_code == 302
    clock.refresh_from_db()
    assert clock.computed_due_at is None


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"act": "explode", "why": "So"},
        {"act": "set_due", "why": "So"},
        {"act": "set_due", "due_at": "2001-01-01T10:00", "why": "So"},
        {"act": "set_due", "due_at": "nonsense", "why": "So"},
        {"act": "set_due", "due_at": f"{SOON}T10:00", "why": ""},
        {"act": "set_due", "due_at": f"{SOON}T10:00", "why": "x" * 301},
        {"act": "unset_due", "why": "So"},
        {"act": "correct", "why": "So"},
    ],
)
def test_nonsense_is_refused_with_a_sentence_and_nothing_is_changed(cast, client_of, ticket, sent):
    before = Clock.objects.get(ticket=ticket, kind="first_response").due_at
    answer = mend(client_of(cast.asta), ticket, **sent)
    assert answer.status_code == 422
    assert answer.context["refusal"]
    assert Clock.objects.get(ticket=ticket, kind="first_response").due_at == before


def test_a_light_agent_and_one_without_the_right_are_told_no(cast, client_of, ticket):
    sent = {"act": "set_due", "due_at": f"{SOON}T10:00", "why": "So"}
    assert mend(client_of(cast.lena), ticket, **sent).status_code == 403
    assert mend(client_of(cast.ada), ticket, act="correct", why="So").status_code == 403
    assert mend(client_of(cast.bea), ticket, **sent).status_code == 404


def test_no_reply_needed_stands_at_the_last_message_while_one_is_owed(cast, client_of, ticket, at):
    client, url = client_of(cast.ada), f"/desk/tickets/{ticket.pk}/"
    assert "No reply needed" not in client.get(url).content.decode()
    said = reply.Reply(text="So.")
    message = reply.reply(ticket.pk, said, by=reader(cast.ada), at=at - timedelta(minutes=20))
    releasing.release(message.pk, at=message.released_at)
    requester.answer(ticket.pk, "Thanks!", by=reader(cast.bea), at=at - timedelta(minutes=10))
    assert "No reply needed" in client.get(url).content.decode()
    assert client.post(f"{url}no-reply/").status_code == 302
    clock = Clock.objects.get(ticket=ticket, kind="next_response")
    assert clock.state == Clock.State.CANCELLED
    assert client.post(f"{url}no-reply/").status_code == 302
