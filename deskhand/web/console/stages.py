"""The stages of what is asked for, promised from the ticket page in one step."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deskhand.desk.staging import promise_stages
from deskhand.sla.dates import DateRefused
from deskhand.tickets.access import TicketLocked
from deskhand.tickets.reading import ticket_for
from deskhand.web.access import agents_only
from deskhand.web.request import DeskRequest


@require_POST
@agents_only
def promise(request: DeskRequest, number: int) -> HttpResponse:
    """Promise the dates of all stages that have none."""
    ticket_for(request.reader, number)
    try:
        promise_stages(number, by=request.reader, at=request.at)
    except (DateRefused, TicketLocked) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Promised, stage by stage."))
    return redirect("console:ticket", number)
