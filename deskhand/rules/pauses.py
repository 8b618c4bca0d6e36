"""Pauses: stretches that do not count, kept apart from the target and never added to it.

A pause is `[began, ended)`; overlapping ones count once. They are counted by the target's
own measure: a pause after hours costs a business target nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from deskhand.rules.almanac import Almanac, instant, lapse, length, micros
from deskhand.rules.worktime import Calendar

BUSINESS = "business"
CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch that does not count; without an end it is still going on."""

    began: datetime
    ended: datetime | None = None
    cause: str = ""


def due(
    calendar: Calendar,
    start: datetime,
    amount: timedelta,
    *,
    unit: str = BUSINESS,
    pauses: Sequence[Pause] = (),
) -> datetime | None:
    """Return the earliest instant at which the counted time reaches the amount.

    None while an open pause stands in the way, unless the amount was already used up when it
    began; None too when the calendar never offers enough. Unit `business` counts open time,
    `calendar` all elapsed time.
    """
    clock = _almanac(calendar, unit)
    left, cursor = length(amount), micros(start)
    for began, ended in _merged(pauses):
        before = _spent(clock, cursor, max(cursor, began))
        if before >= left:
            break
        if ended is None:
            return None
        left -= before
        cursor = max(cursor, ended)
    reached = cursor + left if clock is None else clock.add(cursor, left)
    return None if reached is None else instant(reached)


def elapsed(
    calendar: Calendar,
    start: datetime,
    at: datetime,
    *,
    unit: str = BUSINESS,
    pauses: Sequence[Pause] = (),
) -> timedelta:
    """Return the time counted from start to an instant; nothing before the start."""
    clock = _almanac(calendar, unit)
    cursor, end, total = micros(start), micros(at), 0
    for began, ended in _merged(pauses):
        if began >= end:
            break
        total += _spent(clock, cursor, max(cursor, began))
        if ended is None or ended >= end:
            return lapse(total)
        cursor = max(cursor, ended)
    return lapse(total + max(0, _spent(clock, cursor, max(cursor, end))))


def apart(paused: Iterable[Pause]) -> list[Pause]:
    """Return pauses oldest first, those that overlap as one."""
    return [
        Pause(instant(began), None if ended is None else instant(ended))
        for began, ended in _merged(paused)
    ]


def _almanac(calendar: Calendar, unit: str) -> Almanac | None:
    """Return what counts open time; None when all time counts."""
    if unit not in {BUSINESS, CALENDAR}:
        raise ValueError(f"time is counted in business or calendar units, not {unit!r:.40}")
    return calendar.almanac if unit == BUSINESS else None


def _spent(clock: Almanac | None, begin: int, end: int) -> int:
    return end - begin if clock is None else clock.spent(begin, end)


def _merged(pauses: Iterable[Pause]) -> list[tuple[int, int | None]]:
    """Return pauses oldest first, without overlaps; nothing follows one that is open."""
    merged: list[tuple[int, int | None]] = []
    for began, ended in sorted(map(_stretch, pauses), key=lambda p: p[0]):
        before = merged[-1] if merged else None
        if before is not None and before[1] is None:
            break
        if ended is not None and ended <= began:
            continue
        if before is not None and before[1] is not None and began <= before[1]:
            merged[-1] = before[0], None if ended is None else max(ended, before[1])
        else:
            merged.append((began, ended))
    return merged


def _stretch(pause: Pause) -> tuple[int, int | None]:
    return micros(pause.began), None if pause.ended is None else micros(pause.ended)
