"""The statement of a contract on paper: the same sheet in the browser, in print and as a PDF."""

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from deskhand.contracts.invoices import details
from deskhand.contracts.ledger import statement
from deskhand.contracts.models import Contract
from deskhand.desk.branding import brand_of
from deskhand.desk.invoices import paper

# More lines than that nobody prints; the table has them all.
MOST = 500


def html_of(contract: Contract, language: str, *, at: datetime) -> SafeString:
    """Return the sheet in a language, without what is around it."""
    with translation.override(language):
        return render_to_string("paper/_statement.html", _words(contract, at=at))


def pdf_of(contract: Contract, language: str, *, at: datetime) -> bytes:
    """Return the sheet as a PDF; raises paper.CannotPrint."""
    with translation.override(language):
        page = render_to_string("paper/statement.html", _words(contract, at=at))
    return paper.pdf_of(page)


def _words(contract: Contract, *, at: datetime) -> dict[str, Any]:
    brand = brand_of(None)
    seller, buyer = details.seller_rules(), details.billing_of(contract.organization)
    words: dict[str, Any] = {
        "contract": contract,
        "brand": brand,
        "logo": paper.logo_of(brand),
        "seller": seller,
        "buyer": buyer,
        "client": buyer.legal_name or contract.organization.name,
        "today": contract.day(at),
        "lines": [],
    }
    book = statement.book_of(contract)
    if book is None:
        return words
    lines, before = statement.latest(contract, book, most=MOST)
    first = lines[0] if lines else None
    return words | {
        "summary": statement.summary(contract, book),
        "lines": lines,
        "before": before,
        "carried": first.balance - first.came + first.went if first else 0,
    }
