"""Exports: each invoice once, balanced, in the format of each program, no live formulas."""

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest

from deskhand.contracts.invoices import crediting, details
from deskhand.contracts.models import BillingDetails, SellerRules, TaxCode
from deskhand.exchange.exporting import Asked, batches_for, export
from deskhand.exchange.models import Target
from deskhand.exchange.sheets import ExportRefused, sheets
from deskhand.files.store import read_blob
from deskhand.journal.models import Event
from tests.cast import reader
from tests.contracts import billed
from tests.contracts.billed import BILLING

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture(autouse=True)
def books(cast):
    """Accounts of a German chart, and the firm's numbers."""
    billed.settle(cast)
    details.save_revenue_accounts({"": "8400", "units": "8401"})
    SellerRules.objects.update(
        debtor_account="10000",
        tax_account="1776",
        datev_consultant="1001",
        datev_client="7",
    )
    TaxCode.objects.filter(code="DE19").update(datev="3", xero="20% (VAT on Income)")


def made(cast, at, target, **more):
    return export(Asked(target, *YEAR, **more), by=reader(cast.asta), at=at)


def text_of(batch, encoding="utf-8-sig"):
    return read_blob(batch.blob).decode(encoding)


def table(batch):
    return list(csv.DictReader(io.StringIO(text_of(batch))))


def test_each_invoice_is_exported_once_for_a_program_and_again_on_purpose(cast, at):
    billed.issue(cast.birch, at=at)
    first = made(cast, at, Target.CSV)
    with pytest.raises(ExportRefused):
        made(cast, at, Target.CSV)
    assert made(cast, at, Target.XLSX).count == 1
    again = made(cast, at, Target.CSV, is_again=True)
    assert (again.is_again, read_blob(again.blob)) == (True, read_blob(first.blob))
    billed.issue(cast.cedar, at=at)
    assert [row["Client"] for row in table(made(cast, at, Target.CSV))] == ["Cedar Clinic"]
    assert Event.objects.filter(name="invoices_exported").count() == 4


def test_datev_gets_bookings_gross_with_the_tax_key(cast, at):
    invoice = billed.issue(cast.birch, 10_000, at=at)
    crediting.credit(invoice.pk, None, why="agreed", once="c", by=BILLING, at=at)
    head, heads, *rows = text_of(made(cast, at, Target.DATEV), "cp1252").splitlines()
    assert head.startswith('"EXTF";700;21;"Buchungsstapel";13;')
    assert len(head.split(";")) == 31
    assert head.split(";")[10:16] == ["1001", "7", "20260101", "4", "20260304", "20260304"]
    assert len(heads.split(";")) == len(rows[0].split(";"))
    assert rows[0].split(";")[:11] == [
        *("119,00", '"S"', '"EUR"', "", "", '""', "10000", "8400", '"3"', "0403"),
        '"INV-2026-00001"',
    ]
    assert rows[1].split(";")[:2] == ["119,00", '"H"']


@pytest.mark.parametrize(
    ("change", "target"),
    [
        ({"datev_consultant": ""}, Target.DATEV),
        ({"debtor_account": ""}, Target.DATEV),
        ({"debtor_account": "Debtors"}, Target.DATEV),
        ({"tax_account": ""}, Target.JOURNAL),
    ],
)
def test_what_is_missing_in_the_books_is_said_and_nothing_is_noted(cast, at, change, target):
    billed.issue(cast.birch, at=at)
    SellerRules.objects.update(**change)
    with pytest.raises(ExportRefused):
        made(cast, at, target)
    assert not batches_for(reader(cast.asta)).exists()


def test_xero_gets_net_lines_and_credits_with_a_minus(cast, at):
    BillingDetails.objects.filter(organization=cast.birch).update(send_to="books@birch.example")
    invoice = billed.issue(cast.birch, 10_000, at=at)
    crediting.credit(invoice.pk, None, why="agreed", once="c", by=BILLING, at=at)
    one, back = table(made(cast, at, Target.XERO))
    assert one["*InvoiceNumber"] == "INV-2026-00001"
    assert (one["*InvoiceDate"], one["EmailAddress"]) == ("04/03/2026", "books@birch.example")
    assert (one["*UnitAmount"], one["*AccountCode"]) == ("100.0000", "8400")
    assert one["*TaxType"] == "20% (VAT on Income)"
    assert Decimal(back["*Quantity"]) == -1


def test_journal_entries_balance(cast, at):
    invoice = billed.issue(cast.birch, 10_000, 3_333, at=at)
    part = invoice.lines.first()
    crediting.credit(invoice.pk, {part.pk: 1_111}, why="part", once="c", by=BILLING, at=at)
    entries: dict[str, Decimal] = {}
    for row in table(made(cast, at, Target.JOURNAL)):
        moved = Decimal(row["*Debits"] or 0) - Decimal(row["*Credits"] or 0)
        entries[row["*JournalNo"]] = entries.get(row["*JournalNo"], Decimal(0)) + moved
    assert entries == {"INV-2026-00001": 0, "CN-2026-00001": 0}


def test_quickbooks_gets_invoices_alone_by_the_dates_of_the_country(cast, at):
    SellerRules.objects.update(country="US")
    invoice = billed.issue(cast.birch, at=at)
    crediting.credit(invoice.pk, None, why="agreed", once="c", by=BILLING, at=at)
    (row,) = table(made(cast, at, Target.QUICKBOOKS))
    assert (row["*InvoiceDate"], row["*ItemAmount"]) == ("03/04/2026", "100.00")


def test_the_tax_of_a_rate_is_shared_out_among_its_accounts_without_loss(cast, at):
    billed.owe(cast.birch, 1_001, key="a", at=at)
    billed.owe(cast.birch, 998, key="b", source="units", at=at)
    invoice = billed.issue(cast.birch, 500, at=at)
    (sheet,) = sheets([invoice], details.seller_rules())
    assert {one.account for one in sheet.bookings} == {"8400", "8401"}
    assert sum(one.gross for one in sheet.bookings) == invoice.total


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
@pytest.mark.parametrize("target", [Target.CSV, Target.XERO, Target.QUICKBOOKS])
def test_no_text_is_a_formula(cast, at, text, target):
    billed.issue(cast.birch, at=at, text=text)
    cells = [value for row in table(made(cast, at, target)) for value in row.values()]
    assert f"'{text}" in cells
    assert text not in cells


def test_a_workbook_holds_texts_as_texts(cast, at):
    billed.issue(cast.birch, at=at, text="=1+1")
    content = read_blob(made(cast, at, Target.XLSX).blob)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page


def test_who_is_limited_to_clients_exports_these_alone(cast, at):
    billed.issue(cast.birch, at=at)
    billed.issue(cast.cedar, at=at)
    cast.milo.only_organizations.set([cast.cedar])
    batch = export(Asked(Target.CSV, *YEAR), by=reader(cast.milo), at=at)
    assert {row["Client"] for row in table(batch)} == {"Cedar Clinic"}
    made(cast, at, Target.CSV)
    assert batches_for(reader(cast.milo)).count() == 1
