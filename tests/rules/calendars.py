"""Calendars that the tests of this room share, and short ways to write instants."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from deskhand.rules.worktime import Calendar

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
ALL_DAYS = (*WORKDAYS, "sat", "sun")
H = timedelta(hours=1)
MIN = timedelta(minutes=1)


def weekly(hours, days=WORKDAYS):
    return dict.fromkeys(days, hours)


def calendar(hours=(("09:00", "17:00"),), *, tz="UTC", days=WORKDAYS, **parts):
    return Calendar.from_spec({"tz": tz, "weekly": weekly(hours, days), **parts})


OFFICE = calendar()
LONDON = calendar(tz="Europe/London", holidays=["2026-12-25"])
PACK_A = calendar((("07:30", "17:00"),), tz="America/Los_Angeles", holidays=["2026-11-26"])
NIGHTS = calendar((("20:00", "04:00"),), tz="America/New_York", days=ALL_DAYS)
ALWAYS = calendar((("00:00", "24:00"),), days=ALL_DAYS)
NEVER = calendar(())


def utc(text):
    """2026-06-10 09:00, or 10 09:00 for a day of June 2026: Mon 8, Wed 10, Fri 12."""
    if text.count("-") == 0:
        day, time = text.split()
        text = f"2026-06-{int(day):02} {time}"
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(text, tz):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(tz)).astimezone(UTC)
