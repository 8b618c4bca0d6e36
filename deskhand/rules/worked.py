"""Work on the wall clock: from a time of day to another, in a zone, as instants; elapsed time
counts, so nights on which the clocks change are shorter or longer."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


class NoSuchTime(ValueError):
    """The clocks went forward over this time of day; the text is the time."""


def stretch(day: date, begin: time, end: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the instants of work that began on a day, in UTC; an end that is not later than the
    beginning is on the day after.

    Of a time that came twice, the first is meant, unless the work ended before it began. Raises
    NoSuchTime.
    """
    last = day if end > begin else day + timedelta(days=1)
    began, ended = _instant(day, begin, zone), _instant(last, end, zone)
    if ended <= began:
        ended = _instant(last, end, zone, fold=1)
    return began, ended


def day_seconds(day: date, zone: ZoneInfo) -> int:
    """How long a day is: a day and a night, or an hour less or more when the clocks change."""
    midnight = datetime.combine(day, time(), zone).astimezone(UTC)
    next_one = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    return int((next_one - midnight).total_seconds())


def overlap(
    began: datetime, ended: datetime, others: Iterable[tuple[datetime, datetime]]
) -> timedelta:
    """How much of some work lies within other work, which does not overlap itself."""
    shared = (min(ended, until) - max(began, since) for since, until in others)
    return sum((span for span in shared if span > timedelta()), timedelta())


def _instant(day: date, clock: time, zone: ZoneInfo, *, fold: int = 0) -> datetime:
    local = datetime.combine(day, clock.replace(fold=fold), zone)
    instant = local.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime(f"{clock:%H:%M}")
    return instant
