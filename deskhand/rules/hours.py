"""A calendar of business hours, and how its text is read.

The text has four parts: `tz` (a zone name), `weekly` ({"mon": [["07:30", "17:00"]], ...}),
`holidays` (["2026-12-25", ...]) and `exceptions` ({"2026-12-24": [["07:30", "12:00"]]}).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from deskhand.rules.almanac import Almanac, Hours, micros

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PARTS = ("tz", "weekly", "holidays", "exceptions")
_TIME = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MIDNIGHT = 24 * 60


class CalendarError(ValueError):
    """A calendar that makes no sense, with the reason in one line."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Business hours of one place: a weekly pattern, holidays, and dates with hours of their own.

    An interval belongs to the local date on which it starts. A holiday removes the intervals
    it owns and nothing else: the tail of the evening before still counts. An exception
    replaces whatever its date had, holiday or not. With `then` it is another calendar from an
    instant on; zone and named days are those of each.
    """

    zone: ZoneInfo
    weekly: tuple[Hours, ...]  # seven, Monday first
    holidays: frozenset[date] = frozenset()
    exceptions: Mapping[date, Hours] = field(default_factory=dict, hash=False)
    then: "tuple[datetime, Calendar] | None" = None
    almanac: Almanac = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        almanac = Almanac(self.zone, self._hours_of)
        if self.then is not None:
            at, later = self.then
            almanac = almanac.followed(micros(at), later.almanac)
        object.__setattr__(self, "almanac", almanac)

    def followed(self, at: datetime, later: "Calendar") -> "Calendar":
        """Return this calendar until an instant, and another from then on."""
        if self.then is not None and self.then[0] < at:
            since, between = self.then
            return replace(self, then=(since, between.followed(at, later)))
        return replace(self, then=(at, later))

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> "Calendar":
        """Read a calendar from its text. Raises CalendarError with the first fault found.

        `24:00` is a legal end; an end not after its start runs into the next day; intervals
        that overlap or touch are one. Only the zone is required: no hours is "never open".
        """
        if not isinstance(spec, Mapping):
            raise CalendarError(
                "a calendar must be an object with tz, weekly, holidays, exceptions"
            )
        unknown = sorted(str(part) for part in spec if part not in _PARTS)
        if unknown:
            raise CalendarError(f"a calendar has no part {unknown[0]!r:.40}")
        return cls(
            zone=_zone(spec.get("tz")),
            weekly=_weekly(spec.get("weekly", {})),
            holidays=_holidays(spec.get("holidays", [])),
            exceptions=_exceptions(spec.get("exceptions", {})),
        )

    def at(self, day: date) -> "Calendar":
        """Return the calendar that holds at the end of a local date."""
        if self.then is None or day < self.then[0].astimezone(self.then[1].zone).date():
            return self
        return self.then[1].at(day)

    def hours_of(self, day: date) -> Hours:
        """Return what a local date owns, in minutes after its midnight."""
        return self.at(day)._hours_of(day)

    def is_holiday(self, day: date) -> bool:
        """Whether a date that would have had hours is a holiday."""
        held = self.at(day)
        return day in held.holidays and bool(held.weekly[day.weekday()])

    def is_special(self, day: date) -> bool:
        """Whether a date has hours of its own."""
        return day in self.at(day).exceptions

    @property
    def named_days(self) -> frozenset[date]:
        """All holidays and dates with hours of their own, of whatever follows too."""
        own = self.holidays | self.exceptions.keys()
        return own if self.then is None else own | self.then[1].named_days

    def _hours_of(self, day: date) -> Hours:
        replaced = self.exceptions.get(day)
        if replaced is not None:
            return replaced
        return () if day in self.holidays else self.weekly[day.weekday()]


def _zone(name: object) -> ZoneInfo:
    if not isinstance(name, str) or not name:
        raise CalendarError("tz must be the name of a time zone, such as Europe/London")
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise CalendarError(f"tz {name!r:.60} is no known time zone") from None


def _weekly(weekly: object) -> tuple[Hours, ...]:
    if not isinstance(weekly, Mapping):
        raise CalendarError("weekly must be an object of weekdays")
    unknown = [str(day) for day in weekly if day not in WEEKDAYS]
    if unknown:
        raise CalendarError(f"weekly has no day {unknown[0]!r:.40}; days are mon to sun")
    return tuple(_hours(weekly.get(day, []), day) for day in WEEKDAYS)


def _holidays(days: object) -> frozenset[date]:
    if not isinstance(days, list | tuple | set | frozenset):
        raise CalendarError("holidays must be a list of dates")
    return frozenset(_date(day, "holidays") for day in days)


def _exceptions(exceptions: object) -> dict[date, Hours]:
    if not isinstance(exceptions, Mapping):
        raise CalendarError("exceptions must be an object of dates")
    return {_date(day, "exceptions"): _hours(h, str(day)) for day, h in exceptions.items()}


def _date(text: object, where: str) -> date:
    if isinstance(text, str) and _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise CalendarError(f"{where}: {text!r:.40} is no date (YYYY-MM-DD)")


def _hours(intervals: object, where: str) -> Hours:
    if not isinstance(intervals, list | tuple):
        raise CalendarError(f"{where}: hours must be a list of [start, end]")
    return tuple(sorted(_interval(pair, where) for pair in intervals))


def _interval(pair: object, where: str) -> tuple[int, int]:
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        raise CalendarError(f"{where}: an interval must be [start, end]")
    start, end = (_minute(text, where) for text in pair)
    if start == _MIDNIGHT:
        raise CalendarError(f"{where}: 24:00 can only be an end")
    return start, end if end > start else end + _MIDNIGHT


def _minute(text: object, where: str) -> int:
    found = _TIME.fullmatch(text) if isinstance(text, str) else None
    minute = int(found[1]) * 60 + int(found[2]) if found else _MIDNIGHT + 1
    if minute > _MIDNIGHT:
        raise CalendarError(f"{where}: {text!r:.40} is no time of day (HH:MM, up to 24:00)")
    return minute
