"""Whether a ticket is an emergency, on its page and in lists."""

import pytest

from deskhand.tickets.models import Ticket
from tests.cast import open_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast, at) -> Ticket:
    return open_ticket(requester=cast.bea, at=at)


def test_it_is_declared_shown_in_lists_found_and_taken_back(cast, ticket, client_of):
    client = client_of(cast.ada)
    address = f"/desk/tickets/{ticket.pk}/emergency/"
    page = client.post(address, {"act": "yes"}, follow=True).content.decode()
    assert "It goes before everything else." in page
    found = client.get("/desk/queues/all/", {"q": "emergency:yes"}).content.decode()
    assert ticket.subject in found
    assert 'data-tone="danger"' in found
    assert client.post(address, {"act": "no", "why": ""}).status_code == 422
    page = client.post(address, {"act": "no", "why": "Planned."}, follow=True).content.decode()
    assert "No emergency" in page
    ticket.refresh_from_db()
    assert not ticket.is_emergency


def test_the_cause_is_kept_and_shown(cast, ticket, client_of):
    client = client_of(cast.ada)
    address = f"/desk/tickets/{ticket.pk}/emergency/"
    assert client.post(address, {"act": "cause", "other": "Lightning"}).status_code == 422
    client.post(address, {"act": "yes"})
    said = {"act": "cause", "cause": "", "other": "Lightning"}
    page = client.post(address, said, follow=True).content.decode()
    assert "Cause: Lightning." in page
    assert "Cause of the emergency changed" in page
    said = {"act": "no", "planned": "a new server"}
    page = client.post(address, said, follow=True).content.decode()
    assert "It was planned: a new server." in page


def test_a_stranger_finds_nothing(cast, ticket, client_of):
    address = f"/desk/tickets/{ticket.pk}/emergency/"
    assert client_of(cast.bea).post(address, {"act": "yes"}).status_code in {403, 404}
    assert client_of(cast.ada).post("/desk/tickets/999999/emergency/").status_code == 404
    ticket.refresh_from_db()
    assert not ticket.is_emergency
