"""Calendars: business hours, holidays, exceptions. Each change is a new version."""

import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from deskhand.journal.record import record
from deskhand.people.acting import actor_of
from deskhand.people.administration import free_slug
from deskhand.people.zones import KNOWN
from deskhand.provider.events import SettingChanged
from deskhand.rules.worktime import CalendarError
from deskhand.sla.administration import calendars
from deskhand.sla.calendars import arithmetic, version_at
from deskhand.sla.comparing import differences, users_of
from deskhand.sla.editing import edit as edit_calendar
from deskhand.sla.models import Calendar, CalendarVersion, Recount
from deskhand.sla.recounting import Preview, preview, recent_runs
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.calendar_pictures import now_words, strip_of, week_words, year_of

DAYS = (
    ("mon", gettext_lazy("Monday")),
    ("tue", gettext_lazy("Tuesday")),
    ("wed", gettext_lazy("Wednesday")),
    ("thu", gettext_lazy("Thursday")),
    ("fri", gettext_lazy("Friday")),
    ("sat", gettext_lazy("Saturday")),
    ("sun", gettext_lazy("Sunday")),
)
# In minutes; nobody means to be open so long into the next day.
WHOLE_DAY, LONGEST_NIGHT = 24 * 60, 16 * 60
YEARS_BACK, YEARS_AHEAD = 2, 5
_HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


class HoursField(forms.CharField):
    """Hours as people write them: "07:30-17:00", several with commas, empty for closed."""

    def to_python(self, value: Any) -> list[list[str]]:  # type: ignore[override]  # that is its work
        return read_hours(str(value or ""))

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return ", ".join(f"{start}-{end}" for start, end in value)
        return value


def read_hours(text: str) -> list[list[str]]:
    """Read hours such as "07:30-12:00, 13:00-17:00"; raises ValidationError with an example."""
    hours = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        match = _HOURS.fullmatch(part)
        if match is None:
            raise forms.ValidationError(
                _("“%(part)s” is not a span of hours. Write 07:30-17:00.") % {"part": part}
            )
        begin, begin_minute, end, end_minute = match.groups()
        if not _is_on_a_clock(begin, begin_minute) or not _is_on_a_clock(end, end_minute):
            words = _("“%(part)s” is on no clock. A day goes from 00:00 to 24:00.")
            raise forms.ValidationError(words % {"part": part})
        _check_length(part, int(begin) * 60 + int(begin_minute), int(end) * 60 + int(end_minute))
        hours.append([f"{int(begin):02}:{begin_minute}", f"{int(end):02}:{end_minute}"])
    return hours


def _is_on_a_clock(hour: str, minute: str) -> bool:
    return int(minute) < 60 and int(hour) * 60 + int(minute) <= WHOLE_DAY


def _check_length(part: str, begin: int, end: int) -> None:
    """An end before its start means the next day: what lasts so long is a slip."""
    if begin == end:
        raise forms.ValidationError(
            _("“%(part)s” is empty, or a whole day: write 00:00-24:00 for that.") % {"part": part}
        )
    if end < begin and end + WHOLE_DAY - begin > LONGEST_NIGHT:
        hours = (end + WHOLE_DAY - begin) // 60
        words = _(
            "“%(part)s” ends before it starts: into the next day it would last %(hours)d hours. "
            "Put the end after the start, or write it as two spans, each on its day."
        )
        raise forms.ValidationError(words % {"part": part, "hours": hours})


class CalendarForm(forms.Form):
    """A calendar as one page; `spec` gives what the arithmetic reads."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    tz = forms.ChoiceField(
        label=gettext_lazy("Time zone"), choices=[(zone, zone) for zone in sorted(KNOWN)]
    )
    holidays = forms.CharField(
        label=gettext_lazy("Holidays"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "One date on each line, as 2026-12-25 Christmas Day. Nobody works then."
        ),
    )
    exceptions = forms.CharField(
        label=gettext_lazy("Exceptions"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Other hours on one date, as 2026-12-24 07:30-12:00; no hours for closed. "
            "They count before holidays."
        ),
    )

    holds_from = forms.DateField(
        label=gettext_lazy("Holds from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Empty: from now on. A date holds from its first minute there."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, label in DAYS:
            self.fields[key] = HoursField(label=label, required=False)

    def clean_holidays(self) -> dict[str, str]:
        lines = [line.strip() for line in self.cleaned_data["holidays"].splitlines()]
        parted = (line.partition(" ") for line in lines if line)
        return {_date(day).isoformat(): name.strip()[:120] for day, _blank, name in parted}

    def clean_exceptions(self) -> dict[str, list[list[str]]]:
        lines = [line.strip() for line in self.cleaned_data["exceptions"].splitlines()]
        return {
            _date(day).isoformat(): read_hours(hours)
            for day, _blank, hours in (line.partition(" ") for line in lines if line)
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not _is_ever_open(self.spec()):
            raise forms.ValidationError(
                _("It is never open. Give at least one day hours, as 07:30-17:00.")
            )
        return cleaned

    def valid_from(self, at: datetime) -> datetime | None:
        """The first minute of the day from which it holds; None for at once."""
        day, zone = self.cleaned_data["holds_from"], ZoneInfo(self.cleaned_data["tz"])
        if day is None or day <= at.astimezone(zone).date():
            return None
        return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)

    def spec(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            "tz": cleaned["tz"],
            "weekly": {key: cleaned[key] for key, _label in DAYS if cleaned[key]},
            "holidays": sorted(cleaned["holidays"]),
            "exceptions": cleaned["exceptions"],
        }


def _is_ever_open(spec: dict[str, Any]) -> bool:
    return any(spec["weekly"].values()) or any(spec["exceptions"].values())


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise forms.ValidationError(
            _("“%(text)s” is not a date. Write it as 2026-12-25.") % {"text": text}
        ) from error


@require_GET
@administrators_only
def listing(request: DeskRequest) -> HttpResponse:
    lines = [
        (calendar, [version_at(calendar, request.at)], now_of(calendar, request.at))
        for calendar in calendars()
    ]
    return render(request, "setup/calendars.html", {"lines": lines, "runs": recent_runs()})


def now_of(calendar: Calendar, at: datetime) -> str:
    """Whether a calendar is open now, and when it opens or closes next."""
    version = version_at(calendar, at)
    return now_words(arithmetic(version), version.spec["tz"], at=at)


@require_http_methods(["GET", "POST"])
@administrators_only
def edit(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    calendar = calendars().filter(pk=pk).first() if pk else Calendar()
    if calendar is None:
        raise Http404
    if request.method == "GET":
        return _page(request, calendar, CalendarForm(initial=_initial(calendar)))
    form = CalendarForm(request.POST)
    if not form.is_valid():
        return _page(request, calendar, form, status=422)
    told = _preview(request, calendar, form)
    if told is not None and "agreed" not in request.POST:
        # Nothing is saved before it was seen what it does.
        return _page(request, calendar, form, preview=told)
    saved, run = _saved(request, calendar, form)
    if not saved:
        return _page(request, calendar, form, status=422)
    if run is None:
        messages.success(request, _("Saved. No due time moves by it."))
        return redirect("setup:calendars")
    return redirect("setup:recount", run.pk)


def _preview(request: DeskRequest, calendar: Calendar, form: CalendarForm) -> Preview | None:
    """What the edit would do to open clocks; None where it does nothing to them."""
    if calendar.pk is None:
        return None
    try:
        holds_at = form.valid_from(request.at) or request.at
        told = preview(calendar, form.spec(), valid_from=holds_at, at=request.at)
    except CalendarError:
        return None
    is_asked = request.POST.get("act") == "preview"
    return told if told.moved or told.total > told.looked_at or is_asked else None


def _page(
    request: DeskRequest,
    calendar: Calendar,
    form: CalendarForm,
    *,
    status: int = 200,
    preview: Preview | None = None,
) -> HttpResponse:
    context = {
        "calendar": calendar,
        "form": form,
        "preview": preview,
        "days": [(key, form[key]) for key, _label in DAYS],
        "versions": _told(calendar, request.at) if calendar.pk else [],
        "users": users_of(calendar) if calendar.pk else [],
    }
    if calendar.pk:
        context |= _pictures(request, calendar)
    return render(request, "setup/calendar.html", context, status=status)


def _told(calendar: Calendar, at: datetime) -> list[tuple[CalendarVersion, bool, list[str]]]:
    """The versions, the newest first: whether each is still to come, and what it changed."""
    versions = list(calendar.versions.order_by("number"))
    befores = [None, *versions[:-1]]
    told = [
        (version, version.valid_from > at, differences(before, version))
        for before, version in zip(befores, versions, strict=True)
    ]
    return told[::-1]


def _pictures(request: DeskRequest, calendar: Calendar) -> dict[str, Any]:
    """What the version in force looks like; what is being typed shows once it is saved."""
    version = version_at(calendar, request.at)
    rule, spec = arithmetic(version), version.spec
    asked = request.GET.get("year", "")
    this_year = request.at.year
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else this_year
    year = min(max(year, this_year - YEARS_BACK), this_year + YEARS_AHEAD)
    return {
        "now": now_words(rule, spec["tz"], at=request.at),
        "week": week_words(spec["weekly"]),
        "strips": {key: strip_of(spec["weekly"].get(key, [])) for key, _label in DAYS},
        "year": year_of(rule, spec, version.names, year),
        "year_before": year - 1 if year > this_year - YEARS_BACK else None,
        "year_after": year + 1 if year < this_year + YEARS_AHEAD else None,
    }


def _initial(calendar: Calendar) -> dict[str, Any]:
    if not calendar.pk:
        return {"tz": "UTC", **{key: [["08:00", "17:00"]] for key, _label in DAYS[:5]}}
    version = calendar.versions.latest("number")
    spec, days = version.spec, version.spec["holidays"]
    exceptions = (
        f"{day} " + ", ".join(f"{start}-{end}" for start, end in hours)
        for day, hours in sorted(spec["exceptions"].items())
    )
    return {
        "name": calendar.name,
        "tz": spec["tz"],
        "holidays": "\n".join(f"{day} {version.names.get(day, '')}".strip() for day in days),
        "exceptions": "\n".join(line.strip() for line in exceptions),
        **spec["weekly"],
    }


def _saved(
    request: DeskRequest, calendar: Calendar, form: CalendarForm
) -> tuple[bool, Recount | None]:
    is_new = calendar.pk is None
    actor = actor_of(request.reader)
    try:
        with transaction.atomic():
            calendar.name = form.cleaned_data["name"]
            calendar.slug = calendar.slug or free_slug(calendar.name, Calendar)
            calendar.save()
            run = edit_calendar(
                calendar,
                form.spec(),
                names=form.cleaned_data["holidays"],
                valid_from=form.valid_from(request.at),
                by=actor,
                at=request.at,
            )
            act = "made" if is_new else "changed"
            event = SettingChanged(what="calendars", setting=calendar.pk, act=act)
            record(event, by=actor, at=request.at)
    except CalendarError as error:
        if is_new:
            calendar.pk = None
        form.add_error(None, str(error))
        return False, None
    return True, run
