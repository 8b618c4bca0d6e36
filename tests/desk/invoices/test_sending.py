"""Invoices on paper and by mail: the same PDF each time, and each letter once."""

from datetime import timedelta

import pytest

from deskhand.contracts.invoices import crediting, paying
from deskhand.contracts.invoices.paying import Received
from deskhand.contracts.models import BillingDetails, InvoiceFile, InvoiceLetter
from deskhand.contracts.refusing import ContractRefused
from deskhand.desk.invoices import paper, sending
from deskhand.files.store import read_blob
from deskhand.mail.models import OutgoingLetter
from tests.contracts import billed
from tests.contracts.billed import BILLING

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(cast, at):
    billed.settle(cast)
    cast.bruno.memberships.update(reads_invoices=True)
    return billed.issue(cast.birch, 10_000, at=at)


@pytest.fixture
def no_printer(monkeypatch):
    """As on a machine where the library for PDFs is not installed."""
    monkeypatch.setattr(paper, "_library", lambda: None)


def test_the_page_says_it_all_in_the_language_of_the_client(invoice):
    page = paper.html_of(invoice)
    for words in ("INV-2026-00001", "Birch Bakery", "Northlight IT GmbH", "119.00", "19\xa0%"):
        assert words in page
    assert "<script" not in page


def test_what_a_client_is_called_is_no_markup(cast, at):
    billed.settle(cast)
    BillingDetails.objects.update(legal_name="<img src=x onerror=alert(1)>")
    made = billed.issue(cast.birch, at=at, text="<script>alert(1)</script>")
    page = paper.html_of(made)
    assert "<script" not in page
    assert "<img src=x" not in page


def test_the_pdf_is_made_once(invoice, at):
    first = paper.file_of(invoice, at=at)
    assert paper.file_of(invoice, at=at) == first
    assert read_blob(first).startswith(b"%PDF-")
    assert InvoiceFile.objects.count() == 1


def test_it_goes_to_whoever_gets_invoices_with_the_pdf_and_once(invoice, at):
    for _click in range(2):
        sending.send(invoice.pk, key="k", by=BILLING, at=at)
    letter = OutgoingLetter.objects.get()
    assert letter.recipients == ["bruno@birch.example"]
    assert b"INV-2026-00001.pdf" in read_blob(letter.raw)
    invoice.state.refresh_from_db()
    assert invoice.state.sent_at == at


def test_addresses_that_were_given_come_before_people(cast, invoice, at, no_printer):
    BillingDetails.objects.filter(organization=cast.birch).update(
        send_to="books@birch.example\nmill@birch.example"
    )
    sending.send(invoice.pk, key="k", by=BILLING, at=at)
    assert OutgoingLetter.objects.get().recipients == ["books@birch.example", "mill@birch.example"]


def test_without_the_library_it_leaves_with_a_link(invoice, at, no_printer):
    sending.send(invoice.pk, key="k", by=BILLING, at=at)
    raw = read_blob(OutgoingLetter.objects.get().raw)
    assert b".pdf" not in raw
    assert b"/invoices/" in raw


def test_nobody_to_send_it_to_is_said(cast, invoice, at, no_printer):
    cast.bruno.memberships.update(reads_invoices=False)
    with pytest.raises(ContractRefused):
        sending.send(invoice.pk, key="k", by=BILLING, at=at)
    assert not OutgoingLetter.objects.exists()


def test_what_is_late_is_reminded_of_again_and_again_but_not_for_ever(invoice, at, no_printer):
    from deskhand.contracts.invoices import details

    rules = details.seller_rules()
    rules.remind_days = 7
    details.save_rules(rules)
    assert sending.remind_all(at=at + timedelta(days=20)) == 0
    late = at + timedelta(days=22)
    assert [sending.remind_all(at=late + timedelta(days=days)) for days in range(0, 40, 4)] == [
        *(1, 0, 1, 0, 1),
        *([0] * 5),
    ]
    assert InvoiceLetter.objects.filter(kind="reminder").count() == 3


def test_what_is_paid_is_not_reminded_of(invoice, at, no_printer):
    later = at + timedelta(days=60)
    paying.enter(invoice.pk, Received(11_900, at.date()), once="p", by=BILLING, at=later)
    with pytest.raises(ContractRefused):
        sending.remind(invoice.pk, by=BILLING, at=later)


def test_a_credit_note_is_sent_like_an_invoice(invoice, at, no_printer):
    note = crediting.credit(invoice.pk, None, why="wrong", once="c", by=BILLING, at=at)
    sending.send(note.pk, key="k", by=BILLING, at=at)
    assert OutgoingLetter.objects.get().subject == "Credit note CN-2026-00001"
    assert "INV-2026-00001" in paper.html_of(note)
