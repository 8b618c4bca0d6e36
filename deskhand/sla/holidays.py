"""Days on which nobody works, proposed by country and region, or read from a calendar file.

They are proposals: an administrator confirms each before it is in a calendar.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib import resources
from typing import Any

import holidays
import icalendar

MOST_DAYS = 500
LARGEST_FILE = 1024 * 1024
# How many years a yearly event of a file is carried on.
YEARS_AHEAD = 5


@dataclass(frozen=True, slots=True, order=True)
class Proposal:
    """A day that may be a holiday, and its name."""

    day: date
    name: str


class CalendarFileRefused(ValueError):
    """The file is no iCalendar file that we can read; the text says why."""


@lru_cache(maxsize=1)
def countries() -> dict[str, str]:
    """Return code and English name of the countries whose holidays are known, by name."""
    names = {}
    table = resources.files("tzdata") / "zoneinfo" / "iso3166.tab"
    for line in table.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            code, _tab, name = line.partition("\t")
            names[code] = name
    known = holidays.list_supported_countries()
    return dict(sorted(((c, names[c]) for c in known if c in names), key=lambda row: row[1]))


def regions(country: str) -> list[str]:
    """Return the regions of a country that have holidays of their own; none for an unknown one."""
    return list(holidays.list_supported_countries().get(country, []))


def proposals(country: str, region: str, years: range) -> list[Proposal]:
    """Return the public holidays of these years, days in lieu included, oldest first."""
    if country not in countries() or (region and region not in regions(country)):
        return []
    found = holidays.country_holidays(country, subdiv=region or None, years=list(years))
    return sorted(Proposal(day, name[:120]) for day, name in found.items())


def closed_days(content: bytes, *, since: date) -> list[Proposal]:
    """Return the all-day events of an iCalendar file (RFC 5545) from a date on, oldest first.

    Events of several days give each of them; yearly ones are carried on for five years. Raises
    CalendarFileRefused.
    """
    if len(content) > LARGEST_FILE:
        raise CalendarFileRefused("The file is larger than 1 MB.")
    try:
        calendar = icalendar.Calendar.from_ical(content)
        events = list(calendar.walk("VEVENT"))
        days = [proposal for event in events for proposal in _days(event, since)]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise CalendarFileRefused("This is not an iCalendar file that can be read.") from error
    return sorted(set(days))[:MOST_DAYS]


def _days(event: Any, since: date) -> list[Proposal]:
    begin = event.decoded("DTSTART")
    if isinstance(begin, datetime) or not isinstance(begin, date):
        return []
    end = event.decoded("DTEND") if "DTEND" in event else begin + timedelta(days=1)
    length = min(max((end - begin).days, 1), 31)
    name = str(event.get("SUMMARY", "")).strip()[:120]
    starts = [begin]
    if "YEARLY" in (event.get("RRULE") or {}).get("FREQ", []):
        starts = [
            moved
            for year in range(since.year, since.year + YEARS_AHEAD + 1)
            if (moved := _in_year(begin, year)) is not None and moved >= begin
        ]
    found = [start + timedelta(days=n) for start in starts for n in range(length)]
    return [Proposal(day, name) for day in found if day >= since]


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None
