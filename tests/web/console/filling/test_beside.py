"""The form of a ticket beside its conversation, and on the pages where agents enter tickets."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deskhand.automation.models import TicketTemplate
from deskhand.catalog.forms import save_field
from deskhand.catalog.models import FormField, Priority, RequestType
from deskhand.desk.recurring import open_from
from deskhand.tickets.models import Ticket
from tests import cast as stage

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def oven(cast) -> RequestType:
    row = RequestType.objects.create(name="New oven", slug="new-oven")
    save_field(FormField(request_type=row, label="Width", kind="number", is_required=True))
    save_field(FormField(request_type=row, label="Margin", kind="text", is_internal=True))
    return row


@pytest.fixture
def ticket(cast, oven, at) -> Ticket:
    ticket = stage.open_ticket(at=at, requester=cast.bea)
    ticket.request_type = oven
    ticket.save()
    return ticket


def path(ticket, name="panels/form") -> str:
    return f"/desk/tickets/{ticket.pk}/{name}/"


def test_it_says_what_is_missing(cast, ticket, client_of):
    client = client_of(cast.ada)
    client.get("/desk/")
    with CaptureQueriesContext(connection) as asked:
        page = client.get(path(ticket), headers=HTMX).content.decode()
    assert "to be filled in" in page
    assert "is missing" in page
    mine = [query for query in asked if "field" in query["sql"]]
    assert len(mine) <= 4


def test_it_is_filled_in_with_a_trail(cast, ticket, client_of):
    client = client_of(cast.ada)
    said = {"form-width": "60", "form-margin": "40 %", "why": "By phone"}
    piece = client.post(path(ticket, "form"), said, headers=HTMX).content.decode()
    assert "to be filled in" not in piece
    page = client.get(path(ticket, "conversation")).content.decode()
    assert "Width from none to 60, because: By phone" in page


def test_what_does_not_fit_is_said_at_its_field(cast, ticket, client_of):
    client = client_of(cast.ada)
    answer = client.post(path(ticket, "form"), {"form-width": "wide", "why": "x" * 301})
    assert answer.status_code == 422
    assert "Write a number." in answer.content.decode()
    assert not ticket.field_answers.exists()


def test_who_may_not_see_the_ticket_finds_no_form(cast, ticket, client_of):
    cast.ada.only_organizations.set([cast.cedar])
    assert client_of(cast.ada).post(path(ticket, "form"), {}).status_code == 404
    assert client_of(cast.lena).post(path(ticket, "form"), {"form-width": "1"}).status_code == 403


def test_a_ticket_is_entered_with_its_form(cast, oven, client_of):
    client = client_of(cast.ada)
    piece = client.get("/desk/new/", {"request_type": oven.pk}).content.decode()
    assert "Margin" in piece
    said = {
        "requester": cast.bea.pk,
        "channel": "phone",
        "kind": "incident",
        "priority": Priority.objects.get(level=3).pk,
        "subject": "An oven",
        "text": "Please.",
        "request_type": oven.pk,
        "form-margin": "30 %",
    }
    assert client.post("/desk/new/", {**said, "form-width": "wide"}).status_code == 422
    assert client.post("/desk/new/", said).status_code == 302
    assert Ticket.objects.get().field_answers.get().shown == "30 %"


def test_the_screen_for_calls_asks_too(cast, oven, client_of):
    page = client_of(cast.ada).get("/desk/phone/facts/", {"request_type": oven.pk})
    assert "Margin" in page.content.decode()


def test_a_template_answers_the_form_of_its_tickets(cast, oven, at, client_of):
    template = TicketTemplate.objects.create(
        name="Oven",
        subject="The yearly oven",
        text="Order it.",
        requester=cast.bea,
        request_type=oven,
        answers={"width": "60", "gone": "x"},
    )
    page = client_of(cast.ada).get("/desk/new/", {"template": template.pk}).content.decode()
    assert 'value="60"' in page
    ticket = open_from(template, key="one", at=at)
    assert ticket.field_answers.get().shown == "60"
    setup = client_of(cast.asta).get(f"/setup/rows/templates/{template.pk}/").content.decode()
    assert 'name="form-width" value="60"' in setup
