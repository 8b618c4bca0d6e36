"""Lists of time: one's own, the team's, by client and ticket; what nobody billed, and tickets
without time. Each as a page and as a file."""

import csv
from datetime import timedelta
from itertools import islice
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from deskhand.contracts.rated import judging
from deskhand.people.acting import agent_id_of
from deskhand.rules.cells import dead_cell
from deskhand.tickets.paging import page as page_of_tickets
from deskhand.web.access import agents_only
from deskhand.web.console.timekeeping.filters import ALL, ME, FilterForm
from deskhand.web.request import DeskRequest
from deskhand.web.worked import hours_number
from deskhand.work.timekeeping import access, lists, timers
from deskhand.work.timekeeping.models import TimeEntry

MOST_ROWS = 50_000
MISSING_DAYS = 90
COLUMNS = (
    _("Entry"),
    _("Day"),
    _("Counts on"),
    _("Who"),
    _("Client"),
    _("Ticket"),
    _("Subject"),
    _("Kind"),
    _("Worked as"),
    _("Hours"),
    _("Billable"),
    _("Why not"),
    _("Where"),
    _("Travel"),
    _("Kilometres"),
    _("Hours on the way"),
    _("State"),
    _("Billed"),
    _("Note"),
    _("Text for the invoice"),
)


def _form(request: DeskRequest, *, is_of_all: bool = False) -> FilterForm:
    is_overseer = access.is_overseer(request.reader)
    return FilterForm(
        request.GET.dict(),
        reader=request.reader,
        today=localtime(request.at).date(),
        is_overseer=is_overseer,
        who=ALL if is_of_all and is_overseer else ME,
    )


@require_GET
@agents_only
def entries(request: DeskRequest) -> HttpResponse:
    """The entries that the address asks for, the newest first, with their totals."""
    form = _form(request)
    rows = lists.asked_for(request.reader, form.asked())
    context = {
        "form": form,
        "asked": form.address(),
        "page": lists.page(rows, request.reader, after=request.GET.get("after", "")),
        "is_first": not request.GET.get("after"),
        "totals": lists.totals(rows),
        "tab": "entries",
        **frame(request, is_overseer=form.is_overseer),
    }
    return render(request, "console/time/entries.html", context)


def frame(request: DeskRequest, *, is_overseer: bool | None = None) -> dict[str, Any]:
    """What all pages of time show: their tabs."""
    reader = request.reader
    return {
        "section": "time",
        "is_overseer": access.is_overseer(reader) if is_overseer is None else is_overseer,
        "may_close": access.may_close(reader),
    }


@require_GET
@agents_only
def table(request: DeskRequest) -> HttpResponse:
    """The same list as comma-separated values."""
    form = _form(request)
    is_undecided = request.GET.get("list") == "undecided"
    asked = judging.undecided if is_undecided else lists.asked_for
    rows = asked(request.reader, form.asked()).for_list(request.reader)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="time.csv"'
    lines = csv.writer(answer)
    lines.writerow([dead_cell(word) for word in COLUMNS])
    found = rows[: MOST_ROWS + 1].iterator(2000)
    for entry in islice(found, MOST_ROWS):
        lines.writerow([_cell(value) for value in _values(entry)])
    if next(found, None) is not None:
        words = _("There is more than this file holds: name fewer days.")
        lines.writerow([dead_cell(words)])
    return answer


def _cell(value: Any) -> str:
    """Numbers as they are, a minus among them; texts so that no spreadsheet takes them for more."""
    return value.number if isinstance(value, Number) else dead_cell(value)


class Number:
    """What is a number and no text."""

    def __init__(self, number: str) -> None:
        self.number = number


def _values(entry: TimeEntry) -> list[Any]:
    ticket = entry.ticket if entry.sees_ticket else None  # type: ignore[attr-defined]
    return [
        entry.pk,
        entry.worked_on.isoformat(),
        entry.booked_on.isoformat(),
        entry.agent,
        entry.organization or "",
        entry.ticket_id or "",
        ticket.subject if ticket else "",
        entry.work_type,
        entry.role or "",
        Number(hours_number(entry.seconds)),
        "1" if entry.is_billable else "0",
        entry.why_not_billable,
        entry.place,
        entry.travel,
        Number(str(entry.travel_metres / 1000)),
        Number(hours_number(entry.travel_seconds)),
        entry.state,
        entry.billed_as if entry.billed_at else "",
        entry.note,
        entry.invoice_text,
    ]


@require_GET
@agents_only
def unbilled(request: DeskRequest) -> HttpResponse:
    """Billable work that nobody billed or decided about, each with the reason, of all times, for
    those who look after time."""
    form = _form(request, is_of_all=True)
    rows = judging.undecided(request.reader, form.asked())
    page = lists.page(rows, request.reader, after=request.GET.get("after", ""))
    reasons = judging.reasons(page.entries)
    for entry in page.entries:
        entry.reason = reasons[entry.pk]  # type: ignore[attr-defined]
    context = {
        "form": form,
        "page": page,
        "is_first": not request.GET.get("after"),
        "totals": lists.totals(rows),
        "by_client": lists.by_client(rows),
        "tab": "unbilled",
        **frame(request, is_overseer=form.is_overseer),
    }
    return render(request, "console/time/unbilled.html", context)


@require_GET
@agents_only
def missing(request: DeskRequest) -> HttpResponse:
    """Tickets that were answered and solved, and on which nobody entered time."""
    since = request.at - timedelta(days=MISSING_DAYS)
    rows = lists.without_time(request.reader, since=since)
    if not access.is_overseer(request.reader):
        rows = rows.filter(assignee=agent_id_of(request.reader))
    context = {
        "page": page_of_tickets(
            rows.for_list(), order="newest", after=request.GET.get("after", "")
        ),
        "is_first": not request.GET.get("after"),
        "days": MISSING_DAYS,
        "tab": "missing",
        **frame(request),
    }
    return render(request, "console/time/missing.html", context)


@require_GET
@agents_only
def running(request: DeskRequest) -> HttpResponse:
    """The timers that run, of whoever looks and of those whom he oversees."""
    context = {
        "timers": timers.running_for(request.reader, at=request.at),
        "tab": "running",
        **frame(request),
    }
    return render(request, "console/time/running.html", context)
