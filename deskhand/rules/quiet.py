"""When somebody may be told something: after his quiet hours, or at the time of his digest.

Hours are those on the wall of a time zone. A window that ends before it begins goes over
midnight; one that begins where it ends is none.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEKEND = (5, 6)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of rest in a zone, each day; with `weekends` also the whole of them."""

    zone: ZoneInfo
    begins: time | None = None
    ends: time | None = None
    weekends: bool = False


def over_at(quiet: Quiet, at: datetime) -> datetime:
    """Return the first instant from `at` on (UTC) that is not quiet; `at` itself outside."""
    # A week of nothing but rest cannot be: a window is shorter than a day.
    for _window in range(20):
        end = _end_of_window(quiet, at)
        if end is None:
            return at
        at = end
    return at


def next_hour(at: datetime) -> datetime:
    """Return the full hour after an instant."""
    return at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def next_daily(when: time, zone: ZoneInfo, at: datetime) -> datetime:
    """Return when it is next this time on the wall of a zone, later than `at` (UTC).

    A time that a change of the clocks leaves out comes an hour later.
    """
    today = at.astimezone(zone).date()
    moments = (_instant(today + timedelta(days=days), when, zone) for days in range(3))
    return next(moment for moment in moments if moment > at)


def _end_of_window(quiet: Quiet, at: datetime) -> datetime | None:
    local = at.astimezone(quiet.zone)
    if quiet.weekends and local.weekday() in WEEKEND:
        monday = local.date() + timedelta(days=7 - local.weekday())
        return _instant(monday, time(), quiet.zone)
    if quiet.begins is None or quiet.ends is None or quiet.begins == quiet.ends:
        return None
    for day in (local.date() - timedelta(days=1), local.date()):
        begin = _instant(day, quiet.begins, quiet.zone)
        goes_over_midnight = quiet.ends < quiet.begins
        end = _instant(day + timedelta(days=goes_over_midnight), quiet.ends, quiet.zone)
        if begin <= at < end:
            return end
    return None


def _instant(day: date, when: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, when, tzinfo=zone).astimezone(UTC)
