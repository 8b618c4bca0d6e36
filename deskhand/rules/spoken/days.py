"""One day as it is said: tomorrow, next Tuesday, on the 12th, bis Freitag, 12.3., 2026-03-12."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from deskhand.rules.spoken.words import MONTHS, NUMBERS, UNITS, WEEKDAYS, any_of

# A date without a year that has gone by is next year's only where that is nearer.
HALF_A_YEAR = 183
_COUNT = rf"(?:\d{{1,3}}|{any_of(NUMBERS)})"
DAY = re.compile(
    rf"""
    \b(?:
      (?P<iso>\d{{4}}-\d{{2}}-\d{{2}})
    | (?P<dotted>\d{{1,2}}\.\s?\d{{1,2}}\.(?:\s?\d{{4}}|\d{{2}}\b)?)
    | (?P<slashed>\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?)\b
    | (?P<day_month>\d{{1,2}}(?:st|nd|rd|th|\.)?\s(?:of\s)?(?:{any_of(MONTHS)})\b(?:,?\s\d{{4}})?)
    | (?P<month_day>(?:{any_of(MONTHS)})\s\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s\d{{4}})?)
    | (?P<overmorrow>(?:the\s)?day\safter\stomorrow|übermorgen|uebermorgen)\b
    | (?P<tomorrow>tomorrow|(?<!am\s)(?<!jeden\s)(?<!guten\s)morgen)\b
    | (?P<today>today|tonight|heute)\b
    | (?P<following>next\s|nächste[nrms]?\s|naechste[nrms]?\s)(?P<of_next>{any_of(WEEKDAYS)})\b
    | (?:(?:this|coming|diese[nmrs]?|kommende[nmrs]?)\s)?(?P<weekday>{any_of(WEEKDAYS)})\b
    | (?P<next_week>next\sweek|(?:nächste[rn]?|naechste[rn]?|kommende[rn]?)\swoche)\b
    | (?P<week_end>(?:the\s)?end\sof\s(?:the|this)\sweek|ende\s(?:der|dieser)\swoche)\b
    | (?P<month_end>(?:the\s)?end\sof\s(?:the|this)\smonth|ende\sdes\smonats|monatsende)\b
    | (?P<span>(?:in|within|innerhalb\svon|binnen)\s(?:the\snext\s|den\snächsten\s)?
        (?P<count>{_COUNT})\s(?P<unit>{any_of(UNITS)}))\b
    | (?:on\s|by\s)?the\s(?P<ordinal>\d{{1,2}})(?:st|nd|rd|th)\b
    | (?:am|zum|bis(?:\szum)?)\s(?P<ordinal_de>\d{{1,2}})\.(?!\s?\d)
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day that was said; `length` is set instead for hours and minutes from now."""

    day: date
    length: timedelta | None = None
    business_days: int = 0


def day_of(found: re.Match[str], today: date, *, is_month_first: bool) -> Day | None:
    """Read what DAY found; None where there is no such day."""
    said = {name: text.lower() for name, text in found.groupdict().items() if text}
    try:
        return _day(said, today, is_month_first=is_month_first)
    except (ValueError, OverflowError):
        return None


def _day(said: dict[str, str], today: date, *, is_month_first: bool) -> Day | None:
    if "span" in said:
        return _span(said, today)
    if "iso" in said:
        return Day(date.fromisoformat(said["iso"]))
    for name, is_first in (("dotted", False), ("slashed", is_month_first)):
        if name in said:
            return _figures(said[name], today, is_month_first=is_first)
    if "day_month" in said or "month_day" in said:
        return _named(said.get("day_month") or said["month_day"], today)
    if "ordinal" in said or "ordinal_de" in said:
        return _ordinal(int(said.get("ordinal") or said["ordinal_de"]), today)
    return _relative(said, today)


def _relative(said: dict[str, str], today: date) -> Day | None:
    weekday = today.weekday()
    if "of_next" in said:
        return Day(today + timedelta(days=7 - weekday + WEEKDAYS[said["of_next"]]))
    if "weekday" in said:
        # On a Friday nobody calls the same day Friday.
        return Day(today + timedelta(days=(WEEKDAYS[said["weekday"]] - weekday - 1) % 7 + 1))
    if "month_end" in said:
        return Day(today.replace(day=monthrange(today.year, today.month)[1]))
    ahead = {
        "today": 0,
        "tomorrow": 1,
        "overmorrow": 2,
        "next_week": 11 - weekday,
        "week_end": max(4 - weekday, 0),
    }
    return next((Day(today + timedelta(days=ahead[name])) for name in said if name in ahead), None)


def _span(said: dict[str, str], today: date) -> Day:
    count = NUMBERS.get(said["count"]) or int(said["count"])
    unit = UNITS[said["unit"]]
    if unit == "business days":
        return Day(today, business_days=count)
    if unit in {"minutes", "hours"}:
        return Day(today, timedelta(**{unit: count}))
    return Day(today + timedelta(**{unit: count}))


def _figures(text: str, today: date, *, is_month_first: bool) -> Day:
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    first, second = numbers[0], numbers[1]
    # What can be no month is a day.
    month, day = (first, second) if is_month_first and first <= 12 else (second, first)
    if month > 12:
        month, day = day, month
    return Day(_year(day, month, numbers[2] if len(numbers) > 2 else None, today))


def _named(text: str, today: date) -> Day:
    words = re.findall(r"[^\W\d_]+", text)
    month = next(MONTHS[word] for word in words if word in MONTHS)
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    return Day(_year(numbers[0], month, numbers[1] if len(numbers) > 1 else None, today))


def _year(day: int, month: int, year: int | None, today: date) -> date:
    if year is not None:
        return date(year + 2000 if year < 100 else year, month, day)
    found = date(today.year, month, day)
    if (today - found).days > HALF_A_YEAR:
        return date(today.year + 1, month, day)
    return found


def _ordinal(day: int, today: date) -> Day:
    if day > today.day:
        return Day(today.replace(day=day))
    later = today.replace(day=1) + timedelta(days=32)
    return Day(later.replace(day=day))
