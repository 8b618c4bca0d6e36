"""Invoices while others act at the same instant: no number twice, none left out, no charge twice.
Told on threads, so with a database of its own for each test."""

import pytest
from django.db import connection
from django.db.models import Sum

from deskhand.contracts.charging import reverse
from deskhand.contracts.invoices import crediting, gathering, issuing, paying
from deskhand.contracts.invoices.paying import Received
from deskhand.contracts.models import Charge, Invoice, InvoiceDraft, InvoiceDraftLine, Payment
from deskhand.contracts.refusing import ContractRefused
from tests import cast as stage
from tests.at_once import at_once
from tests.contracts import billed
from tests.contracts.billed import BILLING, MARCH

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def two_at_a_time(cast):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    billed.settle(cast)


def test_drafts_issued_at_once_get_numbers_without_gaps(cast, at):
    clients = [stage.organization(f"Client {number}") for number in range(6)]
    for client in clients:
        billed.BillingDetails.objects.create(organization=client, city="Ulm", country="DE")
        billed.owe(client, key=f"k{client.pk}", at=at)
    drafts = [billed.draft(client, at=at).pk for client in clients]
    told = at_once(*[lambda pk=pk: issuing.issue(pk, by=BILLING, at=at) for pk in drafts])
    assert sorted(one.number for one in told) == [1, 2, 3, 4, 5, 6]


def test_a_draft_that_is_clicked_four_times_is_one_invoice(cast, at):
    billed.owe(cast.birch, at=at)
    pk = billed.draft(cast.birch, at=at).pk
    told = at_once(*[lambda: issuing.issue(pk, by=BILLING, at=at)] * 4)
    assert {one.pk for one in told} == {Invoice.objects.get().pk}


def test_what_is_gathered_by_four_is_on_one_draft(cast, at):
    for number in range(5):
        billed.owe(cast.birch, key=f"k{number}", at=at)
    at_once(*[lambda: gathering.gather(until=MARCH, by=BILLING, at=at)] * 4)
    assert (InvoiceDraft.objects.count(), InvoiceDraftLine.objects.count()) == (1, 5)


def test_no_more_comes_in_or_goes_back_than_was_asked_for(cast, at):
    invoice = billed.issue(cast.birch, 10_000, at=at)
    pays = [
        lambda n=n: paying.enter(
            invoice.pk, Received(10_000, at.date()), once=f"p{n}", by=BILLING, at=at
        )
        for n in range(3)
    ]
    credits_ = [
        lambda n=n: crediting.credit(invoice.pk, None, why="wrong", once=f"c{n}", by=BILLING, at=at)
        for n in range(3)
    ]
    told = at_once(*pays, *credits_)
    refused = [one for one in told if isinstance(one, ContractRefused)]
    assert Payment.objects.count() <= 1
    assert Invoice.objects.filter(kind="credit").count() == 1
    assert len(refused) == 6 - Payment.objects.count() - 1
    assert not [one for one in told if isinstance(one, Exception) and one not in refused]


def test_a_charge_taken_back_while_a_part_is_given_up_comes_to_nothing(cast, at):
    invoice = billed.issue(cast.birch, *[10_000 + number for number in range(6)], at=at)
    lines = list(invoice.lines.order_by("position"))
    parts = {line.pk: 3_000 for line in lines}
    gives = [lambda: crediting.credit(invoice.pk, parts, why="late", once="c", by=BILLING, at=at)]
    backs = [lambda c=line.charge: reverse(c, why="wrong", by=BILLING, at=at) for line in lines]
    told = at_once(*backs[:3], *gives, *backs[3:])
    assert not [one for one in told if isinstance(one, Exception)]
    assert Charge.objects.aggregate(sum=Sum("amount"))["sum"] == 0
