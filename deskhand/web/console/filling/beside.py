"""What a ticket's form says, what of it is open, and where an agent fills it in."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from deskhand.desk.filling.answering import FormRefused
from deskhand.desk.filling.filling import fill, filled
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import ticket_for
from deskhand.web.access import agents_only
from deskhand.web.asking import AGENT, AskedForm
from deskhand.web.request import DeskRequest

PIECE = "console/filling/_form.html"


def form_context(request: DeskRequest, ticket: Ticket) -> Mapping[str, Any]:
    """The answers, what is missing, and the form with what it says now."""
    found = filled(ticket, reader=request.reader)
    said = {answer.slug: answer.value for answer in found.answers}
    asked = AskedForm(
        ticket.request_type, ticket.organization, whose=AGENT, said=said, takes_files=False
    )
    return {"ticket": ticket, "filled": found, "asked": asked}


@require_POST
@agents_only
def save(request: DeskRequest, number: int) -> HttpResponse:
    """Keep what an agent filled in or corrected, and why."""
    ticket = ticket_for(request.reader, number)
    asked = AskedForm(
        ticket.request_type, ticket.organization, whose=AGENT, data=request, takes_files=False
    )
    why = request.POST.get("why", "")
    try:
        fill(number, asked.said, why, by=request.reader, at=request.at)
    except FormRefused as error:
        asked.refuse(error)
        context = {**form_context(request, ticket), "asked": asked, "why": why[:300]}
        page = PIECE if request.htmx else "console/panel.html"
        more = {"title": _("Form"), "piece": PIECE}
        return render(request, page, {**context, **more}, status=422)
    if not request.htmx:
        messages.success(request, _("Saved."))
        return redirect("console:ticket", number)
    answer = render(request, PIECE, form_context(request, ticket))
    return trigger_client_event(answer, "desk:refresh", {"target": "#conversation"})
