"""An agent's calendar elsewhere: the feed of his appointments, and when he is busy there."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from deskhand.consents.links import LinkRefused
from deskhand.desk.dispatch import feeding, outside
from deskhand.desk.dispatch.outside import CalendarRefused
from deskhand.web.access import agents_only
from deskhand.web.request import DeskRequest

LONGEST = 1000


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def calendar(request: DeskRequest) -> HttpResponse:
    """Make the feed, end it, and name a calendar elsewhere."""
    if request.method == "POST":
        return _act(request)
    address, is_busy_only = feeding.feed_of(request.reader, at=request.at)
    return _page(request, address=address, is_busy_only=is_busy_only)


def _act(request: DeskRequest) -> HttpResponse:
    by, at, act = request.reader, request.at, request.POST.get("act", "")
    if act in {"whole", "busy"}:
        feeding.open_feed(is_busy_only=act == "busy", by=by, at=at)
        messages.success(request, _("Copy the address into your calendar program."))
    elif act == "end":
        feeding.end_feed(by=by, at=at)
        messages.success(request, _("The address is good for nothing any more."))
    elif act == "forget":
        outside.forget_address(by=by, at=at)
        messages.success(request, _("It is read no more."))
    elif act == "keep":
        typed = request.POST.get("address", "").replace("\0", "")[:LONGEST]
        try:
            outside.keep_address(typed, by=by, at=at)
        except CalendarRefused as error:
            address, is_busy_only = feeding.feed_of(by, at=at)
            return _page(
                request,
                address=address,
                is_busy_only=is_busy_only,
                refusal=str(error),
                typed=typed,
                status=422,
            )
        messages.success(request, _("Kept. It is read within a quarter of an hour."))
    return redirect("console:calendar")


def _page(request: DeskRequest, *, status: int = 200, **more: object) -> HttpResponse:
    context = {**more, "outside": outside.calendar_of(request.reader), "section": "board"}
    return render(request, "console/dispatch/calendar.html", context, status=status)


@never_cache
@require_safe
def feed(request: DeskRequest, token: str) -> HttpResponse:
    """The feed itself, for whatever program has its address."""
    try:
        text = feeding.feed_behind(token, at=request.at)
    except LinkRefused as refused:
        raise Http404 from refused
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")
