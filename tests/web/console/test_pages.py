"""The console's pages as agents see them: what is offered, and what is not."""

import pytest

from deskhand.catalog.models import Status
from deskhand.desk import triage
from tests import cast as stage

HTMX = {"HX-Request": "true"}


@pytest.fixture
def two(cast, at):
    """Two tickets of the service desk's queue, the second by Cedar."""
    first = stage.open_ticket(
        at=at, requester=cast.bea, subject="The oven beeps", team=cast.service_desk
    )
    second = stage.open_ticket(
        at=at, requester=cast.cem, subject="The lift stands", team=cast.service_desk
    )
    return first, second


def test_the_queue_one_came_from_stands_beside_its_tickets(cast, two, client_of):
    client = client_of(cast.ada)
    client.get("/desk/queues/team-service-desk/")
    page = client.get(f"/desk/tickets/{two[0].pk}/").content.decode()
    assert "The lift stands" in page


def test_a_list_that_refreshes_itself_is_not_the_queue_one_came_from(cast, two, client_of):
    client = client_of(cast.ada)
    client.get("/desk/queues/team-service-desk/")
    answer = client.get("/desk/queues/late/", headers={**HTMX, "HX-Target": "rows"})
    assert b"<html" not in answer.content
    page = client.get(f"/desk/tickets/{two[0].pk}/").content.decode()
    assert "The lift stands" in page


def test_the_list_beside_a_ticket_can_be_fetched_alone(cast, two, client_of):
    answer = client_of(cast.ada).get(
        "/desk/queues/team-service-desk/", headers={**HTMX, "HX-Target": "beside"}
    )
    page = answer.content.decode()
    assert f'id="beside-{two[1].pk}"' in page
    assert "<html" not in page


def test_without_a_queue_before_ones_own_work_stands_beside_a_ticket(cast, two, client_of):
    page = client_of(cast.ada).get(f"/desk/tickets/{two[0].pk}/").content.decode()
    assert "The lift stands" not in page


def test_sending_and_going_on_opens_the_next_of_the_same_queue(cast, two, client_of):
    client = client_of(cast.ada)
    client.get("/desk/queues/team-service-desk/")
    sent = {"mode": "note", "text": "Looked at it.", "then": "next"}
    answer = client.post(f"/desk/tickets/{two[0].pk}/say/", sent)
    assert answer["Location"] == f"/desk/tickets/{two[1].pk}/"


def test_going_on_from_the_last_one_leads_back_to_the_queue(cast, two, client_of):
    client = client_of(cast.ada)
    sent = {"mode": "note", "text": "Looked at it.", "then": "next"}
    answer = client.post(f"/desk/tickets/{two[0].pk}/say/", sent)
    assert answer["Location"] == "/desk/queues/mine/"


def test_a_closed_ticket_offers_notes_alone(cast, two, client_of, at):
    closed = Status.objects.get(scheme__is_default=True, category="closed")
    triage.set_field(two[0].pk, "status", closed, by=stage.reader(cast.ada), at=at)
    page = client_of(cast.ada).get(f"/desk/tickets/{two[0].pk}/").content.decode()
    assert 'data-mode="note"' in page
    assert 'value="reply"' not in page


def test_a_light_agent_is_offered_notes_alone(cast, two, client_of):
    page = client_of(cast.lena).get(f"/desk/tickets/{two[0].pk}/").content.decode()
    assert 'value="reply"' not in page


def test_people_are_offered_while_typing_a_requester(cast, client_of):
    found = client_of(cast.ada).get("/desk/people/?q=bea", headers=HTMX).content.decode()
    assert f'name="requester" value="{cast.bea.pk}"' in found
    assert "<html" not in found


def test_nobody_is_offered_before_something_is_typed(cast, client_of):
    found = client_of(cast.ada).get("/desk/people/?q=", headers=HTMX).content.decode()
    assert 'name="requester"' not in found


def test_a_requester_named_in_the_address_is_chosen(cast, client_of):
    page = client_of(cast.ada).get(f"/desk/new/?requester={cast.cem.pk}").content.decode()
    assert f'name="requester" value="{cast.cem.pk}" checked' in page


def test_a_requester_who_is_no_number_is_nobody(cast, client_of):
    answer = client_of(cast.ada).get("/desk/new/?requester=x")
    assert answer.status_code == 200
    assert b'name="requester"' not in answer.content


def test_finding_works_as_a_page_of_its_own(cast, two, client_of, at):
    stage.index(at=at)
    page = client_of(cast.ada).get("/desk/find/?q=oven").content.decode()
    assert "<html" in page
    assert "The oven beeps" in page
