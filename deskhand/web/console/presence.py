"""Who else is on a ticket: told by each browser, shown on the ticket and in lists."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from deskhand.people.acting import agent_id_of
from deskhand.tickets.models import Presence, Ticket
from deskhand.tickets.presence import be_present, present_on
from deskhand.tickets.reading import ticket_for
from deskhand.web.access import agents_only
from deskhand.web.request import DeskRequest

STATES = {"", *Presence.State.values}


@require_http_methods(["GET", "POST"])
@agents_only
def presence(request: DeskRequest, number: int) -> HttpResponse:
    """Say who is here; with a POST also what the reader does himself."""
    ticket = ticket_for(request.reader, number)
    agent_id = agent_id_of(request.reader)
    if request.method == "POST":
        state = request.POST.get("state", "")
        if state not in STATES:
            return HttpResponse(status=422)
        be_present(ticket, state, agent_id=agent_id, at=request.at)
    present = others_on(request, ticket)
    template = "console/_present_mark.html" if "short" in request.GET else "console/_present.html"
    return render(request, template, {"present": present, "ticket": ticket})


def others_on(request: DeskRequest, ticket: Ticket) -> list[Presence]:
    found = present_on([ticket], agent_id=agent_id_of(request.reader), at=request.at)
    return found.get(ticket.pk, [])
