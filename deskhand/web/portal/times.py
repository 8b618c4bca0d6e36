"""A requester chooses one of the times that he was offered, or says that none fits: signed in, or
by the link of a letter, whose page changes nothing until he chooses."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from deskhand.consents.links import Ended, LinkRefused
from deskhand.desk.dispatch import offering
from deskhand.desk.dispatch.inviting import zone_at
from deskhand.people.acting import NotAllowed
from deskhand.tickets.access import TicketLocked
from deskhand.tickets.reading import ticket_for
from deskhand.web.access import signed_in
from deskhand.web.request import DeskRequest
from deskhand.work.appointments import AppointmentRefused


@require_POST
@signed_in
def choose(request: DeskRequest, number: int, key: int) -> HttpResponse:
    ticket_for(request.reader.as_requester(), number)
    by, at = request.reader, request.at
    try:
        if request.POST.get("act") == "none":
            offering.none_fits(number, key, _wish(request), by=by, at=at)
        else:
            offering.take(number, key, _time(request), by=by, at=at)
    except (AppointmentRefused, TicketLocked, NotAllowed) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _said(request))
    return redirect("portal:request", number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: DeskRequest, token: str) -> HttpResponse:
    """The page behind the link of a letter: mail scanners open it, and nothing happens."""
    try:
        if request.method == "POST":
            return _choose_by_link(request, token)
        choice = offering.choice_behind(token, at=request.at)
    except LinkRefused as refused:
        if refused.why == Ended.UNKNOWN:
            raise Http404 from refused
        return render(request, "portal/times_ended.html", status=410)
    return render(request, "portal/times.html", {"choice": choice, "token": token})


def _choose_by_link(request: DeskRequest, token: str) -> HttpResponse:
    try:
        if request.POST.get("act") == "none":
            offering.none_by_link(token, _wish(request), at=request.at)
            return render(request, "portal/times_chosen.html", {"made": None})
        made = offering.take_by_link(token, _time(request), at=request.at)
    except (AppointmentRefused, TicketLocked, NotAllowed) as error:
        messages.error(request, str(error))
        return redirect("portal:times", token)
    zone = zone_at(made, made.ticket)
    return render(request, "portal/times_chosen.html", {"made": made, "zone": zone})


def _time(request: DeskRequest) -> int:
    text = request.POST.get("time", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _wish(request: DeskRequest) -> str:
    return request.POST.get("wish", "").replace("\0", "").strip()[:300]


def _said(request: DeskRequest) -> str:
    if request.POST.get("act") == "none":
        return _("We have your wish and answer it.")
    return _("Agreed. You get an invitation for your calendar.")
