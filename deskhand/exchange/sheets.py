"""Invoices as all exports read them: who, when, lines with accounts, and bookings by account."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from deskhand.contracts.invoices.reading import explained
from deskhand.contracts.models import (
    BillingDetails,
    Invoice,
    InvoiceLine,
    RevenueAccount,
    SellerRules,
    TaxCode,
)
from deskhand.rules.invoicing import shared_out
from deskhand.rules.money import major


class ExportRefused(ValueError):
    """Something has to be said in Setup first; the text says what."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with the account of its revenue, and its tax as the program calls it."""

    row: InvoiceLine
    source: str
    account: str
    tax: TaxCode | None
    ticket: int | None


@dataclass(frozen=True, slots=True)
class Booking:
    """What one account gets of an invoice under one tax; minor units, less than zero for credit."""

    account: str
    tax: TaxCode | None
    net: int
    tax_amount: int

    @property
    def gross(self) -> int:
        return self.net + self.tax_amount


@dataclass(frozen=True, slots=True)
class Sheet:
    invoice: Invoice
    debtor: str
    email: str
    lines: tuple[Line, ...]
    bookings: tuple[Booking, ...]

    @property
    def client(self) -> str:
        return str(self.invoice.buyer["legal_name"])

    def amount(self, minor: int) -> Decimal:
        return major(minor, self.invoice.currency)


def sheets(invoices: Sequence[Invoice], rules: SellerRules) -> list[Sheet]:
    """Return invoices with their accounts; a few statements for all."""
    accounts = dict(RevenueAccount.objects.values_list("source", "account"))
    taxes = {row.code: row for row in TaxCode.objects.all()}
    details = {
        row.organization_id: row
        for row in BillingDetails.objects.filter(
            organization__in={one.organization_id for one in invoices}
        )
    }
    rows = _lines(invoices)
    return [
        _sheet(one, rows.get(one.pk, []), accounts, taxes, _debtor(details, one, rules))
        for one in invoices
    ]


def _debtor(
    details: Mapping[int, BillingDetails], invoice: Invoice, rules: SellerRules
) -> tuple[str, str]:
    kept = details.get(invoice.organization_id)
    account = kept.debtor_account if kept else ""
    email = kept.send_to.split()[0] if kept and kept.send_to.split() else ""
    return account or rules.debtor_account, email


def _lines(invoices: Sequence[Invoice]) -> dict[int, list[tuple[InvoiceLine, str, int | None]]]:
    rows = InvoiceLine.objects.filter(invoice__in=invoices).select_related(
        "charge", "credits__charge", "replaces__charge"
    )
    found: dict[int, list[tuple[InvoiceLine, str, int | None]]] = {}
    for one in explained(rows.order_by("invoice", "position")):
        source = one.charge.source if one.charge else ""
        ticket = one.charge.ticket_id if one.charge else None
        found.setdefault(one.line.invoice_id, []).append((one.line, source, ticket))
    return found


def _sheet(
    invoice: Invoice,
    rows: Sequence[tuple[InvoiceLine, str, int | None]],
    accounts: Mapping[str, str],
    taxes: Mapping[str, TaxCode],
    debtor: tuple[str, str],
) -> Sheet:
    usual = accounts.get("", "")
    lines = tuple(
        Line(row, source, accounts.get(source, usual), taxes.get(row.tax_code), ticket)
        for row, source, ticket in rows
    )
    return Sheet(invoice, debtor[0], debtor[1], lines, tuple(_bookings(invoice, lines)))


def _bookings(invoice: Invoice, lines: Iterable[Line]) -> Iterable[Booking]:
    """The sums of each account under each rate. The tax of a rate is shared out among its accounts,
    so that all of them come to exactly the invoice."""
    nets: dict[tuple[str, int], dict[str, int]] = {}
    codes: dict[str, TaxCode | None] = {}
    for line in lines:
        key = (line.row.tax_code, line.row.rate)
        sums = nets.setdefault(key, {})
        sums[line.account] = sums.get(line.account, 0) + line.row.amount
        codes[line.row.tax_code] = line.tax
    told = {(one["code"], one["rate"]): one["tax"] for one in invoice.taxes}
    for key, sums in nets.items():
        shares = _shares(told.get(key, 0), list(sums.values()))
        for (account, net), share in zip(sums.items(), shares, strict=True):
            yield Booking(account, codes[key[0]], net, share)


def _shares(tax: int, nets: Sequence[int]) -> list[int]:
    weights = [abs(net) for net in nets]
    if len({net < 0 for net in nets}) > 1 or not sum(weights):
        # Where some give back, the first bears the tax: shares of both signs would mean nothing.
        return [tax, *([0] * (len(nets) - 1))]
    return shared_out(tax, weights)


def need_accounts(found: Iterable[Sheet]) -> None:
    """Raise ExportRefused where revenue has no account."""
    for sheet in found:
        if any(not booking.account for booking in sheet.bookings):
            words = _("Say in Setup, under Accounts, in which account revenue stands.")
            raise ExportRefused(words)


def need_debtors(found: Iterable[Sheet]) -> None:
    """Raise ExportRefused where a client has no account."""
    for sheet in found:
        if not sheet.debtor:
            words = _("%(client)s has no account. Name one there, or a usual one in Setup.")
            raise ExportRefused(words % {"client": sheet.client})


def year_begin(day: date, month: int) -> date:
    """Return the day on which the year of a day began, for years that begin with a month."""
    return date(day.year if day.month >= month else day.year - 1, month, 1)
