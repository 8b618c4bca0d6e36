"""The board: a day or a week of a team's agents, where appointments are drawn about."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from deskhand.desk.dispatch import boarding
from deskhand.desk.dispatch.boarding import Shift
from deskhand.desk.dispatch.postponing import wait_seconds
from deskhand.people.acting import NotAllowed
from deskhand.people.models import Team
from deskhand.people.reading import all_teams
from deskhand.rules.wall import instant
from deskhand.tickets.access import TicketLocked
from deskhand.web.access import agents_only
from deskhand.web.console.dispatch.picturing import cells_of, day_of, lane_of, midnight
from deskhand.web.request import DeskRequest
from deskhand.work.appointments import AppointmentRefused
from deskhand.work.planned import Appointment

DAY, WEEK = "day", "week"
ONE = timedelta(days=1)
LONGEST, MOST_DAYS = 24 * 60, 400
SALT = "drawn back on the board"
UNDO_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """What the address of the board asks for."""

    view: str
    on: date
    teams: list[Team]
    team: Team | None

    @property
    def days(self) -> list[date]:
        if self.view == DAY:
            return [self.on]
        monday = self.on - self.on.weekday() * ONE
        return [monday + n * ONE for n in range(7)]

    @property
    def step(self) -> timedelta:
        return ONE if self.view == DAY else 7 * ONE


@require_GET
@agents_only
def board(request: DeskRequest) -> HttpResponse:
    """Who does what when, and what is not planned yet."""
    return _board(request)


@require_POST
@agents_only
def move(request: DeskRequest) -> HttpResponse:
    """Draw an appointment to another time, length or agent."""
    number, key, version = (_number(request.POST.get(n)) for n in ("ticket", "key", "version"))
    to = _shift(request)
    try:
        made, back = boarding.shift(
            number, key, to, version=version, by=request.reader, at=request.at
        )
    except (AppointmentRefused, TicketLocked, NotAllowed) as error:
        messages.error(request, str(error))
        return _answer(request)
    say_moved(request, made, back)
    return _answer(request)


def say_moved(request: DeskRequest, made: Appointment, back: Shift) -> None:
    """Say that it was moved, when that is told, and offer to undo it."""
    token = signing.dumps(
        [made.ticket_id, made.pk, made.version, back.begins_at.isoformat(),
         back.ends_at.isoformat(), back.from_agent, back.to_agent],
        salt=SALT,
    )  # fmt: skip
    words = _("Moved. Whoever is invited is told in %(seconds)d seconds.")
    messages.success(
        request,
        words % {"seconds": wait_seconds()},
        extra_tags=f"undo-at:{reverse('console:undo_move', args=[token])}",
    )


@require_POST
@agents_only
def undo(request: DeskRequest, token: str) -> HttpResponse:
    """Draw it back to where it was."""
    try:
        number, key, version, begins, ends, left, right = signing.loads(
            token, salt=SALT, max_age=UNDO_SECONDS
        )
    except signing.BadSignature as error:
        raise Http404 from error
    to = Shift(datetime.fromisoformat(begins), datetime.fromisoformat(ends), left, right)
    try:
        boarding.shift(number, key, to, version=version, by=request.reader, at=request.at)
    except (AppointmentRefused, TicketLocked, NotAllowed) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is as it was."))
    return redirect(f"{reverse('console:board')}?day={to.begins_at.astimezone(_zone(request)):%F}")


def _answer(request: DeskRequest) -> HttpResponse:
    if request.htmx:
        return _board(request)
    return redirect(f"{reverse('console:board')}?{request.GET.urlencode()}")


def _board(request: DeskRequest) -> HttpResponse:
    shown, zone = _shown(request), _zone(request)
    reader, days = request.reader, shown.days
    begin, end = midnight(days[0], zone), midnight(days[-1] + ONE, zone)
    agents = boarding.agents_of(reader, shown.team)
    rows = boarding.rows(reader, agents, begin, end, at=request.at)
    today = request.at.astimezone(zone).date()
    context: dict[str, Any] = {
        "shown": shown,
        "section": "board",
        "today": today,
        "earlier": shown.on - shown.step,
        "later": shown.on + shown.step,
        "rows": rows,
        "is_empty": not any(row.entries for row in rows),
        "wait_seconds": wait_seconds(),
        "unplanned": boarding.waiting(reader, agents, shown.team),
        "is_part": request.htmx.target == "plan-board",
    }
    if shown.view == DAY:
        day = day_of(shown.on, rows, zone)
        now = day.place((request.at, request.at + timedelta(seconds=1)))
        context |= {"day": day, "now": now, "lanes": [lane_of(row, day) for row in rows]}
    else:
        cells = [(row, cells_of(row, days, zone, today=today)) for row in rows]
        context |= {"days": days, "weeks": cells}
    part, whole = "console/dispatch/_board.html", "console/dispatch/board.html"
    return render(request, part if context["is_part"] else whole, context)


def _shown(request: DeskRequest) -> Shown:
    teams = list(all_teams(request.reader))
    team = next((one for one in teams if one.slug == request.GET.get("team")), None)
    view = WEEK if request.GET.get("view") == WEEK else DAY
    today = request.at.astimezone(_zone(request)).date()
    try:
        on = date.fromisoformat(request.GET.get("day", "")[:10])
    except ValueError:
        on = today
    if abs(on - today) > 1000 * ONE:
        on = today
    return Shown(view, on, teams, team)


def _shift(request: DeskRequest) -> Shift:
    """Where it is drawn to; nonsense is as good as an address that does not exist."""
    minutes = _number(request.POST.get("minutes"))
    try:
        begins_at = datetime.fromisoformat(request.POST.get("begins", ""))
    except ValueError as error:
        raise Http404 from error
    if begins_at.tzinfo is None or not 2000 < begins_at.year < 3000 or not 0 < minutes <= LONGEST:
        raise Http404
    begins_at = _days_on(request, begins_at.astimezone(UTC).replace(second=0, microsecond=0))
    left, right = (_number(request.POST.get(name)) for name in ("from", "to"))
    return Shift(begins_at, begins_at + timedelta(minutes=minutes), left, right)


def _days_on(request: DeskRequest, begins_at: datetime) -> datetime:
    """The same time on the wall some days on, or before."""
    text = request.POST.get("days", "") or "0"
    days = -_number(text[1:]) if text.startswith("-") else _number(text)
    if not days:
        return begins_at
    here = begins_at.astimezone(_zone(request))
    if abs(days) > MOST_DAYS:
        raise Http404
    found = instant(here.date() + days * ONE, here.time(), _zone(request))
    return found or begins_at + days * ONE


def _number(text: str | None) -> int:
    if text and text.isascii() and text.isdecimal() and len(text) < 19:
        return int(text)
    raise Http404


def _zone(request: DeskRequest) -> ZoneInfo:
    return ZoneInfo(request.reader.time_zone)
