"""One entry of time: entered by a plain form, looked at with all it ever said, corrected."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from deskhand.desk.timekeeping import clocking, entering
from deskhand.desk.timekeeping.bands import bands_of
from deskhand.people.acting import agent_id_of
from deskhand.people.zones import zone_of
from deskhand.tickets.access import need_worker
from deskhand.web.access import agents_only
from deskhand.web.console.timekeeping.forms import CorrectionForm, TimeForm
from deskhand.web.request import DeskRequest
from deskhand.web.worked import worked_words
from deskhand.work.timekeeping import entries, timers
from deskhand.work.timekeeping.access import entry_for, may_close
from deskhand.work.timekeeping.checks import TimeDoubtful, TimeRefused
from deskhand.work.timekeeping.choosing import usual
from deskhand.work.timekeeping.entries import Again, How, MonthIsClosed
from deskhand.work.timekeeping.models import Source, TimeEntry

MINUTE = 60


@require_http_methods(["GET", "POST"])
@agents_only
def new(request: DeskRequest) -> HttpResponse:
    """Enter time: of today or a past day, on a ticket, for a client, or of the firm's own."""
    need_worker(request.reader)
    if request.method == "GET":
        form = TimeForm(request.reader, initial=_initial(request), at=request.at)
        return _form(request, form)
    form = TimeForm(request.reader, request.POST, at=request.at)
    if not form.is_valid():
        return _form(request, form, status=422)
    cleaned = form.cleaned_data
    how = How(
        source=Source.TIMER if cleaned["timer"] else Source.FORM,
        once_key=cleaned["once_key"] or None,
        is_sure=cleaned["is_sure"],
        book_now=cleaned["book_now"],
    )
    try:
        entry = entering.enter(form.worked(), how, by=request.reader, at=request.at)
    except (TimeRefused, TimeDoubtful) as error:
        return refused(request, form, error)
    if cleaned["timer"] and entry.ticket_id is not None:
        clocking.act(entry.ticket_id, "drop", by=request.reader, at=request.at)
    messages.success(request, _("%(length)s entered.") % {"length": worked_words(entry.seconds)})
    return redirect("console:time_entry", entry.pk)


def _initial(request: DeskRequest) -> dict[str, Any]:
    """What is usual for the agent, with the ticket, day and client that the address names."""
    agent_id = agent_id_of(request.reader)
    number = request.GET.get("ticket", "")
    ticket = int(number) if number.isascii() and number.isdecimal() and len(number) < 18 else None
    work_type, role = usual(agent_id, on_ticket=ticket is not None)
    initial: dict[str, Any] = {
        "agent": agent_id,
        "worked_on": request.GET.get("day") or f"{localtime(request.at):%Y-%m-%d}",
        "work_type": work_type.pk if work_type else None,
        "role": role.pk if role else None,
        "is_billable": work_type.is_billable if work_type else True,
        "why_not_billable": "" if work_type is None or work_type.is_billable else str(work_type),
        "ticket": ticket,
        "once_key": secrets.token_hex(16),
    }
    shown = None
    if "timer" in request.GET and ticket is not None:
        shown = timers.timer_on(ticket, agent_id=agent_id, at=request.at)
    if shown is not None:
        minutes = max(1, -(-shown.seconds // MINUTE))
        initial |= {"timer": True, "length": worked_words(minutes * MINUTE)}
    return initial


def refused(
    request: DeskRequest, form: TimeForm, error: Exception, *, entry: TimeEntry | None = None
) -> HttpResponse:
    """The form again: what cannot be at its field, or the question whether it is right."""
    can_be_booked = isinstance(error, MonthIsClosed) and entry is None
    if isinstance(error, TimeRefused) and not can_be_booked:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _form(request, form, entry=entry, status=422)
    doubt = "book_now" if can_be_booked else "is_sure"
    return _form(request, form, entry=entry, doubt=doubt, doubt_words=str(error), status=409)


def _form(
    request: DeskRequest,
    form: TimeForm,
    *,
    entry: TimeEntry | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {"form": form, "entry": entry, "section": "time", **more}
    if entry is not None:
        context |= _facts(request, entry)
    return render(request, "console/time/entry.html", context, status=status)


def _facts(request: DeskRequest, entry: TimeEntry) -> dict[str, Any]:
    return {
        "revisions": entries.revisions_of(entry),
        "adjustments": list(entry.adjustments.order_by("pk")),
        "may_change": not entry.is_gone and entering.may_change(request.reader, entry),
        "bands": bands_of(entry),
        "may_close": may_close(request.reader),
        "zone": zone_of(entry.agent.person),
    }


@require_http_methods(["GET", "POST"])
@agents_only
def one(request: DeskRequest, key: int) -> HttpResponse:
    """Show an entry with all it ever said; correct it."""
    entry = entry_for(request.reader, key)
    if request.method == "GET":
        return _form(request, CorrectionForm(request.reader, entry, at=request.at), entry=entry)
    form = CorrectionForm(request.reader, entry, request.POST, at=request.at)
    if not form.is_valid():
        return _form(request, form, entry=entry, status=422)
    cleaned = form.cleaned_data
    again = Again(cleaned["revision"], cleaned["why"], cleaned["is_sure"])
    try:
        found = entering.correct(key, form.worked(), again, by=request.reader, at=request.at)
    except (TimeRefused, TimeDoubtful) as error:
        return refused(request, form, error, entry=entry)
    if found.pk == entry.pk:
        messages.success(request, _("Saved."))
    else:
        messages.success(
            request, _("Adjusted: the month of the entry is closed, or it was billed.")
        )
    return redirect("console:time_entry", found.pk)


@require_POST
@agents_only
def withdraw(request: DeskRequest, key: int) -> HttpResponse:
    """Let an entry count no more; what it said stays to be read."""
    entry_for(request.reader, key)
    try:
        entering.withdraw(
            key, why=request.POST.get("why", "")[:200].replace("\0", ""),
            by=request.reader, at=request.at,
        )  # fmt: skip
    except TimeRefused as error:
        messages.error(request, str(error))
        return redirect("console:time_entry", key)
    messages.success(request, _("Withdrawn. It counts no more."))
    return redirect("console:time")
