"""An invoice as data within its PDF (ZUGFeRD, Factur-X), where the library for it is installed."""

from deskhand.contracts.models import Invoice


def with_data(pdf: bytes, invoice: Invoice) -> tuple[bytes, bool]:
    """Return the PDF with the data in it, and whether it is; as it was where that cannot be."""
    return pdf, False
