"""Invoices as data: valid by the schema that comes with the library, and within the PDF."""

from xml.etree import ElementTree as Tree

import pytest

from deskhand.contracts.invoices import crediting
from deskhand.contracts.models import BillingDetails, SellerRules, TaxCode
from deskhand.desk.invoices import einvoice, paper
from deskhand.files.store import read_blob
from tests.contracts import billed
from tests.contracts.billed import BILLING

facturx = pytest.importorskip("facturx")
pytestmark = pytest.mark.django_db
RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"


def said(xml, name):
    return [one.text for one in Tree.fromstring(xml).iter(f"{RAM}{name}")]


@pytest.fixture(autouse=True)
def settled(cast):
    billed.settle(cast)


def test_an_invoice_is_valid_and_says_the_sums(cast, at):
    invoice = billed.issue(cast.birch, 10_000, 3_333, at=at)
    xml = einvoice.xml_of(invoice)
    assert facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931")
    assert said(xml, "GrandTotalAmount") == ["158.66"]
    assert said(xml, "TaxTotalAmount") == ["25.33"]
    assert said(xml, "LineTotalAmount") == ["100.00", "33.33", "133.33"]
    assert said(xml, "TypeCode")[0] == "380"
    assert "HUR" in xml.decode()


def test_a_credit_note_says_what_is_given_back_and_of_which_invoice(cast, at):
    invoice = billed.issue(cast.birch, 10_000, at=at)
    note = crediting.credit(invoice.pk, None, why="agreed", once="c", by=BILLING, at=at)
    xml = einvoice.xml_of(note)
    assert facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931")
    assert said(xml, "GrandTotalAmount") == ["119.00"]
    assert said(xml, "IssuerAssignedID") == ["INV-2026-00001"]
    assert said(xml, "TypeCode")[0] == "381"


@pytest.mark.parametrize("category", ["AE", "E", "Z", "K", "G", "O"])
def test_what_is_not_taxed_says_why_and_is_valid(cast, at, category):
    TaxCode.objects.filter(code="RC").update(category=category)
    BillingDetails.objects.update(tax=TaxCode.objects.get(code="RC"), vat_id="ATU12345678")
    xml = einvoice.xml_of(billed.issue(cast.cedar, 10_000, at=at))
    assert facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931")
    assert said(xml, "ExemptionReason") == ([] if category == "Z" else ["Reverse charge"])
    assert bool(said(xml, "RateApplicablePercent")) is (category != "O")


def test_texts_with_markup_stay_texts(cast, at):
    invoice = billed.issue(cast.birch, at=at, text="<b>&amp; ]]> \u2028")
    assert "<b>&amp; ]]> \u2028" in said(einvoice.xml_of(invoice), "Name")


def test_the_pdf_bears_the_data(cast, at):
    invoice = billed.issue(cast.birch, at=at)
    content = read_blob(paper.file_of(invoice, at=at))
    name, xml = facturx.get_facturx_xml_from_pdf(content)
    assert name == "factur-x.xml"
    assert said(xml, "GrandTotalAmount") == ["119.00"]
    assert invoice.file.has_data


def test_a_seller_without_a_number_says_nothing(cast, at):
    SellerRules.objects.update(vat_id="", tax_number="")
    invoice = billed.issue(cast.birch, at=at)
    assert einvoice.with_data(b"%PDF", invoice) == (b"%PDF", False)
