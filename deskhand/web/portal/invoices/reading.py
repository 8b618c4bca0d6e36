"""The invoices of a requester's organizations, for whoever was let read them."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from deskhand.contracts.invoices import details, reading
from deskhand.contracts.models import Invoice
from deskhand.desk.invoices import paper
from deskhand.web.access import signed_in
from deskhand.web.files import download
from deskhand.web.request import DeskRequest


@require_GET
@signed_in
def listing(request: DeskRequest) -> HttpResponse:
    """What was invoiced, the newest first; it does not exist for whoever may not read it."""
    reader = request.reader.as_requester()
    if not reader.invoices:
        raise Http404
    after = request.GET.get("after", "")
    is_number = after.isascii() and after.isdecimal() and len(after) < 18
    rows = reading.invoices_for(reader)
    page, following = reading.page_of(rows, after=int(after) if is_number else None, size=50)
    today = details.today(request.at)
    context = {
        "found": [(row, reading.standing(row, today)) for row in page],
        "following": following,
        "section": "invoices",
    }
    return render(request, "portal/invoices/listing.html", context)


def _found(request: DeskRequest, pk: int) -> Invoice:
    rows = reading.invoices_for(request.reader.as_requester())
    invoice: Invoice | None = rows.filter(pk=pk).first()
    if invoice is None:
        raise Http404
    return invoice


@require_GET
@signed_in
def invoice(request: DeskRequest, pk: int) -> HttpResponse:
    """An invoice as it is on paper, and what became of it."""
    row = _found(request, pk)
    context = {
        "invoice": row,
        "paper": paper.html_of(row),
        "standing": reading.standing(row, details.today(request.at)),
        "section": "invoices",
    }
    return render(request, "portal/invoices/invoice.html", context)


@require_GET
@signed_in
def file(request: DeskRequest, pk: int) -> HttpResponseBase:
    row = _found(request, pk)
    try:
        blob = paper.file_of(row, at=request.at)
    except paper.CannotPrint:
        return redirect("portal:invoice", pk)
    return download(blob, filename=f"{row.name}.pdf", content_type="application/pdf")
