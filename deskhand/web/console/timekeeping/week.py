"""The week sheet: one's own week as a grid of days, typed over and saved at once."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.forms import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from deskhand.desk.timekeeping.sheet import SheetRefused, Typed, save
from deskhand.people.reading import organizations_for
from deskhand.rules.spoken.lengths import Length
from deskhand.tickets.access import need_worker
from deskhand.web.access import agents_only
from deskhand.web.console.timekeeping.listing import frame
from deskhand.web.request import DeskRequest
from deskhand.web.worked import HOUR, LengthField
from deskhand.work.timekeeping import sheets
from deskhand.work.timekeeping.choosing import types_offered, usual
from deskhand.work.timekeeping.sheets import DAYS, MOST_LINES, Key, NoSuchLine

WEEK = timedelta(days=DAYS)
LENGTH = LengthField(bare_seconds=HOUR, required=False)
NEW = "new"


@dataclass(slots=True)
class Written:
    """What was typed into the sheet, and what of it cannot be."""

    cells: list[Typed] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)


@require_http_methods(["GET", "POST"])
@agents_only
def week(request: DeskRequest) -> HttpResponse:
    """Show one's week, or save what was typed; what cannot be saved stays in its cells."""
    need_worker(request.reader)
    monday = _monday(request)
    if request.method == "GET":
        return _page(request, monday, further=_further(request, monday))
    written = _read(request.POST, monday)
    if not written.faults:
        try:
            count = save(written.cells, by=request.reader, at=request.at)
        except SheetRefused as error:
            for line in (str(error.typed.key), NEW):
                written.faults[_name(line, error.typed, monday)] = str(error)
        else:
            words = ngettext("%(count)d cell saved.", "%(count)d cells saved.", count)
            messages.success(request, words % {"count": count})
            return redirect(f"{reverse('console:time_week')}?week={monday}")
    further = request.POST.getlist("line")[:MOST_LINES]
    return _page(request, monday, further=further, written=written, status=422)


def _monday(request: DeskRequest) -> date:
    """The week that the address names; the running one where it names none."""
    today = localtime(request.at).date()
    try:
        day = date.fromisoformat(request.GET.get("week", "") or request.POST.get("week", ""))
        return sheets.monday_of(day) if 2000 < day.year < 9000 else sheets.monday_of(today)
    except ValueError:
        return sheets.monday_of(today)


def _further(request: DeskRequest, monday: date) -> list[str]:
    """Lines that are to stand there: those named, and those of the week before on request."""
    named = request.GET.getlist("line")[:MOST_LINES]
    if "copy" in request.GET:
        named += sheets.keys_of_week(request.reader, monday - WEEK)
    return named


def _page(
    request: DeskRequest,
    monday: date,
    *,
    further: list[str],
    written: Written | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = sheets.sheet(request.reader, monday, further=further)
    kind = usual(request.reader.agent_id or 0)[0]
    faults = written.faults if written else {}
    context = {
        "sheet": shown,
        "rows": [_row(line, request.POST, faults) for line in shown.lines],
        "new_cells": [
            (day, request.POST.get(f"c.{NEW}.{place}", ""), faults.get(f"{NEW}.{place}", ""))
            for place, day in enumerate(shown.days)
        ],
        "faults": list(dict.fromkeys(faults.values())),
        "days": list(zip(shown.days, shown.sums, strict=True)),
        "today": localtime(request.at).date(),
        "before": monday - WEEK,
        "after": monday + WEEK,
        "offered": sheets.offered(request.reader, monday),
        "kind": kind,
        "work_types": list(types_offered()),
        "clients": list(organizations_for(request.reader).live()[:1000]),
        "typed": request.POST,
        "once_key": secrets.token_hex(12),
        "tab": "week",
        **frame(request),
    }
    return render(request, "console/time/week.html", context, status=status)


def _row(line: Any, typed: QueryDict, faults: dict[str, str]) -> dict[str, Any]:
    """A line with what stands in its fields: what was typed, where it was refused."""
    cells = [
        {
            "cell": cell,
            "name": f"{line.key}.{place}",
            "typed": typed.get(f"c.{line.key}.{place}"),
            "fault": faults.get(f"{line.key}.{place}", ""),
        }
        for place, cell in enumerate(line.cells)
    ]
    return {"line": line, "cells": cells}


def _read(typed: QueryDict, monday: date) -> Written:
    """Read what differs from what stood there."""
    written = Written()
    for text in typed.getlist("line")[:MOST_LINES]:
        try:
            key = Key.read(text)
        except NoSuchLine:
            continue
        for name, day in _changed(typed, str(key), monday):
            _take(written, typed, name, key, day)
    new = list(_changed(typed, NEW, monday))
    if new:
        _take_new(written, typed, new)
    return written


def _changed(typed: QueryDict, line: str, monday: date) -> Iterator[tuple[str, date]]:
    for place in range(DAYS):
        name = f"{line}.{place}"
        now, before = typed.get(f"c.{name}"), typed.get(f"w.{name}", "")
        if now is not None and now.strip() != before:
            yield name, monday + timedelta(days=place)


def _take(written: Written, typed: QueryDict, name: str, key: Key, day: date) -> None:
    try:
        length: Length | None = LENGTH.clean(typed.get(f"c.{name}", ""))
    except ValidationError as error:
        written.faults[name] = " ".join(error.messages)
        return
    entry, _colon, revision = typed.get(f"r.{name}", "").partition(":")
    known = entry.isdecimal() and revision.isdecimal() and len(entry) < 18 and len(revision) < 9
    once = typed.get("once_key", "")[:24]
    written.cells.append(
        Typed(
            key,
            day,
            length,
            entry=int(entry) if known else None,
            revision=int(revision) if known else None,
            once_key=f"{once}.{key}.{day}"[:64] if once else None,
        )
    )


def _take_new(written: Written, typed: QueryDict, cells: list[tuple[str, date]]) -> None:
    """The line at the foot, of a ticket or a client that is named there."""
    number, client = typed.get("new_ticket", "").strip(" #"), typed.get("new_client", "")
    of = f"t{number}" if number else f"o{client}" if client else "i"
    try:
        key = Key.read(f"{of}-k{typed.get('new_kind', '')}")
    except NoSuchLine:
        written.faults[cells[0][0]] = _("Name a ticket by its number, or choose a client.")
        return
    for name, day in cells:
        _take(written, typed, name, key, day)


def _name(line: str, typed: Typed, monday: date) -> str:
    return f"{line}.{(typed.day - monday).days}"
