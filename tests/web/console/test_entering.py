"""An agent enters a ticket: for somebody known, for somebody new, and never for nobody."""

import pytest

from deskhand.catalog.models import Priority
from deskhand.people.finding import person_of
from deskhand.tickets.models import Ticket


@pytest.fixture
def call(cast):
    return {
        "requester": cast.cem.pk,
        "channel": "phone",
        "kind": "incident",
        "priority": Priority.objects.order_by("level").last().pk,
        "subject": "The lift stands",
        "text": "Between two floors.",
        "once_key": "k" * 32,
    }


def test_a_call_becomes_a_ticket_of_the_callers_organization(cast, call, client_of):
    page = client_of(cast.ada).post("/desk/new/", call, follow=True)
    assert "The lift stands" in page.content.decode()
    assert Ticket.objects.get().organization == cast.cedar


def test_somebody_new_is_added_by_his_address(cast, call, client_of):
    wanted = {**call, "requester": "", "email": "new@cedar.example", "name": "Nora New"}
    assert client_of(cast.ada).post("/desk/new/", wanted).status_code == 302
    assert person_of("new@cedar.example").name == "Nora New"
    assert Ticket.objects.get().organization == cast.cedar


def test_a_caller_without_an_address_is_known_by_name(cast, call, client_of):
    wanted = {**call, "requester": "", "name": "Pat Phone", "sends_receipt": "on"}
    assert client_of(cast.ada).post("/desk/new/", wanted).status_code == 302
    ticket = Ticket.objects.get()
    assert ticket.requester.name == "Pat Phone"
    assert ticket.requester.needs_review


def test_entered_twice_is_one_ticket(cast, call, client_of):
    client = client_of(cast.ada)
    first = client.post("/desk/new/", call)
    again = client.post("/desk/new/", call)
    assert first["Location"] == again["Location"]
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"requester": ""},
        {"requester": "nonsense"},
        {"requester": "9" * 40},
        {"requester": "", "email": "nonsense"},
        {"requester": "", "email": "x" * 60 + "@" + "a" * 60 + "." + "b." * 90 + "example"},
        {"requester": "", "email": "x@y.example\0"},
        {"organization": "999999"},
        {"channel": "nonsense"},
        {"kind": "nonsense"},
        {"priority": ""},
        {"team": "x"},
        {"assignee": "999999"},
        {"subject": ""},
        {"subject": "x" * 301},
        {"text": ""},
        {"text": "a\0b"},
        {"once_key": "k" * 65},
    ],
    ids=lambda wrong: ", ".join(wrong),
)
def test_nonsense_is_refused_with_the_rest_kept(cast, call, client_of, wrong):
    answer = client_of(cast.ada).post("/desk/new/", {**call, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in page
    assert "subject" in wrong or "The lift stands" in page
    assert "text" in wrong or "Between two floors." in page
    assert not Ticket.objects.exists()


def test_strangers_requesters_and_light_agents_enter_nothing(cast, call, client_of):
    assert client_of(None).post("/desk/new/", call)["Location"].startswith("/accounts/login/")
    assert client_of(cast.carla).post("/desk/new/", call).status_code == 404
    assert client_of(cast.lena).post("/desk/new/", call).status_code == 403
    assert not Ticket.objects.exists()
