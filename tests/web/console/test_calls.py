"""The board of calls and the calls on a ticket: taken, logged, moved, taken back; and by whom."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from deskhand.desk import phoning
from deskhand.sla.callbacks import NewCallBack
from deskhand.sla.models import CallBack
from deskhand.tickets.models import Message
from tests.cast import open_ticket, reader

pytestmark = pytest.mark.django_db

BOARD = "/desk/callbacks/"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def row(cast, now):
    ticket = open_ticket(requester=cast.bea, team=cast.service_desk, at=now)
    new = NewCallBack(
        name="Bea Birch",
        number="+49 211 123456",
        about="The oven is cold",
        by_at=now + timedelta(hours=2),
    )
    return phoning.owe(ticket.pk, new, by=reader(cast.asta), at=now)


def body(answer) -> str:
    return answer.content.decode()


def test_the_board_names_whom_and_how(cast, row, client_of):
    shown = body(client_of(cast.ada).get(BOARD))
    for words in (
        "Bea Birch",
        "tel:+49211123456",
        "+49 211 123456",
        "The oven is cold",
        "Owed now",
    ):
        assert words in shown
    assert "Nobody waits" in body(client_of(cast.ada).get(f"{BOARD}?team=network"))


def test_where_no_call_can_be_made_none_can_be_taken_and_it_says_why(cast, now, client_of):
    client = client_of(cast.ada)
    assert ' disabled aria-describedby="no-next-call"' in body(client.get(BOARD))
    ticket = open_ticket(requester=cast.bea, team=cast.service_desk, at=now)
    later = now + timedelta(hours=2)
    new = NewCallBack(name="Bea", number="+49 211 123456", from_at=later)
    new = replace(new, by_at=later + timedelta(hours=2))
    phoning.owe(ticket.pk, new, by=reader(cast.asta), at=now)
    shown = body(client.get(BOARD))
    assert " disabled aria-describedby" in shown
    assert "The next one can be made from" in shown


def test_it_is_taken_and_logged_from_the_board(cast, row, client_of):
    ada = client_of(cast.ada)
    assert ada.post(f"{BOARD}next/")["Location"] == BOARD
    assert "Your call" in body(ada.get(BOARD))
    assert "with Ada since" in body(client_of(cast.nils).get(BOARD))
    sent = {"outcome": "reached", "note": "Mended", "call": row.pk, "then": "board"}
    assert ada.post(f"/desk/tickets/{row.ticket_id}/calls/log/", sent)["Location"] == BOARD
    row.refresh_from_db()
    assert row.end == "reached"
    assert "1 reached" in body(ada.get(BOARD))
    shown = body(ada.get(f"/desk/tickets/{row.ticket_id}/"))
    assert "Mended" in shown
    assert "Reached" in shown


def test_what_is_wrong_is_said_on_the_board(cast, row, client_of):
    ada = client_of(cast.ada)
    ada.post(f"{BOARD}next/")
    sent = {"outcome": "eaten", "call": row.pk, "then": "board"}
    answer = ada.post(f"/desk/tickets/{row.ticket_id}/calls/log/", sent)
    assert answer.status_code == 422
    assert "Your call" in body(answer)


def test_nobody_waits(cast, client_of):
    ada = client_of(cast.ada)
    assert ada.post(f"{BOARD}next/").status_code == 302
    assert "Nobody waits for a call" in body(ada.get(BOARD))


def test_the_count_stands_in_the_rail(cast, row, client_of):
    shown = body(client_of(cast.ada).get("/desk/counts/"))
    assert 'id="count-calls" hx-swap-oob="true">1<' in shown


def test_the_ticket_owes_logs_moves_and_takes_back(cast, row, client_of, now):
    ada, path = client_of(cast.ada), f"/desk/tickets/{row.ticket_id}/calls/"
    later = (now + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    sent = {"name": "Bea Birch", "number": "0211 999888", "agreed_tries": "2", "in_vain": "back"}
    assert ada.post(path, sent).status_code == 302
    made = CallBack.objects.latest("pk")
    assert (made.number, made.person, made.agreed_tries) == ("+49211999888", cast.bea, 2)
    assert ada.post(f"{path}{made.pk}/", {"act": "move", "by_at": later, "why": "Away"})
    made.refresh_from_db()
    assert made.moves == 1
    assert ada.post(f"{path}{made.pk}/", {"act": "move", "why": "Away"}).status_code == 422
    assert ada.post(f"{path}{made.pk}/", {"act": "withdraw", "why": "Came by"}).status_code == 302
    made.refresh_from_db()
    assert made.end == "withdrawn"
    logged = {"outcome": "voicemail", "note": "Third floor", "minutes": "4"}
    assert ada.post(f"{path}log/", logged).status_code == 302
    assert "Voicemail left, 4 min" in body(ada.get(f"/desk/tickets/{row.ticket_id}/"))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"number": "soon"}, "This is no telephone number"),
        ({"number": ""}, "required"),
        ({"agreed_tries": "77"}, "less than or equal to 9"),
        ({"by_at": "2001-01-01T10:00"}, "This instant is past"),
        ({"by_at": "tomorrow"}, "valid date"),
        ({"name": "\0"}, "Null characters"),
    ],
)
def test_what_cannot_be_owed_is_said_at_its_field(cast, row, client_of, wrong, words):
    sent = {"name": "Bea", "number": "0211 999888", "agreed_tries": "2", "in_vain": "mail", **wrong}
    answer = client_of(cast.ada).post(f"/desk/tickets/{row.ticket_id}/calls/", sent)
    assert answer.status_code == 422
    assert words in body(answer)
    assert CallBack.objects.count() == 1


def test_a_stranger_to_the_client_sees_and_does_nothing(cast, row, client_of):
    cast.nils.only_organizations.add(cast.cedar)
    nils, path = client_of(cast.nils), f"/desk/tickets/{row.ticket_id}/calls/"
    assert "Bea Birch" not in body(nils.get(BOARD))
    for place in (path, f"{path}log/", f"{path}{row.pk}/", f"{path}{row.pk}/hold/"):
        assert nils.post(place, {"outcome": "reached", "call": row.pk}).status_code == 404
    nils.post(f"{BOARD}next/")
    row.refresh_from_db()
    assert (row.taken_by, row.ended_at) == (None, None)


def test_the_portal_shows_public_calls_alone(cast, row, client_of):
    ada, path = client_of(cast.ada), f"/desk/tickets/{row.ticket_id}/calls/log/"
    ada.post(path, {"outcome": "no_answer", "note": "Sounds drunk"})
    ada.post(path, {"outcome": "reached", "note": "We agreed on Friday", "is_public": "on"})
    shown = body(client_of(cast.bea).get(f"/requests/{row.ticket_id}/"))
    assert "We agreed on Friday" in shown
    assert "Sounds drunk" not in shown
    assert Message.objects.filter(call="no_answer", is_public=False).exists()


def test_who_asks_for_a_call_in_words_is_pointed_at_and_nothing_is_owed(cast, now, client_of):
    ticket = open_ticket(requester=cast.bea, text="Please call me back.", at=now)
    ada, path = client_of(cast.ada), f"/desk/tickets/{ticket.pk}/"
    words = "wants to be called"
    assert words in body(ada.get(path))
    assert not CallBack.objects.exists()
    ada.post(f"{path}calls/log/", {"outcome": "reached"})
    assert words not in body(ada.get(path))
