"""The clock on the wall: which instant a local day and time is, also on days when clocks change."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def instant(day: date, hour: time, zone: ZoneInfo) -> datetime | None:
    """Return the instant in UTC; None for a time that the clocks skip. Of one that comes twice
    it is the first."""
    found = datetime.combine(day, hour, zone).astimezone(UTC)
    told = found.astimezone(zone)
    return found if (told.date(), told.time()) == (day, hour) else None
