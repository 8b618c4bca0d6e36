"""DATEV: bookings in its own format (EXTF 700, Buchungsstapel), in Windows-1252.

Each booking is gross, debtor against revenue, with the tax key where the account does not bring its
own. Credit notes are bookings on the other side.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from deskhand.contracts.models import SellerRules
from deskhand.exchange.sheets import (
    Booking,
    ExportRefused,
    Sheet,
    need_accounts,
    need_debtors,
    year_begin,
)

VERSION, CATEGORY, FORMAT = 700, 21, 13
HEADS = (
    *("Umsatz (ohne Soll/Haben-Kz)", "Soll/Haben-Kennzeichen", "WKZ Umsatz", "Kurs"),
    *("Basis-Umsatz", "WKZ Basis-Umsatz", "Konto", "Gegenkonto (ohne BU-Schlüssel)"),
    *("BU-Schlüssel", "Belegdatum", "Belegfeld 1", "Belegfeld 2", "Skonto", "Buchungstext"),
)
MOST_TEXT = 60
# What may stand in the number of a document.
FIELD = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789$%&*+-/")


def datev(found: Sequence[Sheet], rules: SellerRules, *, at: datetime) -> bytes:
    """Return the file; all invoices must lie in one year of the books. Raises ExportRefused."""
    _check(found, rules)
    lines = [_head(found, rules, at=at), ";".join(HEADS)]
    lines += [_booking(sheet, one) for sheet in found for one in _moved(sheet)]
    return ("\r\n".join(lines) + "\r\n").encode("cp1252", errors="replace")


def _check(found: Sequence[Sheet], rules: SellerRules) -> None:
    if not (rules.datev_consultant.isdecimal() and rules.datev_client.isdecimal()):
        raise ExportRefused(_("Say in Setup, under Accounts, your numbers at DATEV."))
    need_accounts(found)
    need_debtors(found)
    years = {year_begin(sheet.invoice.issued_on, rules.year_begins) for sheet in found}
    if len(years) > 1:
        raise ExportRefused(_("These days lie in two years of the books. Export each by itself."))
    for sheet in found:
        accounts = (sheet.debtor, *(booking.account for booking in sheet.bookings))
        if not all(account.isascii() and account.isdecimal() for account in accounts):
            words = _("Accounts at DATEV are numbers: look at those of %(client)s.")
            raise ExportRefused(words % {"client": sheet.client})


def _moved(sheet: Sheet) -> Iterator[Booking]:
    return (booking for booking in sheet.bookings if booking.gross)


def _head(found: Sequence[Sheet], rules: SellerRules, *, at: datetime) -> str:
    days = [sheet.invoice.issued_on for sheet in found]
    begin = year_begin(min(days), rules.year_begins)
    fields = [
        *(_quoted("EXTF"), VERSION, CATEGORY, _quoted("Buchungsstapel"), FORMAT),
        *(f"{at:%Y%m%d%H%M%S}{at.microsecond // 1000:03}", "", _quoted("DH"), _quoted("")),
        *(_quoted(""), rules.datev_consultant, rules.datev_client, f"{begin:%Y%m%d}"),
        *(rules.account_length, f"{min(days):%Y%m%d}", f"{max(days):%Y%m%d}"),
        *(_quoted("Deskhand"), _quoted(""), 1, 0, 0, _quoted(found[0].invoice.currency)),
        *("", _quoted(""), "", "", _quoted(""), "", "", _quoted(""), _quoted("")),
    ]
    return ";".join(str(field) for field in fields)


def _booking(sheet: Sheet, one: Booking) -> str:
    invoice = sheet.invoice
    fields = [
        _amount(sheet.amount(abs(one.gross))),
        _quoted("S" if one.gross > 0 else "H"),
        _quoted(invoice.currency),
        *("", "", _quoted("")),
        *(sheet.debtor, one.account),
        _quoted(one.tax.datev if one.tax else ""),
        f"{invoice.issued_on:%d%m}",
        _quoted("".join(sign for sign in invoice.name if sign in FIELD)[:36]),
        _quoted(f"{invoice.due_on:%d%m%y}"),
        "",
        _quoted(sheet.client[:MOST_TEXT]),
    ]
    return ";".join(str(field) for field in fields)


def _quoted(text: str) -> str:
    flat = " ".join(text.split()).replace('"', '""')
    return f'"{flat}"'


def _amount(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")
