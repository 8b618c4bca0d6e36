"""Working time: open hours of a calendar added, taken away and measured, exact to the second.

Business time is elapsed time inside open intervals `[start, end)`: 20:00-04:00 is 7 hours on
the night clocks go forward and 9 on the night they go back. Instants are aware; answers are
in UTC.
"""

from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta

from deskhand.rules.almanac import EPOCH, Span, instant, length, micros
from deskhand.rules.hours import WEEKDAYS, Calendar, CalendarError

__all__ = [
    "WEEKDAYS",
    "Calendar",
    "CalendarError",
    "add",
    "between",
    "business_day",
    "close_of",
    "is_open",
    "next_open",
    "open_intervals",
    "openings",
    "sub",
]

EDGES = ("close", "open")
DAY_RULES = ("session", "date", "rollover")


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether the calendar is open: the opening instant is, the closing instant is not."""
    return calendar.almanac.is_open(micros(at))


def next_open(calendar: Calendar, at: datetime) -> datetime | None:
    """Return the instant itself when open, else the next opening; None when there is none."""
    return _instant(calendar.almanac.next_open(micros(at)))


def close_of(calendar: Calendar, at: datetime) -> datetime | None:
    """Return when the open period around an instant ends; None when closed or never closing."""
    return _instant(calendar.almanac.close_of(micros(at)))


def add(calendar: Calendar, start: datetime, amount: timedelta) -> datetime | None:
    """Return the earliest instant by which so much open time has passed since `start`.

    Time used up at closing ends at closing, not at the next opening. Nothing added is the
    start unchanged. A negative amount is taken away. None when the calendar never offers
    enough: no open time for ten years, or not within a hundred.
    """
    us = length(amount)
    if us < 0:
        return sub(calendar, start, -amount)
    return _instant(calendar.almanac.add(micros(start), us))


def sub(calendar: Calendar, end: datetime, amount: timedelta) -> datetime | None:
    """Return the latest instant from which so much open time remains until `end`.

    So never a closing time but the opening after it. None when there never was enough.
    """
    us = length(amount)
    if us < 0:
        return add(calendar, end, -amount)
    return _instant(calendar.almanac.sub(micros(end), us))


def between(calendar: Calendar, begin: datetime, end: datetime) -> timedelta:
    """Return the open time from one instant to another; negative when they are reversed."""
    try:
        return calendar.almanac.lapsed(begin - EPOCH, end - EPOCH)
    except TypeError:
        raise ValueError("an instant needs a time zone") from None


def open_intervals(
    calendar: Calendar, begin: datetime, end: datetime
) -> list[tuple[datetime, datetime]]:
    """Return the merged open intervals between two instants, cut off at both."""
    low, high = micros(begin), micros(end)
    if low >= high:
        return []
    span = calendar.almanac.around(low, high)
    intervals = []
    for i in range(bisect_right(span.ends, low), len(span.starts)):
        if span.starts[i] >= high:
            break
        intervals.append((instant(max(low, span.starts[i])), instant(min(high, span.ends[i]))))
    return intervals


def business_day(
    calendar: Calendar,
    received: datetime,
    n: int,
    *,
    edge: str = "close",
    rule: str = "session",
) -> datetime | None:
    """Return the close (or opening) of the N-th business day after receipt; None when never.

    A business day is a local date that owns hours. It opens at its first start and closes at
    its last end, which may lie on the following date. Day 1 is by rule

    - `session`: the first business day that has yet to open at the moment of receipt;
    - `date`: the first whose date is after the local date of receipt;
    - `rollover`: receipt at or after closing, or on a date without hours, counts as receipt
      on the following business day, and day 1 is the business day after that.

    Day 0 is the same business day: the close of the first one not yet closed, whatever edge
    and rule. Raises ValueError for a negative number, an unknown edge or rule.
    """
    if n < 0 or edge not in EDGES or rule not in DAY_RULES:
        raise ValueError("business days need n of 0 or more, a known edge and a known rule")
    rule = rule if n else "same"
    for span in calendar.almanac.forward(micros(received)):
        i = _first_day(span, calendar, received, rule) + max(n - 1, 0)
        if i < len(span.days):
            return instant(span.opens[i] if n and edge == "open" else span.closes[i])
    return None


def openings(calendar: Calendar, begin: datetime, end: datetime) -> int:
    """Count the business days that opened from one instant until before another."""
    low, high = micros(begin), micros(end)
    if low >= high:
        return 0
    span = calendar.almanac.around(low, high)
    return max(0, bisect_left(span.opens, high) - bisect_left(span.opens, low))


def _first_day(span: Span, calendar: Calendar, received: datetime, rule: str) -> int:
    """Return the index of day 1 in a span; it may lie behind the end."""
    at = micros(received)
    if rule == "session":
        return bisect_right(span.opens, at)
    today = received.astimezone(calendar.zone).toordinal()
    if rule == "same":
        # Two dates back: hours may reach past midnight, and a zone may skip a date.
        i = bisect_right(span.days, today - 3)
        while i < len(span.days) and span.closes[i] <= at:
            i += 1
        return i
    i = bisect_right(span.days, today)
    if rule == "date":
        return i
    open_today = i > 0 and span.days[i - 1] == today and at < span.closes[i - 1]
    return i if open_today else i + 1


def _instant(us: int | None) -> datetime | None:
    return None if us is None else instant(us)
