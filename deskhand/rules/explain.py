"""Why a clock shows what it shows, in sentences a person can check against a wall calendar.

Times are those of the calendar's zone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from deskhand.rules import pauses, worktime
from deskhand.rules.clock import SOLVED, Clock, Event, Reading, promise, read
from deskhand.rules.pauses import Pause
from deskhand.rules.targets import Target
from deskhand.rules.worktime import Calendar

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNITS = (("h", 3600), ("min", 60), ("s", 1))
# A long account names its first and last stretches and sums up those between.
_NAMED_FIRST = 8
_NAMED_LAST = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of a clock's way to its due time.

    Kinds: `counted`; `paused` and `solved`, whose `lapse` is what would have counted;
    `holiday`, a date whose hours were left out; `special`, a date with hours of its own.
    """

    kind: str
    began: datetime
    ended: datetime
    lapse: timedelta
    cause: str = ""


def explain(clock: Clock, at: datetime) -> list[str]:
    """Return sentences: what was promised, what counted and what did not, when it is due.

    In the calendar's zone. They explain the due time as known at the instant `at`.
    """
    reading = read(clock, at)
    if reading.started_at is None:
        return ["The clock has not started yet.", f"Promised: {_promised(clock.target, clock)}."]
    told = [
        f"The clock started on {_when(reading.started_at, clock)}.",
        f"Promised: {_promised(clock.target, clock)}.",
    ]
    told += [_event(event, clock) for event in clock.events if _is_told(event, at)]
    told += _account(pieces(clock, at), clock)
    return [*told, *_outcome(reading, clock)]


def pieces(clock: Clock, at: datetime) -> list[Piece]:
    """Return the stretches between the start of counting and the due time, oldest first.

    While no due time is known, up to `at`, the stop or the cancellation. After a change of
    target they begin where the target that binds is counted from.
    """
    reading, promised = read(clock, at), promise(clock, at)
    if promised is None:
        return []
    ended_at = reading.stopped_at or _cancelled_at(clock, at) or at
    term = promised.binding(ended_at, reading.pauses)
    begin, target = (term.start, term.target) if term else (promised.start, promised.target)
    end = max(begin, reading.due_at or ended_at)
    if target.unit in {"date", "none"}:
        return []
    held = [p for p in reading.pauses if target.counts and p.began < end]
    found = [
        *_counted(clock.calendar, target.measure, begin=begin, end=end, held=held),
        *(_held(clock.calendar, target.measure, p, begin=begin, end=end) for p in held),
    ]
    if target.measure == pauses.BUSINESS:
        found += _dates(clock.calendar, begin, end)
    return sorted((p for p in found if p.began < p.ended), key=lambda p: (p.began, p.kind))


def _counted(
    calendar: Calendar, measure: str, *, begin: datetime, end: datetime, held: list[Pause]
) -> Iterator[Piece]:
    """Yield open stretches (all stretches, in elapsed time) without the pauses in them."""
    for low, high in _free(begin, end, held):
        if measure == pauses.CALENDAR:
            yield Piece("counted", low, high, high - low)
            continue
        for opened, closed in worktime.open_intervals(calendar, low, high):
            yield Piece("counted", opened, closed, closed - opened)


def _free(begin: datetime, end: datetime, held: list[Pause]) -> Iterator[tuple[datetime, datetime]]:
    cursor = begin.astimezone(UTC)
    for pause in sorted(held, key=lambda p: p.began):
        if cursor < pause.began:
            yield cursor, pause.began
        cursor = max(cursor, pause.ended or end)
    if cursor < end:
        yield cursor, end


def _held(
    calendar: Calendar, measure: str, pause: Pause, *, begin: datetime, end: datetime
) -> Piece:
    began, ended = max(pause.began, begin), min(pause.ended or end, end)
    lapse = pauses.elapsed(calendar, began, max(began, ended), unit=measure)
    return Piece("solved" if pause.cause == SOLVED else "paused", began, ended, lapse, pause.cause)


def _dates(calendar: Calendar, begin: datetime, end: datetime) -> Iterator[Piece]:
    """Yield holidays that fell on a day with hours, and dates with hours of their own."""
    first, last = (i.astimezone(calendar.zone).date() for i in (begin, end))
    for day in sorted({*calendar.holidays, *calendar.exceptions}):
        if not first <= day <= last:
            continue
        kind = "special" if day in calendar.exceptions else "holiday"
        if kind == "holiday" and not calendar.weekly[day.weekday()]:
            continue
        low, high = _midnight(calendar, day), _midnight(calendar, day + timedelta(days=1))
        yield Piece(kind, low, high, worktime.between(calendar, low, high))


def _midnight(calendar: Calendar, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=calendar.zone).astimezone(UTC)


def _account(found: list[Piece], clock: Clock) -> list[str]:
    counted = [p for p in found if p.kind == "counted"]
    left_out = set(counted[_NAMED_FIRST:-_NAMED_LAST])
    told = []
    for piece in found:
        if piece in left_out:
            if piece is counted[_NAMED_FIRST]:
                lapse = sum((p.lapse for p in left_out), timedelta())
                told.append(f"Counted: {len(left_out)} more stretches ({_length(lapse)}).")
            continue
        told.append(_piece(piece, clock))
    return told


def _piece(piece: Piece, clock: Clock) -> str:
    day = _day(piece.began.astimezone(clock.calendar.zone).date())
    if piece.kind == "holiday":
        return f"Not counted: {day} is a holiday."
    if piece.kind == "special":
        hours = clock.calendar.hours_of(piece.began.astimezone(clock.calendar.zone).date())
        words = " and ".join(f"{_clock_face(s)}–{_clock_face(e)}" for s, e in hours)
        return f"{day} has hours of its own: {words or 'closed'}."
    stretch = _stretch(piece, clock)
    if piece.kind == "counted":
        return f"Counted: {stretch} ({_length(piece.lapse)})."
    word = "Not counted, solved" if piece.kind == "solved" else "Paused"
    cause = f": {piece.cause}" if piece.cause and piece.kind == "paused" else ""
    lost = f"{_length(piece.lapse)} that would have counted" if piece.lapse else "out of hours"
    return f"{word}: {stretch} ({lost}){cause}."


def _outcome(reading: Reading, clock: Clock) -> list[str]:
    told = []
    if reading.state == "cancelled":
        told.append("The promise was cancelled; nothing is due.")
    elif reading.due_at is not None:
        told.append(f"Due on {_when(reading.due_at, clock)}.")
    elif reading.state == "paused" or reading.stopped_at is not None:
        told.append("No due time while the clock is paused.")
    else:
        told.append("Never due: the calendar does not offer enough open time.")
    if reading.stopped_at is not None:
        told.append(f"Stopped on {_when(reading.stopped_at, clock)}.")
    if reading.breached_at is not None:
        told.append(f"Late since {_when(reading.breached_at, clock)}.")
    elif reading.state == "met" and reading.remaining is not None:
        told.append(f"Kept, with {_length(reading.remaining)} to spare.")
    return told


def _is_told(event: Event, at: datetime) -> bool:
    return event.kind in {"retarget", "correct", "cancel"} and event.at <= at


def _event(event: Event, clock: Clock) -> str:
    reason = f" ({event.reason})" if event.reason else ""
    when = _when(event.at, clock)
    if event.kind == "cancel":
        return f"Cancelled on {when}{reason}."
    if event.target is None:
        return f"Lateness forgiven on {when}{reason}."
    promised = _promised(event.target, clock)
    if event.kind == "correct":
        return f"Corrected on {when}{reason}: {promised}, from the start."
    how = {
        "retroactive": "counted from the start",
        "prospective": "counted from the change",
        "proportional": "the unused share of it, counted from the change",
        "raised": "counted from the change, unless the old due time is earlier",
    }[event.mode]
    return f"Target changed on {when}{reason}: {promised}, {how}."


def _promised(target: Target, clock: Clock) -> str:
    if target.unit == "business":
        return f"{_length(target.amount)} of open time"
    if target.unit == "calendar":
        return f"{_length(target.amount)} of elapsed time"
    if target.named_at is not None:
        return f"by {_when(target.named_at, clock)}"
    if target.unit == "none":
        return "nothing"
    if target.n == 0:
        return "the close of the same business day"
    edge = "opening" if target.edge == "open" else "close"
    return f"the {edge} of business day {target.n} after the start"


def _cancelled_at(clock: Clock, at: datetime) -> datetime | None:
    return next((e.at for e in clock.events if e.kind == "cancel" and e.at <= at), None)


def _stretch(piece: Piece, clock: Clock) -> str:
    began, ended = (i.astimezone(clock.calendar.zone) for i in (piece.began, piece.ended))
    if began.date() == ended.date():
        return f"{_day(began.date())} {_time(began)}–{_time(ended)}"
    if (ended.hour, ended.minute, ended.second) == (0, 0, 0) and ended - began <= timedelta(days=1):
        return f"{_day(began.date())} {_time(began)}–24:00"
    return f"{_day(began.date())} {_time(began)} to {_day(ended.date())} {_time(ended)}"


def _when(at: datetime, clock: Clock) -> str:
    local = at.astimezone(clock.calendar.zone)
    return f"{_day(local.date())} {local.year}, {_time(local)} {local.tzname()}"


def _day(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def _time(local: datetime) -> str:
    return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"


def _clock_face(minute: int) -> str:
    hours, minutes = divmod(minute, 60)
    return f"{hours if hours <= 24 and minute <= 1440 else hours - 24:02}:{minutes:02}"


def _length(lapse: timedelta) -> str:
    """A length of time in hours, since a day means different things to different calendars."""
    seconds = abs(int(lapse.total_seconds()))
    words = []
    for unit, size in _UNITS:
        count, seconds = divmod(seconds, size)
        if count:
            words.append(f"{count} {unit}")
    return " ".join(words) or "0 min"
