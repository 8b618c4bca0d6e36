"""The card of a call that rings at an agent, and what he does with it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from deskhand.desk.phone.tying import attach as attach_call
from deskhand.people.callers import Known, callers
from deskhand.people.warnings import warnings_of
from deskhand.phone import reading
from deskhand.phone.models import PhoneCall
from deskhand.phone.reading import CallNotFound
from deskhand.sla.reading import waiting_for_message
from deskhand.tickets.reading import ticket_for, tickets_for
from deskhand.web.access import agents_only
from deskhand.web.console.entering import key_of
from deskhand.web.request import DeskRequest

# As many as there are keys for.
MOST_OPEN = 5


@require_GET
@agents_only
def card(request: DeskRequest) -> HttpResponse:
    """The call that rings at whoever asks, or that he is in; an empty place without one."""
    return render(request, "console/phone/_card.html", card_context(request))


def card_context(request: DeskRequest) -> dict[str, Any]:
    """Who calls, as far as the agent may know him, and what is open for him."""
    call = reading.card_of(request.reader, at=request.at) if reading.has_lines() else None
    if call is None:
        return {"call": None}
    if reading.is_of_others(call, request.reader):
        return {"call": call, "is_of_others": True, "known": Known()}
    known = callers(call.number, reader=request.reader) if call.number else Known()
    organization = known.organization
    tickets = tickets_for(request.reader).open().select_related("status", "requester")
    if known.people:
        tickets = tickets.filter(requester__in=known.people)
    elif organization is not None:
        tickets = tickets.filter(organization=organization)
    else:
        tickets = tickets.none()
    found = list(tickets.order_by("-id")[:MOST_OPEN])
    return {
        "call": call,
        "known": known,
        "organization": organization,
        "warnings": warnings_of(known.person, organization, None),
        "open_tickets": found,
        "passed_on": waiting_for_message(found),
    }


@require_POST
@agents_only
def put_away(request: DeskRequest, call_id: int) -> HttpResponse:
    reading.put_away(call_of(request, call_id), by=request.reader, at=request.at)
    if request.htmx:
        return render(request, "console/phone/_card.html", {"call": None})
    return redirect("console:phone_calls")


@require_POST
@agents_only
def attach(request: DeskRequest, call_id: int) -> HttpResponse:
    """The call is about a ticket that is here."""
    call = call_of(request, call_id)
    ticket = ticket_for(request.reader, key_of(request.POST, "ticket"))
    attach_call(ticket.pk, call.pk, by=request.reader, at=request.at)
    messages.success(request, _("The call is noted on #%(number)d.") % {"number": ticket.pk})
    return redirect("console:ticket", ticket.pk)


def call_of(request: DeskRequest, call_id: int) -> PhoneCall:
    """Return a call, as if it did not exist where the agent may not see it."""
    try:
        return reading.call_for(request.reader, call_id)
    except CallNotFound as error:
        raise Http404 from error
