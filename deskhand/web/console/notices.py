"""The bell: what an agent was told, grouped by what it is about; as a panel and as a page."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from deskhand.notices import bell
from deskhand.notices.bell import COUNT_CAP, unread_count
from deskhand.web.access import agents_only
from deskhand.web.request import DeskRequest

A_PAGE, A_PANEL = 30, 12
# As many digits as every 64-bit number may have.
LONGEST_KEY = 18


@require_GET
@agents_only
def listing(request: DeskRequest) -> HttpResponse:
    """All notices, or the unread ones, newest first."""
    only_unread = request.GET.get("show") == "unread"
    before = _number(request.GET.get("before", ""))
    page = bell.page(
        request.reader, at=request.at, size=A_PAGE, before=before, only_unread=only_unread
    )
    context = {"page": page, "only_unread": only_unread, "is_first": before is None}
    context["section"] = "notices"
    return render(request, "console/notices.html", context)


@require_GET
@agents_only
def panel(request: DeskRequest) -> HttpResponse:
    """The newest ones alone, fetched when the bell is opened."""
    return _panel(request)


@require_GET
@agents_only
def count(request: DeskRequest) -> HttpResponse:
    """How many are unread, fetched apart so that no page waits for it."""
    return render(request, "console/_bell_counts.html", {"unread": _count(request)})


@require_POST
@agents_only
def read(request: DeskRequest) -> HttpResponse:
    """Mark what was told about one thing as read, or all that was shown."""
    until = _number(request.POST.get("until", ""))
    kind, _dash, number = request.POST.get("about", "").rpartition("-")
    if until is not None:
        bell.read_all(request.reader, until=until, at=request.at)
        return _panel(request) if request.htmx else redirect(_back(request))
    subject = _number(number)
    if subject is None or not kind:
        return HttpResponse(status=422)
    bell.read(request.reader, kind, subject, at=request.at)
    if not request.htmx:
        return redirect(_back(request))
    group = bell.group(request.reader, kind, subject, at=request.at)
    context = {"group": group, "unread": _count(request), "is_answer": True}
    return render(request, "console/_notice.html", context)


def _panel(request: DeskRequest) -> HttpResponse:
    page = bell.page(request.reader, at=request.at, size=A_PANEL)
    context = {"page": page, "unread": _count(request), "is_answer": True}
    return render(request, "console/_notices.html", context)


def _count(request: DeskRequest) -> str:
    number = unread_count(request.reader)
    return f"{COUNT_CAP - 1}+" if number >= COUNT_CAP else str(number or "")


def _back(request: DeskRequest) -> str:
    show = "?show=unread" if request.POST.get("show") == "unread" else ""
    return reverse("console:notices") + show


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY
    return int(text) if is_number else None
