"""Files of separated values: QuickBooks, Xero, and all lines for whatever reads them."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from deskhand.contracts.models import SellerRules
from deskhand.exchange.sheets import ExportRefused, Line, Sheet, need_accounts, need_debtors
from deskhand.rules.cells import dead_cell

MARK = "\ufeff"
XERO = (
    *("*ContactName", "EmailAddress", "POAddressLine1", "POCity", "POPostalCode", "POCountry"),
    *("*InvoiceNumber", "Reference", "*InvoiceDate", "*DueDate", "*Description", "*Quantity"),
    *("*UnitAmount", "*AccountCode", "*TaxType", "Currency"),
)
QUICKBOOKS = (
    *("*InvoiceNo", "*Customer", "*InvoiceDate", "*DueDate", "Memo", "Item(Product/Service)"),
    *("ItemDescription", "ItemQuantity", "ItemRate", "*ItemAmount", "*ItemTaxCode"),
    *("ItemTaxAmount", "Currency"),
)
JOURNAL = (
    *("*JournalNo", "*JournalDate", "*AccountName", "*Debits", "*Credits", "Description"),
    *("Name", "Currency"),
)


def xero(found: Sequence[Sheet], rules: SellerRules) -> bytes:
    """Sales invoices; credit notes are those with a minus, as its import takes them."""
    need_accounts(found)
    return _file(XERO, (_xero(sheet, line, rules) for sheet, line in _all(found)))


def _xero(sheet: Sheet, line: Line, rules: SellerRules) -> list[Any]:
    invoice, buyer = sheet.invoice, sheet.invoice.buyer
    return [
        sheet.client,
        sheet.email,
        buyer["street"],
        buyer["city"],
        buyer["postcode"],
        buyer["country"],
        invoice.name,
        buyer.get("reference", ""),
        _day(invoice.issued_on, rules),
        _day(invoice.due_on, rules),
        line.row.text,
        line.row.quantity,
        line.row.unit_price,
        line.account,
        (line.tax.xero or line.tax.name) if line.tax else "",
        invoice.currency,
    ]


def quickbooks(found: Sequence[Sheet], rules: SellerRules) -> bytes:
    """Invoices. Its import takes no credit notes: those are in the journal."""
    invoices = [sheet for sheet in found if not sheet.invoice.is_credit]
    return _file(QUICKBOOKS, (_quickbooks(sheet, line, rules) for sheet, line in _all(invoices)))


def _quickbooks(sheet: Sheet, line: Line, rules: SellerRules) -> list[Any]:
    invoice = sheet.invoice
    return [
        invoice.name,
        sheet.client,
        _day(invoice.issued_on, rules),
        _day(invoice.due_on, rules),
        invoice.note.splitlines()[0] if invoice.note else "",
        line.account or _("Services"),
        line.row.text,
        line.row.quantity,
        line.row.unit_price,
        sheet.amount(line.row.amount),
        (line.tax.quickbooks or line.tax.code) if line.tax else "",
        "",
        invoice.currency,
    ]


def journal(found: Sequence[Sheet], rules: SellerRules) -> bytes:
    """A balanced entry for each invoice and credit note: debtor, revenue by account, tax."""
    need_accounts(found)
    need_debtors(found)
    if not rules.tax_account and any(sheet.invoice.tax for sheet in found):
        raise ExportRefused(_("Say in Setup, under Accounts, in which account taxes stand."))
    return _file(JOURNAL, (row for sheet in found for row in _entry(sheet, rules)))


def _entry(sheet: Sheet, rules: SellerRules) -> Iterator[list[Any]]:
    invoice = sheet.invoice
    sides = [(sheet.debtor, invoice.total)]
    sides += [(booking.account, -booking.net) for booking in sheet.bookings]
    sides += [(rules.tax_account, -invoice.tax)]
    for account, amount in sides:
        if amount:
            yield [
                invoice.name,
                _day(invoice.issued_on, rules),
                account,
                sheet.amount(amount) if amount > 0 else "",
                sheet.amount(-amount) if amount < 0 else "",
                invoice.name,
                sheet.client,
                invoice.currency,
            ]


def titles() -> list[str]:
    """Return the heads of the columns of all lines."""
    amount, source = pgettext("money", "Amount"), pgettext("charge", "Source")
    return [
        *(_("Invoice"), _("Kind"), _("Date"), _("Due"), _("Client"), _("Line"), _("Text")),
        *(_("Day of work"), _("Quantity"), _("Unit"), _("Price"), amount, _("Currency")),
        *(_("Tax"), _("Percent"), source, _("Account"), _("Ticket"), _("Total")),
    ]


def rows(found: Iterable[Sheet]) -> Iterator[list[Any]]:
    """Return all lines with all that is known of them."""
    for sheet, line in _all(found):
        invoice, row = sheet.invoice, line.row
        yield [
            invoice.name,
            invoice.kind,
            invoice.issued_on,
            invoice.due_on,
            sheet.client,
            row.position,
            row.text,
            row.charged_on,
            row.quantity,
            row.unit,
            row.unit_price,
            sheet.amount(row.amount),
            invoice.currency,
            row.tax_code,
            Decimal(row.rate) / 1000,
            line.source,
            line.account,
            line.ticket or "",
            sheet.amount(invoice.total),
        ]


def plain(found: Sequence[Sheet], rules: SellerRules) -> bytes:
    return _file(titles(), rows(found))


def _all(found: Iterable[Sheet]) -> Iterator[tuple[Sheet, Line]]:
    for sheet in found:
        for line in sheet.lines:
            yield sheet, line


def _day(day: date, rules: SellerRules) -> str:
    """As the programs of the firm's country write it."""
    return f"{day:%m/%d/%Y}" if rules.country == "US" else f"{day:%d/%m/%Y}"


def _file(heads: Sequence[str], found: Iterable[Sequence[Any]]) -> bytes:
    """Separated values in UTF-8 with its mark, so that spreadsheets read it as such."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(heads)
    lines.writerows([_cell(value) for value in row] for row in found)
    return (MARK + text.getvalue()).encode("utf-8")


def _cell(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, (int, date)):
        return str(value)
    return dead_cell(value)
