"""An invoice as data within its PDF (ZUGFeRD, Factur-X), where the library for it is installed.

Only a seller who has a tax number can say so much; a file that fails the schema is never enclosed.
"""

import logging
from decimal import Decimal
from functools import cache
from typing import Any

from deskhand.contracts.invoices import reading
from deskhand.contracts.models import Invoice, InvoiceLine
from deskhand.rules.crossindustry import Document, Item, Party, Tax, written
from deskhand.rules.invoicing import Category
from deskhand.rules.money import major

LOG = logging.getLogger(__name__)
LEVEL = "en16931"
PERCENT = 1000


def with_data(pdf: bytes, invoice: Invoice) -> tuple[bytes, bool]:
    """Return the PDF with the data in it, and whether it is; as it was where that cannot be."""
    library = _library()
    if library is None or not can_say(invoice):
        return pdf, False
    try:
        made: bytes = library.generate_from_binary(
            pdf,
            xml_of(invoice),
            flavor="factur-x",
            level=LEVEL,
            check_xsd=True,
            lang=invoice.language,
            afrelationship="alternative",
        )
    except Exception:
        # The paper is an invoice without it as well: what is wrong with the data is told.
        LOG.exception("The data of invoice %s could not be enclosed", invoice.name)
        return pdf, False
    return made, True


def can_say(invoice: Invoice) -> bool:
    """Whether the seller has the number that the data must bear."""
    return bool(invoice.seller.get("vat_id") or invoice.seller.get("tax_number"))


@cache
def _library() -> Any:
    try:
        import facturx  # noqa: PLC0415  # an extra, and slow to load
    except ImportError:
        return None
    return facturx


def xml_of(invoice: Invoice) -> bytes:
    """Return the data of an invoice or credit note by itself."""
    # What a credit note gives back is said without a minus.
    sign = -1 if invoice.is_credit else 1

    def amount(minor: int) -> Decimal:
        return major(sign * minor, invoice.currency)

    seller, buyer = invoice.seller, invoice.buyer
    document = Document(
        number=invoice.name,
        is_credit=invoice.is_credit,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        period=(invoice.first_on, invoice.last_on),
        currency=invoice.currency,
        seller=_party(seller, email=seller["contact_email"]),
        buyer=_party(buyer),
        reference=buyer.get("reference", ""),
        iban=seller["iban"].replace(" ", ""),
        bic=seller["bic"],
        notes=(invoice.note, invoice.why),
        items=[_item(line, sign, invoice.currency) for line in reading.lines_of(invoice)],
        taxes=[_tax(tax, sign, invoice.currency) for tax in invoice.taxes],
        net=amount(invoice.net),
        tax=amount(invoice.tax),
        total=amount(invoice.total),
        credits=invoice.credits.name if invoice.credits else "",
        credited_on=invoice.credits.issued_on if invoice.credits else None,
    )
    return written(document)


def _item(line: InvoiceLine, sign: int, currency: str) -> Item:
    return Item(
        name=line.text,
        quantity=sign * line.quantity,
        unit=line.unit,
        price=line.unit_price,
        amount=major(sign * line.amount, currency),
        category=line.category,
        percent=Decimal(line.rate) / PERCENT,
    )


def _tax(tax: dict[str, Any], sign: int, currency: str) -> Tax:
    return Tax(
        category=tax["category"],
        percent=Decimal(tax["rate"]) / PERCENT,
        net=major(sign * tax["net"], currency),
        amount=major(sign * tax["tax"], currency),
        reason=_reason(tax),
    )


def _party(kept: dict[str, str], *, email: str = "") -> Party:
    return Party(
        name=kept["legal_name"],
        street=kept["street"],
        more=kept.get("more", ""),
        postcode=kept["postcode"],
        city=kept["city"],
        country=kept["country"],
        vat_id=kept["vat_id"],
        tax_number=kept.get("tax_number", ""),
        email=email,
    )


def _reason(tax: dict[str, Any]) -> str:
    """Why nothing is asked for; needed wherever tax is not simply a rate."""
    if tax["category"] in {Category.STANDARD, Category.ZERO}:
        return ""
    return str(tax["words"] or tax["name"])
