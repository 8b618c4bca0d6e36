"""Days that come again: every so many days, weeks or months, moved to where there are hours.

A day that the pattern names is a slot and keeps its name, however it is moved: so that nothing is
done twice for it when the hours change.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAYS, WEEKS, MONTHS = "days", "weeks", "months"
UNITS = (DAYS, WEEKS, MONTHS)
# Which day of a month: of this number, the first Monday and the like, or a business day.
BY_NUMBER, BY_WEEKDAY, BY_BUSINESS = "number", "weekday", "business"
BYS = (BY_NUMBER, BY_WEEKDAY, BY_BUSINESS)
KEEP, NEXT, BEFORE, SKIP = "keep", "next", "before", "skip"
SHIFTS = (KEEP, NEXT, BEFORE, SKIP)
# No hours for so long: the day is left where it is.
FARTHEST = 60
MOST_STEPS = 5_000

IsOpen = Callable[[date], bool]
A_DAY = timedelta(days=1)


class PatternError(ValueError):
    """The pattern cannot be; the text says why."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Days that come again from a day on. `nth` counts from 1, and from the end with -1.

    Of `weeks` the `weekdays` count (0 is Monday); of `months` what `by` says: the number of the day
    (`nth`, in short months the last), the `nth` of one weekday, or the `nth` business day.
    """

    begins: date
    unit: str = DAYS
    every: int = 1
    weekdays: frozenset[int] = frozenset()
    by: str = BY_NUMBER
    nth: int = 1
    shift: str = KEEP

    def __post_init__(self) -> None:
        if self.unit not in UNITS or self.by not in BYS or self.shift not in SHIFTS:
            raise PatternError("unknown unit, day or shift")
        if not 1 <= self.every <= 120:
            raise PatternError("it comes every 1 to 120 days, weeks or months")
        if not self.weekdays <= frozenset(range(7)):
            raise PatternError("a weekday is 0 to 6")
        if self.unit == WEEKS and not self.weekdays:
            raise PatternError("say on which weekdays")
        if self.unit == MONTHS and self.by == BY_WEEKDAY and len(self.weekdays) != 1:
            raise PatternError("say on which one weekday")
        low, high = (1, 31) if self.by == BY_NUMBER else (1, 4)
        if self.unit == MONTHS and not (self.nth == -1 or low <= self.nth <= high):
            raise PatternError(f"the day is {low} to {high}, or the last")


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A day as the pattern names it, and the day on which it is done."""

    named_on: date
    on: date


def slots(pattern: Pattern, *, after: date, is_open: IsOpen) -> Iterator[Slot]:
    """Yield the slots whose named day is later than a day, in order; it may go on for ever."""
    for named in _named(pattern, after, is_open):
        if named < pattern.begins or named <= after:
            continue
        on = _shifted(named, pattern.shift, is_open)
        if on is not None:
            yield Slot(named, on)


def _named(pattern: Pattern, after: date, is_open: IsOpen) -> Iterator[date]:
    begins = pattern.begins
    if pattern.unit == DAYS:
        gone = max(0, (after - begins).days // pattern.every)
        for n in range(gone, gone + MOST_STEPS):
            yield begins + n * pattern.every * A_DAY
    elif pattern.unit == WEEKS:
        monday = begins - begins.weekday() * A_DAY
        gone = max(0, (after - monday).days // (7 * pattern.every))
        for n in range(gone, gone + MOST_STEPS):
            week = monday + n * 7 * pattern.every * A_DAY
            yield from (week + day * A_DAY for day in sorted(pattern.weekdays))
    else:
        first = begins.year * 12 + begins.month - 1
        gone = max(0, (after.year * 12 + after.month - 1 - first) // pattern.every)
        for n in range(gone, gone + MOST_STEPS):
            year, month = divmod(first + n * pattern.every, 12)
            if (day := _of_month(pattern, year, month + 1, is_open)) is not None:
                yield day


def _of_month(pattern: Pattern, year: int, month: int, is_open: IsOpen) -> date | None:
    last = monthrange(year, month)[1]
    days = [date(year, month, day) for day in range(1, last + 1)]
    if pattern.by == BY_NUMBER:
        return days[-1] if pattern.nth == -1 else days[min(pattern.nth, last) - 1]
    if pattern.by == BY_WEEKDAY:
        days = [day for day in days if day.weekday() in pattern.weekdays]
    else:
        days = [day for day in days if is_open(day)]
    place = pattern.nth - 1 if pattern.nth > 0 else -1
    return days[place] if place < len(days) and days else None


def _shifted(day: date, shift: str, is_open: IsOpen) -> date | None:
    """The day on which a slot is done; None for one that is left out."""
    if shift == KEEP or is_open(day):
        return day
    if shift == SKIP:
        return None
    step = A_DAY if shift == NEXT else -A_DAY
    near = (day + n * step for n in range(1, FARTHEST + 1))
    return next((each for each in near if is_open(each)), day)
