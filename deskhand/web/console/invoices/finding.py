"""Drafts and invoices as the pages find them, and what stands around each page."""

from typing import Any

from django.http import Http404

from deskhand.contracts.invoices import details, reading
from deskhand.contracts.models import Invoice, InvoiceDraft
from deskhand.journal.actor import Actor
from deskhand.people.acting import actor_of
from deskhand.web.request import DeskRequest


def found(request: DeskRequest, pk: int) -> Invoice:
    """Return an invoice, or answer as if there were none."""
    invoice: Invoice | None = reading.invoices_for(request.reader).filter(pk=pk).first()
    if invoice is None:
        raise Http404
    return invoice


def draft_found(request: DeskRequest, pk: int) -> InvoiceDraft:
    draft = reading.drafts_for(request.reader).filter(pk=pk).first()
    if draft is None:
        raise Http404
    return draft


def doer(request: DeskRequest) -> Actor:
    return actor_of(request.reader)


def number_of(typed: str) -> int | None:
    """Return a number of an address; None where it is none."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 18 else None


def frame(request: DeskRequest, tab: str) -> dict[str, Any]:
    """What each page shows: where one is, and the day by which something is late."""
    return {"tab": tab, "section": "invoices", "today": details.today(request.at)}


def stood(request: DeskRequest, rows: list[Invoice]) -> list[tuple[Invoice, reading.Standing]]:
    """Return invoices each with what became of it."""
    today = details.today(request.at)
    return [(row, reading.standing(row, today)) for row in rows]
