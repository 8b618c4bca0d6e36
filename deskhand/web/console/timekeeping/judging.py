"""Time that waits to be approved, what was billed, and the months that are closed."""

from datetime import date
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from deskhand.desk.timekeeping import judging as stories
from deskhand.web.access import agents_only
from deskhand.web.console.timekeeping.listing import frame
from deskhand.web.request import DeskRequest
from deskhand.work.timekeeping import access, judging, lists, months
from deskhand.work.timekeeping.months import MonthRefused

MOST = 2000


@require_GET
@agents_only
def waiting(request: DeskRequest) -> HttpResponse:
    """What waits to be approved by whoever looks, by agent."""
    if not access.is_overseer(request.reader):
        raise Http404
    also_open = "open" in request.GET
    rows = judging.waiting_for(request.reader, also_open=also_open)
    who = request.GET.get("who", "")
    if who.isascii() and who.isdecimal() and len(who) < 18:
        rows = rows.filter(agent=int(who))
    context = {
        "page": lists.page(rows, request.reader, after=request.GET.get("after", ""), size=200),
        "is_first": not request.GET.get("after"),
        "totals": lists.totals(rows),
        "by_agent": judging.waiting_by_agent(request.reader, also_open=also_open),
        "also_open": also_open,
        "who": who,
        "tab": "waiting",
        **frame(request, is_overseer=True),
    }
    return render(request, "console/time/waiting.html", context)


@require_POST
@agents_only
def judge(request: DeskRequest) -> HttpResponse:
    """Approve the chosen entries, or send them back."""
    is_right = request.POST.get("act") != "back"
    count = stories.judge(_keys(request), is_right=is_right, by=request.reader, at=request.at)
    words = (
        ngettext("%(count)d entry approved.", "%(count)d entries approved.", count)
        if is_right
        else ngettext("%(count)d entry sent back.", "%(count)d entries sent back.", count)
    )
    messages.success(request, words % {"count": count})
    return redirect(
        "console:time_waiting" if access.is_overseer(request.reader) else "console:time"
    )


@require_POST
@agents_only
def submit(request: DeskRequest) -> HttpResponse:
    """Submit one's own time up to a day: today where none is named."""
    try:
        until = date.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        until = localtime(request.at).date()
    count = stories.submit(until=until, by=request.reader, at=request.at)
    words = ngettext("%(count)d entry submitted.", "%(count)d entries submitted.", count)
    messages.success(request, words % {"count": count})
    return redirect(_back(request))


def _back(request: DeskRequest) -> str:
    """The week sheet where it was sent from there."""
    week = request.POST.get("week", "")
    try:
        return f"/desk/time/week/?week={date.fromisoformat(week)}"
    except ValueError:
        return "/desk/time/"


@require_POST
@agents_only
def bill(request: DeskRequest) -> HttpResponse:
    """Note the chosen entries as billed."""
    name = request.POST.get("name", "").replace("\0", "")
    count = stories.bill(_keys(request), name=name, by=request.reader, at=request.at)
    words = ngettext(
        "%(count)d entry noted as billed.", "%(count)d entries noted as billed.", count
    )
    messages.success(request, words % {"count": count})
    return redirect("console:time_unbilled")


@require_POST
@agents_only
def unbill(request: DeskRequest, key: int) -> HttpResponse:
    """Note an entry as not billed after all."""
    access.entry_for(request.reader, key)
    stories.unbill(key, by=request.reader, at=request.at)
    messages.success(request, _("Noted as not billed."))
    return redirect("console:time_entry", key)


@require_GET
@agents_only
def months_page(request: DeskRequest) -> HttpResponse:
    """The months, with what counts in them, to be closed and opened."""
    if not access.may_close(request.reader):
        raise Http404
    context = {
        "months": months.shown_months(_today(request)),
        "this_month": months.first_of(_today(request)),
        "tab": "months",
        **frame(request),
    }
    return render(request, "console/time/months.html", context)


@require_POST
@agents_only
def turn_month(request: DeskRequest) -> HttpResponse:
    """Close a month, or open it again with a reason."""
    if not access.may_close(request.reader):
        raise Http404
    try:
        month = date.fromisoformat(request.POST.get("month", "")).replace(day=1)
    except ValueError as error:
        raise Http404 from error
    try:
        if request.POST.get("act") == "reopen":
            why = request.POST.get("why", "").replace("\0", "")
            stories.reopen_month(month, why=why, by=request.reader, at=request.at)
            words = _("%(month)s is open again.")
        else:
            stories.close_month(month, today=_today(request), by=request.reader, at=request.at)
            words = _("%(month)s is closed.")
    except MonthRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words % {"month": months.month_words(month)})
    return redirect("console:time_months")


def _today(request: DeskRequest) -> date:
    """Today by the firm's clock, by which months go."""
    return request.at.astimezone(ZoneInfo(request.firm.time_zone)).date()


def _keys(request: DeskRequest) -> list[int]:
    given = request.POST.getlist("entry")[:MOST]
    return [int(key) for key in given if key.isascii() and key.isdecimal() and len(key) < 18]
