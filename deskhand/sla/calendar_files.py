"""Whole days of an iCalendar file (RFC 5545), as proposals for a calendar.

A file of many events with a broken one gives the others; what was left out is told with its reason.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import icalendar
from dateutil.rrule import rrulestr
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deskhand.sla.holidays import Proposal

MOST_DAYS = 500
# A rule that never comes true is looked for through all years: so many are read of one file.
MOST_SERIES = 100
LARGEST_FILE = 1024 * 1024
LONGEST = 31  # days
# How many years what comes again is carried on.
YEARS_AHEAD = 5
DAY = timedelta(days=1)
# What else a rule may say; more of a daily one might take forever to come true.
PARTS = {
    "YEARLY": {"BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "BYYEARDAY", "BYWEEKNO"},
    "MONTHLY": {"BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS"},
    "WEEKLY": {"BYDAY"},
    "DAILY": set(),
}
ALWAYS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}


class CalendarFileRefused(ValueError):
    """The file is no iCalendar file that we can read; the text says why."""


class _LeftOut(Exception):
    """One event cannot be taken; the text says why."""


@dataclass(slots=True)
class FileDays:
    """What a file proposes, oldest first, and what of it was left out, in sentences."""

    days: list[Proposal] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def closed_days(content: bytes, *, since: date) -> FileDays:
    """Return the whole days of a file from a date on.

    Events of several days give each of them; what comes again is carried on for five years, and
    what was cancelled or moved is left out or moved. Raises CalendarFileRefused.
    """
    events = _events(content)
    read, told = FileDays(), _Told()
    moved = _moved(events)
    series = 0
    for event in events:
        try:
            if (days := _days(event, since, moved, told, may_repeat=series < MOST_SERIES)) is None:
                continue
            series += "RRULE" in event
            read.days += days
        except _LeftOut as why:
            words = _("“%(name)s” was left out: %(why)s")
            read.left_out.append(words % {"name": _name(event) or "?", "why": why})
    read.days = sorted(set(read.days))
    read.left_out += told.sentences()
    if len(read.days) > MOST_DAYS:
        read.left_out.append(_("Only the first %(count)d days are shown.") % {"count": MOST_DAYS})
        read.days = read.days[:MOST_DAYS]
    return read


@dataclass(slots=True)
class _Told:
    """What is left out in any case: how many."""

    cancelled: int = 0
    hours: int = 0

    def sentences(self) -> Iterator[str]:
        if self.hours:
            words = ngettext(
                "%(count)d event with hours was left out: only whole days are read.",
                "%(count)d events with hours were left out: only whole days are read.",
                self.hours,
            )
            yield words % {"count": self.hours}
        if self.cancelled:
            words = ngettext(
                "%(count)d cancelled event was left out.",
                "%(count)d cancelled events were left out.",
                self.cancelled,
            )
            yield words % {"count": self.cancelled}


def _events(content: bytes) -> list[Any]:
    if len(content) > LARGEST_FILE:
        raise CalendarFileRefused(_("The file is larger than 1 MB."))
    if b"BEGIN:VCALENDAR" not in content.upper():
        words = _("This is not an iCalendar file: it has no line BEGIN:VCALENDAR.")
        raise CalendarFileRefused(words)
    if b"END:VCALENDAR" not in content.upper():
        words = _("The file is broken off: its last line, END:VCALENDAR, is missing.")
        raise CalendarFileRefused(words)
    try:
        found = icalendar.Calendar.from_ical(content, multiple=True)
        return [event for calendar in found for event in calendar.walk("VEVENT")]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        words = _("The file cannot be read: %(why)s") % {"why": str(error)[:200]}
        raise CalendarFileRefused(words) from error


def _moved(events: Iterable[Any]) -> dict[str, set[date]]:
    """The days of each series that events of their own stand for."""
    moved: dict[str, set[date]] = {}
    for event in events:
        instead = _when(event, "RECURRENCE-ID")
        if instead is not None:
            moved.setdefault(str(event.get("UID", "")), set()).add(_date(instead))
    return moved


def _days(
    event: Any, since: date, moved: dict[str, set[date]], told: _Told, *, may_repeat: bool
) -> list[Proposal] | None:
    """Return the days of an event; None where it is cancelled, or has hours."""
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        told.cancelled += 1
        return None
    begin = _when(event, "DTSTART")
    if begin is None:
        raise _LeftOut(_broken(event, "DTSTART") or _("it says no day."))
    end = _end(event, begin)
    if not _is_midnight(begin) or not _is_midnight(end):
        told.hours += 1
        return None
    first, length = _date(begin), min(max((_date(end) - _date(begin)).days, 1), LONGEST)
    starts = [first]
    if "RRULE" in event or _broken(event, "RRULE"):
        if not may_repeat:
            raise _LeftOut(_("too many events of this file come again and again."))
        starts = _coming_again(event, first, since)
        gone = _exceptions(event) | moved.get(str(event.get("UID", "")), set())
        starts = [start for start in starts if start not in gone]
    days = (start + n * DAY for start in starts for n in range(length))
    return [Proposal(day, _name(event)) for day in days if day >= since]


def _name(event: Any) -> str:
    return str(event.get("SUMMARY", "")).replace("\0", "").strip()[:120]


def _when(event: Any, name: str) -> date | None:
    """Return a day or an instant of an event; None where it is missing or broken."""
    value = _value(event, name)
    return value if isinstance(value, date) else None


def _value(event: Any, name: str) -> Any:
    return None if _broken(event, name) else getattr(event.get(name), "dt", None)


def _broken(event: Any, name: str) -> str:
    """Say of a line that cannot be read what is wrong with it; nothing where nothing is."""
    for line, why in event.errors:
        if line == name:
            words = _("its line %(line)s cannot be read (%(why)s).")
            return words % {"line": name, "why": str(why)[:120]}
    return ""


def _end(event: Any, begin: date) -> date:
    if (wrong := _broken(event, "DTEND") or _broken(event, "DURATION")) != "":
        raise _LeftOut(wrong)
    if (end := _when(event, "DTEND")) is not None:
        return end
    length = _value(event, "DURATION")
    try:
        if isinstance(length, timedelta):
            return begin + length
        return begin if isinstance(begin, datetime) else begin + DAY
    except OverflowError:
        raise _LeftOut(_("it never ends.")) from None


def _is_midnight(when: date) -> bool:
    """Some programs write a whole day as from midnight to midnight, in their own zone."""
    return not isinstance(when, datetime) or when.time() == time.min


def _date(when: date) -> date:
    return when.date() if isinstance(when, datetime) else when


def _coming_again(event: Any, first: date, since: date) -> list[date]:
    """Return the days on which an event that comes again begins, up to five years on."""
    if (wrong := _broken(event, "RRULE")) != "":
        raise _LeftOut(wrong)
    rule = event.get("RRULE")
    if isinstance(rule, list):
        raise _LeftOut(_("it comes again by more than one rule."))
    last = min(date(since.year + YEARS_AHEAD, 12, 31), date.max)
    begin = datetime.combine(max(since - LONGEST * DAY, date.min + LONGEST * DAY), time.min)
    try:
        _check(rule)
        told = rrulestr(_told(rule), dtstart=datetime.combine(first, time.min))
        found = told.between(begin, datetime.combine(last, time.max), inc=True)
    except (ValueError, TypeError, OverflowError, IndexError, KeyError) as error:
        words = _("how it comes again is not understood (%(why)s).")
        raise _LeftOut(words % {"why": rule.to_ical().decode("utf-8", "replace")[:120]}) from error
    return [when.date() for when in found]


def _check(rule: Any) -> None:
    frequency = str(rule.get("FREQ", [""])[0]).upper()
    if frequency not in PARTS or not set(rule) <= ALWAYS | PARTS[frequency]:
        raise ValueError(frequency)
    if any(int(number) < 1 for name in ("INTERVAL", "COUNT") for number in rule.get(name, [])):
        raise ValueError("never")


def _told(rule: Any) -> str:
    """The rule, its last day as a day without hours and zone, as all others here."""
    kept = []
    for part in rule.to_ical().decode().split(";"):
        name, _equals, value = part.partition("=")
        kept.append(f"UNTIL={value[:8]}T235959" if name.upper() == "UNTIL" else part)
    return ";".join(kept)


def _exceptions(event: Any) -> set[date]:
    lines = [] if _broken(event, "EXDATE") else event.get("EXDATE", [])
    lines = lines if isinstance(lines, list) else [lines]
    return {_date(each.dt) for line in lines for each in getattr(line, "dts", [])}
