"""Why a clock shows what it shows: facts in order, for a picture and to be put into words above.

They explain the due time as it is known at one instant.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from deskhand.rules import pauses, worktime
from deskhand.rules.clock import SOLVED, Clock, Event, Reading, promise, read
from deskhand.rules.pauses import Pause
from deskhand.rules.targets import Target
from deskhand.rules.worktime import Calendar

CHANGES = ("retarget", "correct", "override", "cancel", "reopen")
# What a change is called that names no target.
WITHOUT_TARGET = {"correct": "forgiven", "override": "computed"}
# Stretches of these kinds follow each other without a gap; a special day only names its hours.
IN_A_ROW = ("counted", "paused", "solved", "holiday", "closed")


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of a clock's way to its due time.

    Kinds: `counted`; `paused` and `solved`, whose `lapse` is what would have counted;
    `holiday`, a date whose hours were left out; `closed`, all other time out of hours;
    `special`, a date with hours of its own, whichever they are.
    """

    kind: str
    began: datetime
    ended: datetime
    lapse: timedelta
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to tell of a clock.

    Kinds: `pending`, `started`, `promised`; the changes `retarget`, `correct`, `forgiven`,
    `override`, `computed`, `cancel` and `reopen`, with what was due before and is due since
    (`before`, `after`); those of pieces, from `at` to `until`; and the end of it: `due`,
    `no_due` (it stands still), `never`, `void`, `stopped`, `late` and `kept`.
    """

    kind: str
    at: datetime | None = None
    until: datetime | None = None
    lapse: timedelta = timedelta()
    cause: str = ""
    target: Target | None = None
    mode: str = ""
    before: datetime | None = None
    after: datetime | None = None


def facts(
    clock: Clock, at: datetime, *, known: Mapping[datetime, Calendar] | None = None
) -> list[Fact]:
    """Return what is to be told: what was promised and changed, what counted, when it is due.

    `known` are the hours by which a change at an instant was reckoned, where these became others
    later: what was due then stays what it was.
    """
    reading = read(clock, at)
    promised = Fact("promised", target=clock.target)
    if reading.started_at is None:
        return [Fact("pending"), promised]
    told = [Fact("started", reading.started_at), promised]
    for event in clock.events:
        if _is_told(event, at):
            hours = (known or {}).get(event.at, clock.calendar)
            told.append(_change(event, replace(clock, calendar=hours)))
    told += [Fact(p.kind, p.began, p.ended, p.lapse, p.cause) for p in pieces(clock, at)]
    return [*told, *_outcome(reading)]


def _is_told(event: Event, at: datetime) -> bool:
    return event.kind in CHANGES and event.at <= at


def _change(event: Event, clock: Clock) -> Fact:
    kind = event.kind if event.target else WITHOUT_TARGET.get(event.kind, event.kind)
    upto = clock.events.index(event)
    before, after = (
        read(replace(clock, events=clock.events[:n]), event.at).due_at for n in (upto, upto + 1)
    )
    return Fact(
        kind,
        event.at,
        cause=event.reason,
        target=event.target,
        mode=event.mode,
        before=before,
        after=after,
    )


def _outcome(reading: Reading) -> Iterator[Fact]:
    if reading.state == "cancelled":
        yield Fact("void")
    elif reading.due_at is not None:
        yield Fact("due", reading.due_at)
    else:
        is_held = reading.state == "paused" or reading.stopped_at is not None
        yield Fact("no_due" if is_held else "never")
    if reading.stopped_at is not None:
        yield Fact("stopped", reading.stopped_at)
    if reading.breached_at is not None:
        yield Fact("late", reading.breached_at)
    elif reading.state == "met" and reading.remaining is not None:
        yield Fact("kept", lapse=reading.remaining)


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
    end = max(begin, reading.computed_due_at or ended_at)
    if target.unit in {"date", "none"}:
        return []
    held = [p for p in reading.pauses if target.moves and p.began < end]
    found = [
        *_counted(clock.calendar, target.measure, begin=begin, end=end, held=held),
        *(_held(clock.calendar, target.measure, p, begin=begin, end=end) for p in held),
    ]
    if target.measure == pauses.BUSINESS:
        found += _dates(clock.calendar, begin, end)
        found += _closed([p for p in found if p.kind != "special"], begin, end)
    return sorted((p for p in found if p.began < p.ended), key=lambda p: (p.began, p.kind))


def _closed(found: Iterable[Piece], begin: datetime, end: datetime) -> Iterator[Piece]:
    """Yield the gaps that are left between stretches."""
    cursor = begin.astimezone(UTC)
    for piece in sorted(found, key=lambda p: p.began):
        if cursor < piece.began:
            yield Piece("closed", cursor, min(piece.began, end), timedelta())
        cursor = max(cursor, piece.ended)
    if cursor < end:
        yield Piece("closed", cursor, end, timedelta())


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
    for day in sorted(calendar.named_days):
        if not first <= day <= last:
            continue
        if not (calendar.is_special(day) or calendar.is_holiday(day)):
            continue
        kind = "special" if calendar.is_special(day) else "holiday"
        low, high = _midnight(calendar, day), _midnight(calendar, day + timedelta(days=1))
        yield Piece(kind, low, high, worktime.between(calendar, low, high))


def _midnight(calendar: Calendar, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=calendar.zone).astimezone(UTC)


def _cancelled_at(clock: Clock, at: datetime) -> datetime | None:
    return next((e.at for e in clock.events if e.kind == "cancel" and e.at <= at), None)
