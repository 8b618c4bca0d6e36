"""Nobody reaches what is not his: sites, colleagues' requests, other clients (P22, P24)."""

from datetime import datetime

import pytest

from deskhand.catalog.models import Priority
from deskhand.desk import submit, triage
from deskhand.people.models import Membership, Site
from deskhand.tickets.models import Ticket
from tests import cast as stage
from tests.cast import Cast, reader

pytestmark = pytest.mark.django_db


def test_a_manager_whose_site_is_gone_does_not_see_the_whole_organization(
    cast: Cast, at: datetime
) -> None:
    site = Site.objects.create(organization=cast.birch, name="Bakery hall")
    Membership.objects.filter(person=cast.bruno).update(site=site, only_site=True)
    stage.open_ticket(at=at, requester=cast.bea)
    site.delete()
    assert not reader(cast.bruno).managed
    assert not Ticket.objects.visible_to(reader(cast.bruno)).exists()


def test_a_request_for_one_organization_bears_no_site_of_another(cast: Cast, at: datetime) -> None:
    site = Site.objects.create(organization=cast.birch, name="Bakery hall")
    Membership.objects.filter(person=cast.bea).update(site=site)
    Membership.objects.create(person=cast.bea, organization=cast.cedar)
    asked = submit.Request(subject="A chair", text="It squeaks.", organization=cast.cedar)
    ticket = submit.submit(asked, by=reader(cast.bea), at=at)
    assert ticket.organization == cast.cedar
    assert ticket.site is None


def test_only_the_requester_or_a_manager_closes_a_request(
    cast: Cast, at: datetime, client_of
) -> None:
    ticket = stage.open_ticket(at=at, requester=cast.bea)
    triage.share(ticket.pk, cast.cem, by=reader(cast.ada), at=at)
    assert client_of(cast.cem).post(f"/requests/{ticket.pk}/close/").status_code == 403
    ticket.refresh_from_db()
    assert ticket.is_open


def test_an_agent_limited_to_one_client_enters_nothing_for_another(cast: Cast, client_of) -> None:
    cast.ada.only_organizations.set([cast.birch])
    form = {
        "email": "cem@cedar.example",
        "channel": "phone",
        "kind": "incident",
        "priority": Priority.objects.all()[0].pk,
        "subject": "Not mine",
        "text": "Not mine at all.",
    }
    client = client_of(cast.ada)
    assert client.post("/desk/new/", form).status_code == 422
    assert client.post("/desk/new/", form | {"email": "x@cedar.example"}).status_code == 422
    assert not Ticket.objects.exists()
    assert client.post("/desk/new/", form | {"email": "bea@birch.example"}).status_code == 302


def test_an_agent_limited_to_one_client_sees_no_other_on_a_persons_page(
    cast: Cast, client_of
) -> None:
    cast.ada.only_organizations.set([cast.birch])
    Membership.objects.create(person=cast.bea, organization=cast.cedar)
    client = client_of(cast.ada)
    assert b"Cedar Clinic" not in client.get(f"/desk/people/{cast.bea.pk}/").content
    assert b"Cedar Clinic" not in client.get("/desk/people/?q=bea").content


def test_the_subject_of_a_related_ticket_is_not_shown_to_whom_it_is_hidden(
    cast: Cast, at: datetime, client_of
) -> None:
    hidden = stage.open_ticket(
        at=at, requester=cast.cem, subject="Payroll leak", is_confidential=True
    )
    ticket = stage.open_ticket(at=at, requester=cast.bea)
    Ticket.objects.filter(pk=ticket.pk).update(related=hidden)
    page = client_of(cast.ada).get(f"/desk/tickets/{ticket.pk}/").content
    assert b"Payroll leak" not in page
    assert b"Payroll leak" in client_of(cast.asta).get(f"/desk/tickets/{ticket.pk}/").content
