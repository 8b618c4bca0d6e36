"""Calendars and their versions: a saved one is never changed, a change is a new version."""

import hashlib
import json
from datetime import datetime
from functools import lru_cache
from typing import Any

from deskhand.jobs.memory import remembered
from deskhand.rules import worktime
from deskhand.sla.models import Calendar, CalendarVersion


def spec_hash(spec: dict[str, Any]) -> str:
    """A name for what a calendar says, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()


def save_version(
    calendar: Calendar, spec: dict[str, Any], *, at: datetime, names: dict[str, str] | None = None
) -> CalendarVersion:
    """Put a new version into force at once; the same text again changes nothing.

    `names` are those of the holidays, by date. Raises CalendarError when the spec makes no
    sense.
    """
    worktime.Calendar.from_spec(spec)
    latest = calendar.versions.order_by("-number").first()
    kept = (latest.names if latest else {}) if names is None else names
    named = {day: kept[day] for day in spec["holidays"] if kept.get(day)}
    if latest is not None and latest.spec_hash == spec_hash(spec) and latest.names == named:
        return latest
    return CalendarVersion.objects.create(
        calendar=calendar,
        number=latest.number + 1 if latest else 1,
        valid_from=at,
        spec=spec,
        names=named,
        spec_hash=spec_hash(spec),
    )


def version_at(calendar: Calendar, at: datetime) -> CalendarVersion:
    """Return the version in force at an instant; the first one for instants before it."""
    versions = _versions(calendar)
    return next((each for each in versions if each.valid_from <= at), versions[-1])


@remembered
def _versions(calendar: Calendar) -> list[CalendarVersion]:
    """The versions of a calendar, the newest first; there is always one."""
    return list(calendar.versions.order_by("-number"))


def arithmetic(version: CalendarVersion) -> worktime.Calendar:
    """Return the calendar to compute with; read once per spec, since versions never change."""
    return _arithmetic(version.spec_hash, json.dumps(version.spec))


@lru_cache(maxsize=256)
def _arithmetic(_hash: str, spec: str) -> worktime.Calendar:
    return worktime.Calendar.from_spec(json.loads(spec))
