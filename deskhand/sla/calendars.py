"""Calendars and their versions: a saved one is never changed, a change is a new version."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from deskhand.jobs.memory import remembered
from deskhand.rules import worktime
from deskhand.rules.worktime import CalendarError
from deskhand.sla.models import Calendar, CalendarVersion


def spec_hash(spec: dict[str, Any]) -> str:
    """A name for what a calendar says, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()


def save_version(
    calendar: Calendar,
    spec: dict[str, Any],
    *,
    at: datetime,
    names: dict[str, str] | None = None,
    valid_from: datetime | None = None,
) -> CalendarVersion:
    """Put a new version into force, at once or later; the same text again changes nothing.

    `names` are those of the holidays, by date. Raises CalendarError when the spec makes no
    sense, or was to hold in the past.
    """
    if valid_from is not None and valid_from < at:
        raise CalendarError(_("It cannot hold from the past: what was promised then stays."))
    worktime.Calendar.from_spec(spec)
    latest = calendar.versions.order_by("-number").first()
    kept = (latest.names if latest else {}) if names is None else names
    named = {day: kept[day] for day in spec["holidays"] if kept.get(day)}
    if latest is not None and latest.spec_hash == spec_hash(spec) and latest.names == named:
        return latest
    return CalendarVersion.objects.create(
        calendar=calendar,
        number=latest.number + 1 if latest else 1,
        valid_from=valid_from or at,
        spec=spec,
        names=named,
        spec_hash=spec_hash(spec),
    )


def version_at(calendar: Calendar, at: datetime) -> CalendarVersion:
    """Return the version in force at an instant; the first one for instants before it."""
    versions = _versions(calendar)
    return next((each for each in versions if each.valid_from <= at), versions[-1])


def versions_after(version: CalendarVersion) -> list[CalendarVersion]:
    """Return the versions that follow one and are known already, the next first."""
    found: list[CalendarVersion] = []
    for each in reversed(_versions(version.calendar)):
        if each.number > version.number:
            # One that was made later but holds earlier takes the place of those after it.
            found = [one for one in found if one.valid_from < each.valid_from]
            found.append(each)
    return found


@remembered
def _versions(calendar: Calendar) -> list[CalendarVersion]:
    """The versions of a calendar, the newest first; there is always one."""
    return list(calendar.versions.order_by("-number"))


def arithmetic(version: CalendarVersion) -> worktime.Calendar:
    """Return the calendar to compute with; read once per spec, since versions never change."""
    known = _known.get((version.spec_hash, ()))
    return known if known is not None else _learn((version.spec_hash, ()), _read(version))


# From when on, the key of a version and the name of what it says.
Following = tuple[datetime, int, str]
_known: dict[tuple[str, tuple[Following, ...]], worktime.Calendar] = {}
MOST_KNOWN = 512


def followed(version: CalendarVersion, changes: tuple[Following, ...]) -> worktime.Calendar:
    """Return the hours of a version, and from each instant on those of another."""
    if not changes:
        return arithmetic(version)
    key = version.spec_hash, changes
    if (known := _known.get(key)) is not None:
        return known
    rule = arithmetic(version)
    for at, other, _hash in changes:
        rule = rule.followed(at, arithmetic(CalendarVersion.objects.get(pk=other)))
    return _learn(key, rule)


def _read(version: CalendarVersion) -> worktime.Calendar:
    return worktime.Calendar.from_spec(version.spec)


def _learn(key: tuple[str, tuple[Following, ...]], rule: worktime.Calendar) -> worktime.Calendar:
    if len(_known) >= MOST_KNOWN:
        _known.clear()
    return _known.setdefault(key, rule)
