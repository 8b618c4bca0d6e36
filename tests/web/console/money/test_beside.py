"""Money beside a ticket: what it drew, what was charged and why, on which invoice, and back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deskhand.contracts.invoices import drafting, issuing
from deskhand.contracts.models import LedgerPosting
from tests import cast as casting
from tests.contracts import billed
from tests.contracts.ledger import deeds
from tests.contracts.paper import sign

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ticket(cast, at):
    billed.settle(cast)
    return casting.open_ticket(at=at, requester=cast.bea)


def panel(client, ticket):
    page = client.get(f"/desk/tickets/{ticket.pk}/panels/money/", headers=HTMX)
    assert page.status_code == 200
    return page.content.decode()


def test_a_ticket_that_came_to_nothing_says_so(cast, ticket, client_of):
    assert "It drew nothing" in panel(client_of(cast.ada), ticket)


def test_units_lead_to_their_line_of_the_statement(cast, ticket, at, client_of):
    contract = sign(cast.birch, at=at)
    deeds.buy(contract, 20, at=at)
    deeds.answer(contract, ticket, at=at)
    deeds.appoint(contract, ticket, 61, at=at + timedelta(hours=1))
    page = panel(client_of(cast.ada), ticket)
    assert "3 units drawn" in page
    line = LedgerPosting.objects.get(event__kind="appointment").pk
    link = f"/desk/contracts/{contract.pk}/book/?before={line + 1}"
    assert link in page
    assert f'id="line-{line}"' in client_of(cast.ada).get(link).content.decode()


def test_a_charge_is_followed_to_the_line_of_its_invoice_and_back(cast, ticket, at, client_of):
    biller = client_of(cast.milo)
    charge = billed.owe(cast.birch, 12_000, at=at, ticket=ticket)
    page = panel(biller, ticket)
    assert "120.00" in page and "Not invoiced yet" in page
    assert "engineer in business hours: 100.00 EUR an hour" in page
    assert "/desk/time/7/" in page
    draft = billed.draft(cast.birch, at=at)
    assert f"/desk/invoices/drafts/{draft.pk}/" in panel(biller, ticket)
    drafting.put_off(draft.pk, charge.draft_line.pk, why="they move")
    assert "Left for a later invoice: they move" in panel(biller, ticket)
    drafting.put_off(draft.pk, charge.draft_line.pk, why="")
    invoice = issuing.issue(draft.pk, by=billed.BILLING, at=at)
    page = panel(biller, ticket)
    assert f"Invoiced on {invoice.name}, line 1" in page
    link = f"/desk/invoices/{invoice.pk}/?line=1"
    assert link in page
    back = biller.get(link).content.decode()
    assert f'href="/desk/tickets/{ticket.pk}/"' in back
    assert '<li id="line-1">\n          <details open>' in back


def test_whoever_does_not_bill_reads_it_without_a_link(cast, ticket, at, client_of):
    billed.owe(cast.birch, at=at, ticket=ticket)
    invoice = billed.issue(cast.birch, 500, at=at)
    page = panel(client_of(cast.ada), ticket)
    assert f"Invoiced on {invoice.name}" in page and "/desk/invoices/" not in page


def test_what_was_taken_back_is_no_charge_of_the_ticket(cast, ticket, at, client_of):
    from deskhand.contracts.charging import reverse

    reverse(billed.owe(cast.birch, at=at, ticket=ticket), why="no", by=billed.BILLING, at=at)
    assert "nothing is charged" in panel(client_of(cast.ada), ticket)


def test_it_takes_few_statements_however_much_was_charged(cast, ticket, at, client_of):
    contract = sign(cast.birch, at=at)
    deeds.buy(contract, 20, at=at)
    deeds.answer(contract, ticket, at=at)
    for number in range(6):
        billed.owe(cast.birch, at=at, ticket=ticket, key=f"time:{number}:1")
    billed.issue(cast.birch, 500, at=at)
    client = client_of(cast.milo)
    panel(client, ticket)
    request = f"/desk/tickets/{ticket.pk}/panels/"
    with CaptureQueriesContext(connection) as many:
        client.get(f"{request}money/", headers=HTMX)
    with CaptureQueriesContext(connection) as few:
        client.get(f"{request}similar/", headers=HTMX)
    assert len(many) <= len(few) + 8
