"""What explains the promises of a ticket, fetched when somebody wants to know: the working of one,
the policy, and the stages that what is asked for brings."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from deskhand.desk.mending import may_correct
from deskhand.sla.reading import clock_on, policy_words
from deskhand.sla.staging import stages_left
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import ticket_for
from deskhand.web.access import agents_only
from deskhand.web.request import DeskRequest


@require_GET
@agents_only
def why(request: DeskRequest, number: int, clock_id: int) -> HttpResponse:
    """Why a promise is due when it is; a page of its own for whoever has no script."""
    ticket = ticket_for(request.reader, number)
    clock = clock_on(ticket, clock_id)
    if clock is None:
        raise Http404
    context = {
        "ticket": ticket,
        "clock": clock,
        "may_correct": may_correct(request.reader),
        "title": _("Why it is due then"),
        "piece": "console/_why.html",
    }
    return render(request, "console/_why.html" if request.htmx else "console/panel.html", context)


def policy(request: DeskRequest, ticket: Ticket) -> Mapping[str, Any]:
    return {"policy": policy_words(ticket)}


def stages(request: DeskRequest, ticket: Ticket) -> Mapping[str, Any]:
    return {"stages": stages_left(ticket, at=request.at) if ticket.request_type else []}
