"""A click on a number: a row is named, never a number, and only one that the agent may see."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from deskhand.people.callers import add_number
from deskhand.phone.dialling import keep_dialling
from deskhand.phone.hearing import Heard, hear
from deskhand.phone.models import Dialling, Line
from deskhand.provider.firm import set_dials
from deskhand.sla.callbacks import NewCallBack, owe
from deskhand.tickets.models import Ticket
from tests.cast import doer, open_ticket
from tests.notices.conftest import data, world

__all__ = ["data", "world"]
NUMBER = "+492111234567"
PATH = "/desk/phone/dial/"


@pytest.fixture
def system(cast, world, at):
    cast.bea.phone = cast.birch.phone = "+49 211 1234567"
    cast.bea.save()
    cast.birch.save()
    for extension, agent in (("201", cast.ada), ("202", cast.nils)):
        Line.objects.create(extension=extension, agent=agent)
    row = Dialling(
        is_on=True,
        url=f"{world.url}/calls",
        headers="Content-Type: application/json",
        body='{"from": "{extension}", "to": "{number}"}',
    )
    keep_dialling(row, secret="", by=doer(cast.asta), at=at)
    return world


@pytest.fixture
def rows(cast, system, at):
    """Everything at which Bea's number stands."""
    ticket = open_ticket(requester=cast.bea, at=at)
    now = timezone.now()
    call = hear(Heard(system="generic", key="1", number=NUMBER, began_at=now), at=now)
    owed = owe(
        Ticket.objects.get(pk=ticket.pk),
        NewCallBack(name="Bea", number=NUMBER, by_at=now + timedelta(hours=1)),
        by=doer(cast.ada),
        at=now,
    )
    return {
        "person": cast.bea.pk,
        "organization": cast.birch.pk,
        "number": add_number(cast.bea, NUMBER).pk,
        "ticket": ticket.pk,
        "call": call.pk,
        "owed": owed.pk,
    }


KINDS = ("person", "organization", "number", "ticket", "call", "owed")


@pytest.mark.parametrize("what", KINDS)
def test_each_row_with_a_number_can_be_dialled(cast, client_of, system, rows, what):
    answer = client_of(cast.ada).post(PATH, {"what": what, "key": rows[what]})
    assert "Your telephone rings" in answer.content.decode()
    assert json.loads(system.calls[0].body) == {"from": "201", "to": NUMBER}


@pytest.mark.parametrize("what", KINDS)
def test_whom_an_agent_does_not_look_after_he_cannot_dial(cast, client_of, system, rows, what):
    cast.ada.only_organizations.add(cast.cedar)
    client = client_of(cast.ada)
    foreign = client.post(PATH, {"what": what, "key": rows[what]})
    missing = client.post(PATH, {"what": what, "key": 987654})
    assert (foreign.status_code, foreign.content) == (404, missing.content)
    assert not system.calls


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"what": "person"},
        {"what": "person", "key": "x"},
        {"what": "person", "key": "9" * 40},
        {"what": "number", "number": NUMBER},
        {"what": "pk", "key": "1"},
    ],
)
def test_nonsense_is_nothing_to_dial(cast, client_of, system, sent):
    assert client_of(cast.ada).post(PATH, sent).status_code == 404
    assert not system.calls


def test_requesters_and_readers_dial_nothing(cast, client_of, system, rows):
    sent = {"what": "person", "key": rows["person"]}
    assert client_of(cast.bea).post(PATH, sent).status_code == 404
    cast.ada.role = "light"
    cast.ada.save()
    assert client_of(cast.ada).post(PATH, sent).status_code == 403
    assert "data-dial-url" not in client_of(cast.ada).get("/desk/").content.decode()
    assert not system.calls


def test_what_went_wrong_and_a_second_click_are_said(cast, client_of, system, rows):
    client, sent = client_of(cast.ada), {"what": "person", "key": rows["person"]}
    system.answers.append((503, b""))
    answer = client.post(PATH, sent)
    assert answer.status_code == 422
    assert "503" in answer.content.decode()
    client.post(PATH, sent)
    assert "dialled already" in client.post(PATH, sent).content.decode()
    assert len(system.calls) == 2
    answer = client_of(cast.asta).post(PATH, sent)
    assert answer.status_code == 422
    assert "Telephone lines" in answer.content.decode()


def test_a_number_that_nobody_can_dial_is_said(cast, client_of, system):
    cast.bea.phone = "ask at the desk"
    cast.bea.save()
    answer = client_of(cast.ada).post(PATH, {"what": "person", "key": cast.bea.pk})
    assert answer.status_code == 422
    assert not system.calls


def test_pages_ask_the_database_no_more_often_for_it(cast, client_of, system):
    client, path = client_of(cast.ada), f"/desk/people/{cast.bea.pk}/"

    def asked():
        client.get(path)
        with CaptureQueriesContext(connection) as found:
            page = client.get(path).content.decode()
        assert f'data-dial="person:{cast.bea.pk}" href="tel:' in page
        return len(found), "data-dial-url" in page and "js/dialling" in page

    on = asked()
    Dialling.objects.update(is_on=False)
    set_dials(False)
    assert (on[1], asked()) == (True, (on[0], False))
