"""The statement of a contract's units as pages and files: at the desk and in the portal alike."""

import csv
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from deskhand.contracts.ledger import statement
from deskhand.contracts.models import Contract
from deskhand.desk.invoices.paper import CannotPrint
from deskhand.desk.ledger import sheet
from deskhand.rules.cells import dead_cell
from deskhand.web.request import DeskRequest

COLUMNS = (
    gettext_lazy("Date"),
    gettext_lazy("Entered"),
    gettext_lazy("What"),
    pgettext_lazy("ticket", "Request"),
    gettext_lazy("In"),
    gettext_lazy("Out"),
    gettext_lazy("Balance"),
    gettext_lazy("Why"),
)
NUMBERS = slice(3, 7)


def context_of(request: DeskRequest, contract: Contract) -> dict[str, Any]:
    """What a statement shows: the balance with its lots, and a page of lines."""
    book = statement.book_of(contract)
    context: dict[str, Any] = {"contract": contract, "book": book}
    if book is None:
        return context
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else 0
    return context | {
        "summary": statement.summary(contract, book),
        "page": statement.page(contract, book, before=before),
        "is_first": not before,
    }


def as_file(contract: Contract) -> HttpResponse:
    """The whole statement as comma-separated values, the oldest line first."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{_name(contract)}.csv"'
    lines = csv.writer(answer)
    lines.writerow([dead_cell(word) for word in COLUMNS])
    book = statement.book_of(contract)
    for line in statement.whole(contract, book) if book is not None else []:
        row = statement.as_row(line)
        numbers = row[NUMBERS]
        cells = [dead_cell(word) for word in row]
        # Numbers stay numbers, a minus among them.
        cells[NUMBERS] = numbers
        lines.writerow(cells)
    return answer


def printed(request: DeskRequest, contract: Contract, language: str, *, back: str) -> HttpResponse:
    """The statement as it is on paper, with a way back to a page."""
    shown = sheet.html_of(contract, language, at=request.at)
    context = {"contract": contract, "paper": shown, "back": reverse(back, args=[contract.pk])}
    return render(request, "statement_page.html", context)


def as_pdf(request: DeskRequest, contract: Contract, language: str, *, page: str) -> HttpResponse:
    """The statement as a PDF; where none can be made, the page that can be printed."""
    try:
        content = sheet.pdf_of(contract, language, at=request.at)
    except CannotPrint:
        return redirect(page, contract.pk)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{_name(contract)}.pdf"'
    return answer


def _name(contract: Contract) -> str:
    name = "".join(c for c in contract.number if c.isalnum() or c in "-_") or "contract"
    return f"statement-{name}"


def lot_words(origin: str) -> str:
    """Say where a lot comes from."""
    words = {"purchase": _("Pack"), "rollover": _("Rolled over"), "goodwill": _("Given")}
    return words.get(origin, origin)
