"""A calendar as pictures: the week as strips of open time, a year as days open and closed."""

import calendar as months
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from deskhand.rules.worktime import Calendar, close_of, is_open, next_open, open_intervals
from deskhand.web.promises import span_words

# One unit of the strip is six minutes; a day has 240.
UNITS = 240
STEP, BLOCK = 15, 131
ROW = 121
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Strip:
    """A day of the week: its bars in units of the strip, and its open time in words."""

    bars: list[tuple[float, float]]
    open_time: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the year: open, early (closes early or has other hours), closed or weekend."""

    x: int
    y: int
    kind: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Year:
    """The picture of a year."""

    number: int
    names: list[tuple[int, int, str]]
    cells: list[Cell]
    open_days: int


def now_words(rule: Calendar, zone: str, *, at: datetime) -> str:
    """Say whether it is open now, until when, or when it opens next."""
    local = at.astimezone(ZoneInfo(zone))
    here = f"{local:%H:%M}"
    if is_open(rule, at):
        closes = close_of(rule, at)
        if closes is None:
            return _("It is %(time)s there: always open.") % {"time": here}
        left = span_words(closes - at)
        return _("It is %(time)s there: open for another %(left)s.") % {"time": here, "left": left}
    opens = next_open(rule, at)
    if opens is None:
        return _("It is %(time)s there: closed, and it never opens again.") % {"time": here}
    words = span_words(opens - at)
    return _("It is %(time)s there: closed, opens in %(span)s.") % {"time": here, "span": words}


def strip_of(hours: list[list[str]]) -> Strip:
    """Draw the hours of one day of the week; what runs past midnight is cut off there."""
    bars = []
    minutes = 0
    for begin, end in hours:
        start, stop = _minutes(begin), _minutes(end)
        stop = stop if stop > start else stop + 24 * 60
        minutes += stop - start
        bars.append((start / 6, min(stop, 24 * 60) / 6 - start / 6))
    return Strip(bars, _length(minutes) if minutes else "")


def week_words(weekly: dict[str, list[list[str]]]) -> str:
    """Say how much of a usual week is open."""
    minutes = 0
    for hours in weekly.values():
        for begin, end in hours:
            length = _minutes(end) - _minutes(begin)
            minutes += length if length > 0 else length + 24 * 60
    return _("%(length)s a week") % {"length": _length(minutes)}


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not rest:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


def _minutes(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def year_of(rule: Calendar, spec: dict[str, Any], names: dict[str, str], number: int) -> Year:
    """Draw a year: four months in a row, a column for each day of the week."""
    open_on = _open_dates(rule, spec["tz"], number)
    labels, cells = [], []
    for month in range(1, 13):
        left, top = (month - 1) % 4 * BLOCK, (month - 1) // 4 * ROW
        labels.append((left, top + 11, str(MONTHS[month])))
        first = date(number, month, 1).weekday()
        for day in range(1, months.monthrange(number, month)[1] + 1):
            on = date(number, month, day)
            place = first + day - 1
            x, y = left + place % 7 * STEP, top + 19 + place // 7 * STEP
            kind = _kind(on, spec, is_open_day=on in open_on)
            cells.append(Cell(x, y, kind, _title(on, kind, names)))
    return Year(number, labels, cells, len(open_on))


def _open_dates(rule: Calendar, zone: str, year: int) -> set[date]:
    place = ZoneInfo(zone)
    begin = datetime.combine(date(year, 1, 1), time(), place).astimezone(UTC)
    end = datetime.combine(date(year + 1, 1, 1), time(), place).astimezone(UTC)
    found = set()
    for start, stop in open_intervals(rule, begin, end):
        day, last = start.astimezone(place).date(), (stop - timedelta.resolution).astimezone(place)
        while day <= last.date():
            found.add(day)
            day += DAY
    return found


def _kind(on: date, spec: dict[str, Any], *, is_open_day: bool) -> str:
    text = on.isoformat()
    if text in spec["exceptions"] and spec["exceptions"][text]:
        return "early"
    if is_open_day:
        return "open"
    usual = spec["weekly"].get(("mon", "tue", "wed", "thu", "fri", "sat", "sun")[on.weekday()])
    return "closed" if usual else "weekend"


def _title(on: date, kind: str, names: dict[str, str]) -> str:
    if kind in {"open", "weekend"}:
        return ""
    name = names.get(on.isoformat(), "")
    words = _("closed") if kind == "closed" else _("other hours")
    return ": ".join(filter(None, (f"{on:%d.%m.}", name))) + f", {words}"
