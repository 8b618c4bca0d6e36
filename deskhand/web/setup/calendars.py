"""Calendars: business hours, holidays, exceptions. Each change is a new version."""

import re
from datetime import date
from typing import Any

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
from deskhand.sla.calendars import arithmetic, save_version
from deskhand.sla.models import Calendar
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
        hours.append([f"{int(begin):02}:{begin_minute}", f"{int(end):02}:{end_minute}"])
    return hours


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

    def spec(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            "tz": cleaned["tz"],
            "weekly": {key: cleaned[key] for key, _label in DAYS if cleaned[key]},
            "holidays": sorted(cleaned["holidays"]),
            "exceptions": cleaned["exceptions"],
        }


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
    lines = [(calendar, list(calendar.versions.all())[-1:]) for calendar in calendars()]
    return render(request, "setup/calendars.html", {"lines": lines})


@require_http_methods(["GET", "POST"])
@administrators_only
def edit(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    calendar = calendars().filter(pk=pk).first() if pk else Calendar()
    if calendar is None:
        raise Http404
    if request.method == "GET":
        return _page(request, calendar, CalendarForm(initial=_initial(calendar)))
    form = CalendarForm(request.POST)
    if not form.is_valid() or not _saved(request, calendar, form):
        return _page(request, calendar, form, status=422)
    messages.success(
        request, _("Saved. It holds from now on; promises already given keep their hours.")
    )
    return redirect("setup:calendars")


def _page(
    request: DeskRequest, calendar: Calendar, form: CalendarForm, status: int = 200
) -> HttpResponse:
    context = {
        "calendar": calendar,
        "form": form,
        "days": [(key, form[key]) for key, _label in DAYS],
        "versions": reversed(calendar.versions.all()) if calendar.pk else [],
    }
    if calendar.pk:
        context |= _pictures(request, calendar)
    return render(request, "setup/calendar.html", context, status=status)


def _pictures(request: DeskRequest, calendar: Calendar) -> dict[str, Any]:
    """What the version in force looks like; what is being typed shows once it is saved."""
    version = calendar.versions.latest("number")
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


def _saved(request: DeskRequest, calendar: Calendar, form: CalendarForm) -> bool:
    is_new = calendar.pk is None
    try:
        with transaction.atomic():
            calendar.name = form.cleaned_data["name"]
            calendar.slug = calendar.slug or free_slug(calendar.name, Calendar)
            calendar.save()
            save_version(calendar, form.spec(), names=form.cleaned_data["holidays"], at=request.at)
            event = SettingChanged(
                what="calendars", setting=calendar.pk, act="made" if is_new else "changed"
            )
            record(event, by=actor_of(request.reader), at=request.at)
    except CalendarError as error:
        if is_new:
            calendar.pk = None
        form.add_error(None, str(error))
        return False
    return True
