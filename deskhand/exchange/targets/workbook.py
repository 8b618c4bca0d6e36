"""All lines as a workbook (XLSX): numbers and dates as such, texts never as formulas."""

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import xlsxwriter

from deskhand.contracts.models import SellerRules
from deskhand.exchange.sheets import Sheet
from deskhand.exchange.targets.tables import rows, titles

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def workbook(found: Sequence[Sheet], rules: SellerRules) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        page = book.add_worksheet()
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(0, 0, titles(), bold)
        page.freeze_panes(1, 0)
        for place, row in enumerate(rows(found), 1):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(place, column, value, day)
                elif isinstance(value, (int, Decimal)):
                    page.write_number(place, column, float(value))
                else:
                    page.write_string(place, column, str(value))
        page.autofit()
    return buffer.getvalue()
