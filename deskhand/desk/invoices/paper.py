"""An invoice on paper: the same page in the browser, in print and as a PDF, in its own language.

The PDF is made once and kept. Without the library for it the page is printed by the browser.
"""

import base64
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import formats, translation
from django.utils.safestring import SafeString

from deskhand.contracts.invoices import reading
from deskhand.contracts.models import Invoice, InvoiceFile
from deskhand.contracts.wording import money, price
from deskhand.desk.branding import Brand, brand_of
from deskhand.desk.invoices import einvoice
from deskhand.files.models import Blob
from deskhand.files.store import keep, read_blob

PERCENT = 1000


class CannotPrint(Exception):
    """The library that makes PDFs is not installed; the page can be printed."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it is printed."""

    position: int
    text: str
    day: str
    quantity: str
    price: str
    tax: str
    amount: str


def html_of(invoice: Invoice) -> SafeString:
    """Return the page of an invoice, without what is around it."""
    with translation.override(invoice.language):
        return render_to_string("paper/_invoice.html", _words(invoice))


def file_of(invoice: Invoice, *, at: datetime) -> Blob:
    """Return the PDF of an invoice, the same bytes each time; raises CannotPrint."""
    kept = InvoiceFile.objects.filter(invoice=invoice).select_related("blob").first()
    if kept is not None:
        return kept.blob
    content, has_data = einvoice.with_data(_pdf(invoice), invoice)
    kept, _made = InvoiceFile.objects.get_or_create(
        invoice=invoice,
        defaults={"blob": keep(content), "has_data": has_data, "made_at": at},
    )
    return kept.blob


def bytes_of(invoice: Invoice, *, at: datetime) -> bytes:
    """Return the PDF itself; raises CannotPrint."""
    return read_blob(file_of(invoice, at=at))


def can_print() -> bool:
    """Whether the library that makes PDFs is there, and the fonts and shapes that it needs."""
    return _library() is not None


@cache
def _library() -> Any:
    try:
        import weasyprint  # noqa: PLC0415  # an extra, and slow to load
    except (ImportError, OSError):
        return None
    return weasyprint


def _pdf(invoice: Invoice) -> bytes:
    with translation.override(invoice.language):
        page = render_to_string("paper/invoice.html", _words(invoice))
    return pdf_of(page)


def pdf_of(page: str) -> bytes:
    """Return a page of ours as a PDF in the colours of the firm; raises CannotPrint."""
    library = _library()
    if library is None:
        raise CannotPrint
    style = (Path(__file__).parent / "paper.css").read_text("utf-8")
    colour = f":root {{ --accent: {brand_of(None).colours.strong}; }}"
    document = library.HTML(string=page, url_fetcher=_fetch_nothing)
    styles = [library.CSS(string=text, url_fetcher=_fetch_nothing) for text in (style, colour)]
    made: bytes = document.write_pdf(stylesheets=styles, pdf_variant="pdf/a-3b")
    return made


def _fetch_nothing(url: str, *_more: Any, **_named: Any) -> Any:
    """Pictures stand in the page itself; nothing is ever fetched for it."""
    head, comma, content = url.partition(",")
    if not (comma and head.startswith("data:image/") and head.endswith(";base64")):
        raise ValueError("An invoice loads nothing")
    return {
        "string": base64.b64decode(content),
        "mime_type": head.removeprefix("data:").removesuffix(";base64"),
    }


def _words(invoice: Invoice) -> dict[str, Any]:
    currency = invoice.currency
    brand = brand_of(None)
    lines = reading.lines_of(invoice)
    return {
        "invoice": invoice,
        "seller": invoice.seller,
        "buyer": invoice.buyer,
        "brand": brand,
        "logo": logo_of(brand),
        "credits": invoice.credits,
        "rows": [
            Row(
                position=line.position,
                text=line.text,
                day=formats.date_format(line.charged_on, "SHORT_DATE_FORMAT"),
                quantity=_number(line.quantity, line.unit),
                price=price(line.unit_price, currency),
                tax=percent(line.rate),
                amount=money(line.amount, currency),
            )
            for line in lines
        ],
        "net": money(invoice.net, currency),
        "total": money(invoice.total, currency),
        "taxes": [
            {
                "name": tax["name"],
                "rate": percent(tax["rate"]),
                "net": money(tax["net"], currency),
                "tax": money(tax["tax"], currency),
                "words": tax["words"],
            }
            for tax in invoice.taxes
        ],
        "is_one_day": invoice.first_on == invoice.last_on,
    }


def percent(rate: int) -> str:
    """Write thousandths of a percent as percents."""
    return _number(Decimal(rate) / PERCENT, "%")


def _number(quantity: Decimal, unit: str) -> str:
    _sign, _figures, exponent = quantity.normalize().as_tuple()
    shown = formats.number_format(quantity, max(-int(exponent), 0), use_l10n=True)
    return f"{shown}\N{NO-BREAK SPACE}{unit}".strip()


def logo_of(brand: Brand) -> dict[str, Any] | None:
    """Return a logo as it stands in a page itself; None where there is none."""
    if brand.logo is None:
        return None
    picture = brand.logo.picture
    content = base64.b64encode(picture.content).decode("ascii")
    return {
        "source": f"data:{picture.content_type};base64,{content}",
        "width": brand.logo.width,
        "height": brand.logo.height,
    }
