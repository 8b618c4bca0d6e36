"""A requester agrees to a date that he was told, or asks for another: signed in, or by the link of
a letter, whose page changes nothing until he chooses."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from deskhand.consents.links import Ended, LinkRefused
from deskhand.desk import dating
from deskhand.people.acting import NotAllowed
from deskhand.sla.dates import DateRefused
from deskhand.tickets.access import TicketLocked
from deskhand.tickets.reading import ticket_for
from deskhand.web.access import signed_in
from deskhand.web.request import DeskRequest


@require_POST
@signed_in
def answer(request: DeskRequest, number: int, clock_id: int) -> HttpResponse:
    ticket_for(request.reader.as_requester(), number)
    wish = _wish(request)
    if wish is None:
        messages.error(request, _("Say which date would suit you."))
        return redirect("portal:request", number)
    try:
        dating.answer(number, clock_id, wish=wish, by=request.reader, at=request.at)
    except (DateRefused, TicketLocked, NotAllowed) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _said(wish))
    return redirect("portal:request", number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: DeskRequest, token: str) -> HttpResponse:
    """The page behind the link of a letter: mail scanners open it, and nothing happens."""
    try:
        if request.method == "POST":
            return _answer_by_link(request, token)
        promised = dating.promised_behind(token, at=request.at)
    except LinkRefused as refused:
        if refused.why == Ended.UNKNOWN:
            raise Http404 from refused
        return render(request, "portal/dates_ended.html", status=410)
    return render(request, "portal/dates.html", {"promised": promised, "token": token})


def _answer_by_link(request: DeskRequest, token: str) -> HttpResponse:
    wish, clock = _wish(request), request.POST.get("clock", "")
    clock_id = int(clock) if clock.isdecimal() and len(clock) < 19 else 0
    if wish is None:
        messages.error(request, _("Say which date would suit you."))
        return redirect("portal:dates", token)
    try:
        dating.answer_by_link(token, clock_id, wish=wish, at=request.at)
    except (DateRefused, TicketLocked, NotAllowed) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _said(wish))
    return redirect("portal:dates", token)


def _wish(request: DeskRequest) -> str | None:
    """What he wishes instead; empty where he agrees, None where he did not say."""
    if request.POST.get("act") != "other":
        return ""
    return request.POST.get("wish", "").replace("\0", "").strip()[:300] or None


def _said(wish: str) -> str:
    return _("We have your wish and answer it.") if wish else _("Agreed. Thank you.")
