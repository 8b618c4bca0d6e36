"""An appointment is moved by words, for whoever does not drag it: to a day, a time, an agent."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from deskhand.desk.dispatch import boarding
from deskhand.desk.dispatch.boarding import Shift
from deskhand.people.acting import NotAllowed
from deskhand.tickets.access import TicketLocked
from deskhand.tickets.reading import ticket_for
from deskhand.web.access import agents_only
from deskhand.web.console.dispatch.board import say_moved
from deskhand.web.console.dispatch.forms import MINUTE, MoveForm
from deskhand.web.request import DeskRequest
from deskhand.work.appointments import AppointmentRefused, appointment_of
from deskhand.work.planned import Appointment


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def move(request: DeskRequest, number: int, key: int) -> HttpResponse:
    """Ask to when and to whom; fetched by a script, the question alone."""
    appointment = appointment_of(ticket_for(request.reader, number), key)
    going = list(appointment.attendances.values_list("agent", flat=True))
    if request.method != "POST":
        begins = appointment.begins_at.astimezone(ZoneInfo(request.reader.time_zone))
        initial = {
            "day": begins.date(),
            "begins": begins.time(),
            "minutes": int((appointment.ends_at - appointment.begins_at) / MINUTE),
            "agent": going[0] if going else None,
            "version": appointment.version,
        }
        return _page(request, appointment, MoveForm(request.reader, going, initial=initial))
    form = MoveForm(request.reader, going, request.POST)
    if not form.is_valid():
        return _page(request, appointment, form, status=422)
    said: dict[str, Any] = form.cleaned_data
    leaves = said["agent"].pk if said["agent"].pk in going else next(iter(going), 0)
    begins_at = said["begins_at"]
    to = Shift(begins_at, begins_at + timedelta(minutes=said["minutes"]), leaves, said["agent"].pk)
    try:
        made, back = boarding.shift(
            number, key, to, version=said["version"], by=request.reader, at=request.at
        )
    except (AppointmentRefused, TicketLocked, NotAllowed) as error:
        form.add_error(None, str(error))
        return _page(request, appointment, form, status=422)
    say_moved(request, made, back)
    return redirect(f"{reverse('console:board')}?day={said['day']:%Y-%m-%d}")


def _page(
    request: DeskRequest, appointment: Appointment, form: MoveForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "appointment": appointment,
        "ticket": appointment.ticket,
        "form": form,
        "is_dialog": bool(request.htmx),
        "section": "board",
    }
    part = "console/dispatch/_move.html" if request.htmx else "console/dispatch/move.html"
    return render(request, part, context, status=status)
