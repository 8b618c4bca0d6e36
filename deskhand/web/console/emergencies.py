"""Declaring an emergency, and taking it back with a reason."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deskhand.desk import emergencies
from deskhand.tickets.access import TicketLocked
from deskhand.tickets.reading import ticket_for
from deskhand.web.access import agents_only
from deskhand.web.console.ticket import page
from deskhand.web.request import DeskRequest


@require_POST
@agents_only
def say(request: DeskRequest, number: int) -> HttpResponse:
    """It is an emergency, or with `act` “no” it is none, for a reason."""
    ticket = ticket_for(request.reader, number)
    try:
        if request.POST.get("act") == "no":
            why, planned = _said(request, "why"), _said(request, "planned")
            by, at = request.reader, request.at
            emergencies.take_back(number, why, by=by, at=at, planned=planned)
            messages.success(request, _("No emergency. The priority stays until somebody sets it."))
        elif request.POST.get("act") == "cause":
            cause = _said(request, "other") or _said(request, "cause")
            emergencies.note_cause(number, cause, by=request.reader, at=request.at)
            messages.success(request, _("The cause is kept with the ticket."))
        else:
            emergencies.declare(number, by=request.reader, at=request.at)
            messages.success(request, _("#%(number)d is an emergency.") % {"number": number})
    except TicketLocked as error:
        return page(request, ticket, status=422, refusal=str(error))
    return redirect("console:ticket", number)


def _said(request: DeskRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()
