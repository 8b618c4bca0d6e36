"""The statement of a contract's units as pages and files: at the desk and in the portal alike."""

import csv
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from deskhand.contracts.ledger import statement
from deskhand.contracts.models import Contract
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
    name = "".join(c for c in contract.number if c.isalnum() or c in "-_") or "contract"
    answer["Content-Disposition"] = f'attachment; filename="statement-{name}.csv"'
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


def lot_words(origin: str) -> str:
    """Say where a lot comes from."""
    words = {"purchase": _("Pack"), "rollover": _("Rolled over"), "goodwill": _("Given")}
    return words.get(origin, origin)
