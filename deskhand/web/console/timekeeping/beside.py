"""Time beside a ticket: what was worked, the timer, and a line to enter more."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from deskhand.desk.timekeeping import clocking, entering
from deskhand.people.acting import agent_id_of
from deskhand.people.preferences import agent_behind
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import ticket_for
from deskhand.web.access import agents_only
from deskhand.web.console.timekeeping.forms import QuickForm
from deskhand.web.request import DeskRequest
from deskhand.work.timekeeping import lists, timers
from deskhand.work.timekeeping.checks import TimeDoubtful, TimeRefused
from deskhand.work.timekeeping.choosing import types_offered, usual
from deskhand.work.timekeeping.entries import How
from deskhand.work.timekeeping.models import Source

LATEST = 6
MINUTE = 60


def time_context(request: DeskRequest, ticket: Ticket) -> Mapping[str, Any]:
    """What was worked on a ticket, the last of it, and the reader's own timer there."""
    worked = lists.on_ticket(ticket)
    reader = request.reader
    entries = list(worked.for_list(reader)[: LATEST + 1])
    is_all = len(entries) <= LATEST
    context: dict[str, Any] = {
        "time_totals": lists.totals_of(entries) if is_all else lists.totals(worked),
        "time_entries": entries[:LATEST],
        "time_once": secrets.token_hex(16),
    }
    if not reader.may_work:
        return context
    agent_id = agent_id_of(reader)
    types = list(types_offered())
    timer = timers.timer_on(ticket.pk, agent_id=agent_id, at=request.at)
    return {
        **context,
        "timer": timer,
        "timer_minutes": max(1, -(-timer.seconds // MINUTE)) if timer else None,
        "work_types": types,
        "usual_type": usual(agent_id, offered=types)[0],
    }


@require_POST
@agents_only
def add(request: DeskRequest, number: int) -> HttpResponse:
    """Enter time of today on a ticket."""
    ticket = ticket_for(request.reader, number)
    form = QuickForm(request.POST, today=localtime(request.at).date())
    if not form.is_valid():
        return _answer(request, ticket, refusal=_faults(form), status=422)
    agent, cleaned = agent_behind(request.reader), form.cleaned_data
    how = How(
        source=Source.TIMER if cleaned["timer"] else Source.FORM,
        once_key=cleaned["once_key"] or None,
        is_sure=cleaned["is_sure"],
    )
    try:
        worked = form.worked(ticket, agent, usual(agent.pk)[1])
        entering.enter(worked, how, by=request.reader, at=request.at)
    except TimeDoubtful as error:
        return _answer(request, ticket, doubt=str(error), status=409)
    except TimeRefused as error:
        return _answer(request, ticket, refusal=str(error), status=422)
    if cleaned["timer"]:
        clocking.act(number, "drop", by=request.reader, at=request.at)
    return _answer(request, ticket)


@require_POST
@agents_only
def timer(request: DeskRequest, number: int) -> HttpResponse:
    """Start, pause or drop one's timer on a ticket."""
    ticket = ticket_for(request.reader, number)
    clocking.act(number, request.POST.get("act", ""), by=request.reader, at=request.at)
    if request.POST.get("back") == "rail":
        return _rail(request) if request.htmx else redirect("console:ticket", number)
    return _answer(request, ticket)


def _rail(request: DeskRequest) -> HttpResponse:
    shown = timers.timers_of(agent_id_of(request.reader), at=request.at)
    return render(request, "console/time/_rail_timer.html", {"timers": shown})


@require_GET
@agents_only
def kinds(request: DeskRequest, number: int) -> HttpResponse:
    """What of the time of a reply can be said otherwise than is usual."""
    ticket = ticket_for(request.reader, number)
    agent_id = agent_id_of(request.reader)
    context = {
        "ticket": ticket,
        "work_types": list(types_offered()),
        "usual_type": usual(agent_id)[0],
        "timer": timers.timer_on(ticket.pk, agent_id=agent_id, at=request.at),
    }
    return render(request, "console/time/_composer_kinds.html", context)


def _faults(form: QuickForm) -> str:
    return " ".join(str(fault) for faults in form.errors.values() for fault in faults)


def _answer(
    request: DeskRequest,
    ticket: Ticket,
    *,
    refusal: str = "",
    doubt: str = "",
    status: int = 200,
) -> HttpResponse:
    """The piece anew, and the rail with it; a redirect for whoever has no script."""
    if not request.htmx:
        if refusal or doubt:
            messages.error(request, refusal or doubt)
        elif status == 200:
            messages.success(request, _("Saved."))
        return redirect(reverse("console:panel", args=[ticket.pk, "time"]))
    context = {
        "ticket": ticket,
        "time_refusal": refusal,
        "time_doubt": doubt,
        "is_answer": True,
        "typed": request.POST if refusal or doubt else None,
        "timers": timers.timers_of(agent_id_of(request.reader), at=request.at),
        **time_context(request, ticket),
    }
    return render(request, "console/time/_beside.html", context, status=status)
