"""Promise dates on the ticket page."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deskhand.desk import dating
from deskhand.sla.dates import DateRefused, NewDate
from deskhand.tickets.access import TicketLocked
from deskhand.tickets.reading import ticket_for
from deskhand.web.access import agents_only
from deskhand.web.console.forms import LONGEST_TEXT, DateForm, StagesForm
from deskhand.web.console.ticket import page
from deskhand.web.request import DeskRequest


@require_POST
@agents_only
def promise(request: DeskRequest, number: int) -> HttpResponse:
    """Promise a date; one for the same stage is moved."""
    ticket = ticket_for(request.reader, number)
    form = DateForm(request.POST)
    if not form.is_valid():
        return page(request, ticket, status=422, date_form=form)
    new = NewDate(**_values(form))
    try:
        dating.promise(number, new, by=request.reader, at=request.at)
    except (DateRefused, TicketLocked) as error:
        form.add_error("due_at", str(error))
        return page(request, ticket, status=422, date_form=form)
    messages.success(request, _("Promised."))
    return redirect("console:ticket", number)


def _values(form: DateForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("due_at", "stage", "why", "was_told")}


@require_POST
@agents_only
def stages(request: DeskRequest, number: int) -> HttpResponse:
    """Promise a date for each part of the work."""
    ticket = ticket_for(request.reader, number)
    form = StagesForm(request.POST)
    if not form.is_valid():
        return page(request, ticket, status=422, stages_form=form)
    cleaned = form.cleaned_data
    told = {"why": cleaned["why"], "was_told": cleaned["was_told"]}
    try:
        dating.promise_stages(number, cleaned["stages"], **told, by=request.reader, at=request.at)
    except (DateRefused, TicketLocked) as error:
        form.add_error("stages", str(error))
        return page(request, ticket, status=422, stages_form=form)
    messages.success(request, _("Promised."))
    return redirect("console:ticket", number)


@require_POST
@agents_only
def proposed(request: DeskRequest, number: int) -> HttpResponse:
    """The date that what is being written seems to promise; it is promised if that is ticked."""
    ticket = ticket_for(request.reader, number)
    text = request.POST.get("text", "")[:LONGEST_TEXT]
    proposal = dating.proposal(ticket, text, reader=request.reader, at=request.at)
    kept = request.POST.get("promise_at", "")
    context = {
        "proposal": proposal,
        "is_kept": proposal is not None and kept == proposal.due_at.isoformat(),
        "why": request.POST.get("promise_why", "")[:300],
    }
    return render(request, "console/_proposed_date.html", context)


@require_POST
@agents_only
def end(request: DeskRequest, number: int, clock_id: int) -> HttpResponse:
    """Note a date as kept, or take it back with a reason."""
    ticket_for(request.reader, number)
    if request.POST.get("act") == "keep":
        done = dating.keep(number, clock_id, by=request.reader, at=request.at)
        words = _("Noted as kept.")
    else:
        why = request.POST.get("why", "").replace("\0", "")
        try:
            done = dating.withdraw(number, clock_id, why=why, by=request.reader, at=request.at)
        except DateRefused as error:
            messages.error(request, str(error))
            return redirect("console:ticket", number)
        words = _("The date no longer stands.")
    if done:
        messages.success(request, words)
    else:
        messages.error(request, _("This date is not owed any more."))
    return redirect("console:ticket", number)
