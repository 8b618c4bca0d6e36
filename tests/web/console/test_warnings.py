"""What must be known of a client is said on his tickets, and before one is entered."""

import pytest

from deskhand.people.models import Site
from deskhand.people.warnings import warnings_of
from deskhand.tickets.models import Ticket
from tests import cast as stage

HTMX = {"HX-Request": "true", "HX-Target": "entry-facts"}
ENTRY = {"subject": "Oven", "text": "Dark", "channel": "phone", "kind": "incident"}


@pytest.fixture
def birch(cast):
    cast.birch.stop_reason = "three bills are unpaid"
    cast.birch.spending = "Bruno, up to 500"
    cast.birch.contract_note = "No weekends"
    cast.birch.save()
    cast.bea.is_vip = True
    cast.bea.save()
    return cast.birch


def enter(client, cast, ticket):
    sent = {**ENTRY, "requester": cast.bea.pk, "priority": ticket.priority_id}
    return client.post("/desk/new/", sent)


def test_it_stands_on_the_ticket_the_client_and_the_person(cast, birch, client_of, at):
    ticket = stage.open_ticket(at=at, requester=cast.bea)
    ticket.site = Site.objects.create(organization=birch, name="Mill", instructions="Ring twice")
    ticket.save()
    client = client_of(cast.ada)
    page = client.get(f"/desk/tickets/{ticket.pk}/").content.decode()
    for words in (
        "three bills are unpaid.",
        "very important",
        "Ring twice",
        "up to 500",
        "weekends",
    ):
        assert words in page
    assert "three bills" in client.get(f"/desk/organizations/{birch.slug}/").content.decode()
    assert "very important" in client.get(f"/desk/people/{cast.bea.pk}/").content.decode()
    shown = client_of(cast.bea).get(f"/requests/{ticket.pk}/").content.decode()
    assert "unpaid" not in shown
    assert "important" not in shown


def test_it_is_said_while_a_ticket_is_entered(cast, birch, client_of):
    client = client_of(cast.ada)
    piece = client.get("/desk/new/", {"requester": cast.bea.pk}, headers=HTMX).content.decode()
    assert "three bills are unpaid" in piece
    assert "three bills" not in client.get("/desk/new/").content.decode()


def test_for_a_client_on_stop_few_enter_a_ticket(cast, birch, client_of, at):
    ticket = stage.open_ticket(at=at, requester=cast.bea)
    answer = enter(client_of(cast.ada), cast, ticket)
    assert answer.status_code == 422
    assert "Ask an account manager" in answer.content.decode()
    assert Ticket.objects.count() == 1
    assert enter(client_of(cast.milo), cast, ticket).status_code == 302
    birch.stop_reason = ""
    birch.save()
    assert enter(client_of(cast.ada), cast, ticket).status_code == 302


def test_requests_of_a_client_on_stop_still_come_in(cast, birch, at):
    assert stage.ask(cast.bea, at=at).pk


def test_of_nobody_there_is_nothing_to_know(cast):
    assert warnings_of(None, None, None) == []
    assert warnings_of(cast.bruno, cast.cedar, None) == []


def test_it_is_set_in_setup(cast, client_of):
    client = client_of(cast.asta)
    page = client.get(f"/setup/rows/organizations/{cast.birch.pk}/").content.decode()
    assert 'name="stop_reason"' in page
    assert 'name="is_vip"' in client.get(f"/setup/rows/people/{cast.bea.pk}/").content.decode()
