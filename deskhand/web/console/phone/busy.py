"""All lines are busy: what the request type of a ticket says for that is done."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deskhand.desk.phone.busy import lines_busy
from deskhand.sla.callbacks import CallRefused
from deskhand.tickets.access import TicketLocked
from deskhand.tickets.reading import ticket_for
from deskhand.web.access import agents_only
from deskhand.web.request import DeskRequest


@require_POST
@agents_only
def busy(request: DeskRequest, number: int) -> HttpResponse:
    """Do it, and say what is owed now."""
    ticket_for(request.reader, number)
    try:
        lines_busy(number, by=request.reader, at=request.at)
    except (CallRefused, TicketLocked) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It waits with its call-back, as its request says."))
    return redirect("console:ticket", number)
