"""Holidays for a calendar: proposed by country and region or read from a file, then confirmed."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from deskhand.journal.record import record
from deskhand.people.acting import actor_of
from deskhand.provider.events import SettingChanged
from deskhand.sla.administration import calendars
from deskhand.sla.calendar_files import CalendarFileRefused, FileDays, closed_days
from deskhand.sla.editing import edit as edit_calendar
from deskhand.sla.holidays import countries, proposals, regions
from deskhand.sla.models import Calendar
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest

YEARS = 3
# Of what was left out of a file; a number tells of the rest.
MOST_TOLD = 12


class CountryForm(forms.Form):
    country = forms.ChoiceField(label=gettext_lazy("Country"))
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)

    def __init__(self, country: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = list(countries().items())
        whole = ("", gettext_lazy("the whole country"))
        self.fields["region"].choices = [whole, *((r, r) for r in regions(country))]


def _calendar(pk: int) -> Calendar:
    calendar = calendars().filter(pk=pk).first()
    if calendar is None:
        raise Http404
    return calendar


@require_GET
@administrators_only
def propose(request: DeskRequest, pk: int) -> HttpResponse:
    """Choose a country and region, and see the holidays of this and the next two years."""
    calendar = _calendar(pk)
    country, region = request.GET.get("country", ""), request.GET.get("region", "")
    years = range(request.at.year, request.at.year + YEARS)
    region = region if region in regions(country) else ""
    form = CountryForm(country, initial={"country": country or "US", "region": region})
    found = FileDays(proposals(country, region, years) if country else [])
    return _page(request, calendar, form, found)


@require_POST
@administrators_only
def read_file(request: DeskRequest, pk: int) -> HttpResponse:
    """Show the all-day events of an iCalendar file, to be confirmed."""
    calendar = _calendar(pk)
    form, file = CountryForm("", initial={"country": "US"}), request.FILES.get("file")
    if file is None:
        return _page(request, calendar, form, FileDays(), refusal=_("Choose a file."), status=422)
    try:
        read = closed_days(file.read(), since=request.at.date())
    except CalendarFileRefused as error:
        return _page(request, calendar, form, FileDays(), refusal=str(error), status=422)
    refusal = "" if read.days else _("No whole days from today on are in this file.")
    return _page(request, calendar, form, read, refusal=refusal)


def _page(
    request: DeskRequest,
    calendar: Calendar,
    form: CountryForm,
    found: FileDays,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    known = set(calendar.versions.latest("number").spec["holidays"])
    context = {
        "calendar": calendar,
        "form": form,
        "refusal": refusal,
        "left_out": found.left_out[:MOST_TOLD],
        "more_left_out": max(0, len(found.left_out) - MOST_TOLD),
        "found": [(one, one.day.isoformat() in known) for one in found.days],
    }
    return render(request, "setup/holidays.html", context, status=status)


@require_POST
@administrators_only
def confirm(request: DeskRequest, pk: int) -> HttpResponse:
    """Add the confirmed days to the calendar: a new version, in force at once."""
    calendar = _calendar(pk)
    names = dict(filter(None, map(_named, request.POST.getlist("day"))))
    if not names:
        messages.error(request, _("No day was chosen."))
        return redirect("setup:holidays", pk)
    version = calendar.versions.latest("number")
    spec = {**version.spec, "holidays": sorted({*version.spec["holidays"], *names})}
    with transaction.atomic():
        actor = actor_of(request.reader)
        run = edit_calendar(
            calendar, spec, names={**version.names, **names}, by=actor, at=request.at
        )
        event = SettingChanged(
            what="calendars", setting=calendar.pk, act="changed", fields="holidays"
        )
        record(event, by=actor_of(request.reader), at=request.at)
    messages.success(
        request, _("%(count)d days are in the calendar from now on.") % {"count": len(names)}
    )
    return redirect("setup:recount", run.pk) if run else redirect("setup:calendar", pk)


def _named(text: str) -> tuple[str, str] | None:
    day, _blank, name = text.partition(" ")
    try:
        return date.fromisoformat(day).isoformat(), name.strip()[:120]
    except ValueError:
        return None
