"""Other libraries on the same calendars. Runs where they are installed, apart from ours.

`python bench/calendar_peers.py NAME` reads one JSON object a line and answers each with one:

- {"calendar", "op", "args"}: `add` or `between` of the vectors, answered with {"result"}, or with
  {"cannot"} where the library has no way to say it;
- {"calendar", "op", "cases", "seconds"}: the same on many inputs, over and over for so long;
  answered with {"a_second"}, the calls of the library alone.
"""

import json
import math
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date, datetime
from datetime import time as clock
from typing import Any
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UTC = ZoneInfo("UTC")
Call = Callable[[], Any]


class Cannot(Exception):
    """The library cannot express this calendar, or this operation."""


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def at(text: str) -> clock:
    if text == "24:00":
        raise Cannot("24:00")
    return clock.fromisoformat(text)


def shown(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


class BusinessTimeDelta:
    """Any intervals within a day, in any zone."""

    def __init__(self, spec: dict[str, Any]) -> None:
        import businesstimedelta as lib
        import pytz

        if spec.get("exceptions"):
            raise Cannot("dates with hours of their own")
        zone = pytz.timezone(spec["tz"])
        # It fails where no holiday follows for years: give it some, beyond all cases.
        days = [*spec["holidays"], "2031-01-01", "2035-01-01", "2039-01-01"]
        holidays = {date.fromisoformat(day): "holiday" for day in days}
        off = lib.HolidayRule(holidays, tz=zone)
        rules = [
            lib.WorkDayRule(at(start), at(end), working_days=[number], tz=zone)
            for number, day in enumerate(DAYS)
            for start, end in spec["weekly"].get(day, [])
        ]
        self.delta = lib.BusinessTimeDelta
        self.rules = lib.Rules([*rules, off])

    def add(self, start: str, seconds: int) -> tuple[Call, Callable[[Any], Any]]:
        if seconds < 0:
            raise Cannot("negative")
        begin, amount = instant(start), self.delta(self.rules, seconds=seconds)
        return lambda: begin + amount, shown

    def between(self, begin: str, end: str) -> tuple[Call, Callable[[Any], Any]]:
        low, high = instant(begin), instant(end)
        return (
            lambda: self.rules.difference(low, high),
            lambda found: found.hours * 3600 + found.seconds,
        )


class BusinessDuration:
    """One interval, the same on every working day; knows no zones, so local times are given."""

    def __init__(self, spec: dict[str, Any]) -> None:
        from business_duration import businessDuration

        open_days = {day: hours for day, hours in spec["weekly"].items() if hours}
        same = {json.dumps(hours) for hours in open_days.values()}
        if spec.get("exceptions") or len(same) != 1 or len(next(iter(open_days.values()))) != 1:
            raise Cannot("more than one interval for all days")
        [[start, end]] = next(iter(open_days.values()))
        if at(end) <= at(start):
            raise Cannot("past midnight")
        self.zone = ZoneInfo(spec["tz"])
        self.given = {
            "starttime": at(start),
            "endtime": at(end),
            "weekendlist": [n for n, day in enumerate(DAYS) if day not in open_days],
            "holidaylist": {date.fromisoformat(day): "holiday" for day in spec["holidays"]},
            "unit": "sec",
        }
        self.call = businessDuration

    def add(self, start: str, seconds: int) -> tuple[Call, Callable[[Any], Any]]:
        raise Cannot("adding")

    def between(self, begin: str, end: str) -> tuple[Call, Callable[[Any], Any]]:
        low, high = (instant(x).astimezone(self.zone).replace(tzinfo=None) for x in (begin, end))
        if high < low:
            raise Cannot("negative")
        return (
            lambda: self.call(startdate=low, enddate=high, **self.given),
            lambda found: round(found) if math.isfinite(found) else 0,
        )


class Pandas:
    """CustomBusinessHour: adds whole hours, with the same intervals on every working day."""

    def __init__(self, spec: dict[str, Any]) -> None:
        import pandas

        open_days = {day: hours for day, hours in spec["weekly"].items() if hours}
        if spec.get("exceptions") or len({json.dumps(hours) for hours in open_days.values()}) != 1:
            raise Cannot("days that differ")
        hours = next(iter(open_days.values()))
        if any(at(end) <= at(start) for start, end in hours):
            raise Cannot("past midnight")
        self.pandas, self.zone = pandas, spec["tz"]
        self.given = {
            "start": [start for start, _end in hours],
            "end": [end for _start, end in hours],
            "weekmask": " ".join(day.capitalize() for day in open_days),
            "holidays": spec["holidays"],
        }

    def add(self, start: str, seconds: int) -> tuple[Call, Callable[[Any], Any]]:
        if seconds <= 0 or seconds % 3600:
            raise Cannot("other than whole hours")
        begin = self.pandas.Timestamp(start).tz_convert(self.zone)
        offset = self.pandas.offsets.CustomBusinessHour(n=seconds // 3600, **self.given)
        return lambda: begin + offset, lambda found: shown(found.to_pydatetime())

    def between(self, begin: str, end: str) -> tuple[Call, Callable[[Any], Any]]:
        raise Cannot("measuring")


LIBRARIES = {
    "businesstimedelta": BusinessTimeDelta,
    "business-duration": BusinessDuration,
    "pandas": Pandas,
}


def main() -> None:
    library = LIBRARIES[sys.argv[1]]
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = _timed(library, asked) if "cases" in asked else _answered(library, asked)
        except Cannot as reason:
            answer = {"cannot": str(reason)}
        except Exception as error:
            answer = {"failed": type(error).__name__}
        print(json.dumps(answer), flush=True)


def _call(calendar: Any, op: str, args: dict[str, Any]) -> tuple[Call, Callable[[Any], Any]]:
    if op == "add":
        return calendar.add(args["start"], args["seconds"])
    return calendar.between(args["from"], args["to"])


def _answered(library: type, asked: dict[str, Any]) -> dict[str, Any]:
    call, told = _call(library(asked["calendar"]), asked["op"], asked["args"])
    return {"result": told(call())}


def _timed(library: type, asked: dict[str, Any]) -> dict[str, Any]:
    calendar = library(asked["calendar"])
    calls = [_call(calendar, asked["op"], args)[0] for args in asked["cases"]]
    return {"a_second": rate(calls, seconds=asked["seconds"])}


def rate(calls: Iterable[Call], *, seconds: float) -> float:
    """Make calls, over and over; returns how many in a second of the processor's time, which
    other programs on the machine disturb least."""
    calls, done = list(calls), 0
    for call in calls[:10]:
        call()
    began = time.thread_time()
    while (spent := time.thread_time() - began) < seconds:
        for call in calls[:50]:
            call()
        done += len(calls[:50])
        calls = calls[50:] + calls[:50]
    return done / spent


if __name__ == "__main__":
    main()
