"""One charge: what it came of and why, who agreed, and which invoice asks for it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deskhand.contracts.invoices import details
from deskhand.contracts.trail.of_charge import NoSuchCharge, whole
from deskhand.web.access import billers_only
from deskhand.web.console.invoices.finding import frame
from deskhand.web.console.pieces.origins import links, seen
from deskhand.web.request import DeskRequest


@require_GET
@billers_only
def charge(request: DeskRequest, pk: int) -> HttpResponse:
    try:
        found = whole(pk, request.reader, today=details.today(request.at))
    except NoSuchCharge as error:
        raise Http404 from error
    row = found.charged.charge
    context = {
        "one": found.charged,
        "charge": row,
        "changes": found.changes,
        "sees_ticket": row.ticket_id in seen([row], request.reader),
        "entries": [(entry, abs(entry.amount)) for entry in found.entries],
        "origin": links([row]).get(pk),
        **frame(request, "book"),
    }
    return render(request, "console/money/charge.html", context)
