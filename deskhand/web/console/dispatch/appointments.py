"""Appointments on a ticket: the piece in its panel, the page to plan, and the page of one."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from deskhand.desk.dispatch import booking, offering
from deskhand.desk.dispatch.hours import away
from deskhand.desk.dispatch.inviting import place_of, zone_at
from deskhand.people.acting import NotAllowed
from deskhand.people.reading import agents_for
from deskhand.tickets.access import TicketLocked
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import ticket_for
from deskhand.web.access import agents_only
from deskhand.web.console.contracts import units
from deskhand.web.console.dispatch.forms import BookForm, WhatForm, as_it_is, chosen_times, usual
from deskhand.web.console.dispatch.visits import report_form
from deskhand.web.console.tasks import tasks_context
from deskhand.web.request import DeskRequest
from deskhand.work.appointments import AppointmentRefused, Deed, appointment_of
from deskhand.work.offers import NewOffer
from deskhand.work.planned import Appointment
from deskhand.work.planning import appointments_on, offers_on
from deskhand.work.reports import report_on

# How long a press may have waited for a connection.
LATE = timedelta(days=3)
DONE = {
    "confirm": gettext_lazy("Confirmed."),
    "on_way": gettext_lazy("On the way."),
    "arrive": gettext_lazy("Arrived."),
}


def panel_context(request: DeskRequest, ticket: Ticket) -> dict[str, Any]:
    """What is planned on a ticket, beside it."""
    return {
        "appointments": appointments_on(ticket),
        "offers": offers_on(ticket),
        "their_zone": zone_at(Appointment(), ticket),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def plan(request: DeskRequest, number: int) -> HttpResponse:
    """Plan an appointment: choose what and who, then a time."""
    ticket = ticket_for(request.reader, number)
    if request.method != "POST":
        given = {**usual(ticket, request.reader, at=request.at), **_asked(request)}
        if request.htmx.target == "free-times":
            return _times(request, ticket, WhatForm(request.reader, ticket, request.GET))
        return _planning(request, ticket, BookForm(request.reader, ticket, initial=given))
    if request.POST.get("act") == "offer":
        return _offer(request, ticket)
    form = BookForm(request.reader, ticket, request.POST)
    if not form.is_valid():
        return _planning(request, ticket, form, status=422)
    try:
        made = booking.book(number, form.plan, by=request.reader, at=request.at)
    except (AppointmentRefused, TicketLocked, NotAllowed) as error:
        _refuse(form, error)
        return _planning(request, ticket, form, status=422)
    messages.success(request, _("Booked."))
    return redirect("console:appointment", number, made.pk)


def _offer(request: DeskRequest, ticket: Ticket) -> HttpResponse:
    what = WhatForm(request.reader, ticket, request.POST)
    form = BookForm(request.reader, ticket, initial=request.POST.dict())
    if not what.is_valid():
        return _planning(
            request, ticket, BookForm(request.reader, ticket, request.POST), status=422
        )
    said = what.cleaned_data
    times = chosen_times(what, request.POST.getlist("time"))
    common = ("purpose", "minutes", "how", "site", "place", "before_minutes", "after_minutes")
    new = NewOffer(times=times, **{name: said[name] for name in common})
    try:
        offering.offer(ticket.pk, new, by=request.reader, at=request.at)
    except (AppointmentRefused, TicketLocked) as error:
        return _planning(request, ticket, form, status=422, what=what, refusal=str(error))
    messages.success(request, _("Offered. The requester chooses by the link in our letter."))
    return redirect("console:ticket", ticket.pk)


@require_POST
@agents_only
def withdraw(request: DeskRequest, number: int, key: int) -> HttpResponse:
    """Take an offer back."""
    ticket_for(request.reader, number)
    offering.withdraw(number, key, by=request.reader, at=request.at)
    messages.success(request, _("Taken back. Its times are free again."))
    return redirect("console:ticket", number)


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def one(request: DeskRequest, number: int, key: int) -> HttpResponse:
    """One appointment: how it stands, what can be done about it, and what can be changed."""
    ticket = ticket_for(request.reader, number)
    appointment = appointment_of(ticket, key)
    if request.method != "POST":
        form = BookForm(request.reader, ticket, initial=as_it_is(appointment, request.reader))
        return _page(request, ticket, appointment, form)
    form = BookForm(request.reader, ticket, request.POST)
    if not form.is_valid():
        return _page(request, ticket, appointment, form, status=422)
    version = form.cleaned_data["version"]
    try:
        booking.move(number, key, form.plan, version=version, by=request.reader, at=request.at)
    except (AppointmentRefused, TicketLocked) as error:
        _refuse(form, error)
        return _page(request, ticket, appointment, form, status=422)
    messages.success(request, _("Saved."))
    return redirect("console:appointment", number, key)


@require_POST
@agents_only
def act(request: DeskRequest, number: int, key: int) -> HttpResponse:
    """Say how it goes: confirmed, on the way, there, done, or that it did not come about."""
    ticket_for(request.reader, number)
    typed = request.POST.get("minutes", "").strip()
    if typed and not (typed.isascii() and typed.isdecimal() and len(typed) < 6):
        messages.error(request, _("Say the length in whole minutes."))
        return redirect("console:appointment", number, key)
    deed = Deed(
        request.POST.get("act", ""),
        happened_at=_happened_at(request),
        minutes=int(typed) if typed else None,
        why=request.POST.get("why", "").replace("\0", ""),
    )
    try:
        booking.act(number, key, deed, by=request.reader, at=request.at)
    except AppointmentRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, DONE.get(deed.act, _("Noted.")))
    return redirect("console:appointment", number, key)


def _happened_at(request: DeskRequest) -> datetime | None:
    """When a press was made that waited for a connection; nonsense is now."""
    try:
        said = datetime.fromisoformat(request.POST.get("happened_at", ""))
    except ValueError:
        return None
    if said.tzinfo is None or not request.at - LATE <= said <= request.at:
        return None
    return said.astimezone(UTC)


def _asked(request: DeskRequest) -> dict[str, Any]:
    """What a link to the page says already: the day and time of a place on the board."""
    given: dict[str, Any] = {}
    for name in ("day", "begins"):
        if value := request.GET.get(name, "")[:10]:
            given[name] = value
    agent = request.GET.get("agent", "")
    if agent.isascii() and agent.isdecimal() and len(agent) < 19:
        given["agents"] = [int(agent)]
    return given


def _refuse(form: BookForm, error: Exception) -> None:
    field = getattr(error, "field", "")
    field = {"begins_at": "begins", "ends_at": "minutes"}.get(field, field)
    form.add_error(field if field in form.fields else None, str(error))


def _planning(
    request: DeskRequest,
    ticket: Ticket,
    form: BookForm,
    *,
    status: int = 200,
    what: WhatForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    if what is None and not form.is_bound:
        what = WhatForm(request.reader, ticket, _as_typed(form))
    context = {
        "ticket": ticket,
        "form": form,
        "refusal": refusal,
        **_times_context(request, ticket, what or form),
    }
    return render(request, "console/dispatch/plan.html", context, status=status)


def _as_typed(form: BookForm) -> dict[str, Any]:
    """What the fields of a form hold at first, as if it had been sent so."""
    return {name: form[name].value() for name in form.fields}


def _times(request: DeskRequest, ticket: Ticket, what: WhatForm) -> HttpResponse:
    context = {"ticket": ticket, **_times_context(request, ticket, what)}
    return render(request, "console/dispatch/_times.html", context)


def _times_context(request: DeskRequest, ticket: Ticket, what: WhatForm) -> dict[str, Any]:
    what.is_valid()
    said = what.cleaned_data
    agents, minutes = list(said.get("agents") or ()), said.get("minutes")
    way = {"before": said.get("before_minutes") or 0, "after": said.get("after_minutes") or 0}
    free = offering.find(agents, minutes, **way, at=request.at) if agents and minutes else []
    usual_zone = zone_at(Appointment(how=said.get("how", ""), site=said.get("site")), ticket)
    return {"free": free, "their_zone": usual_zone}


def _page(
    request: DeskRequest,
    ticket: Ticket,
    appointment: Appointment,
    form: BookForm,
    *,
    status: int = 200,
) -> HttpResponse:
    attendances = list(appointment.attendances.select_related("agent__person"))
    agents = [row.agent for row in attendances]
    context = {
        "ticket": ticket,
        "appointment": appointment,
        "attending": agents,
        "agents": agents_for(request.reader),
        **tasks_context(request.reader, ticket),
        "report": (report := report_on(appointment)),
        "report_form": report_form(report),
        "photos": list(appointment.photos.all()),
        "place": place_of(appointment),
        "their_zone": zone_at(appointment, ticket),
        "away": away(agents, appointment.begins_at, appointment.ends_at),
        "form": form,
        "units": units.of_appointment(request, ticket, appointment),
    }
    return render(request, "console/dispatch/appointment.html", context, status=status)
