"""The board as a picture: each thing with the column, the width and the lane where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from deskhand.desk.dispatch.boarding import Entry, Row
from deskhand.rules.free_time import Span, without
from deskhand.rules.lanes import columns, lanes
from deskhand.rules.wall import instant

STEP = timedelta(minutes=15)
HOUR = timedelta(hours=1)
USUAL = (7, 19)
MOST_LANES = 4


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a row: a ground (off, away, held, outside, travel) or an entry."""

    kind: str
    column: int
    width: int
    lane: int = 0
    words: str = ""
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A day as the board shows it: from an hour to an hour, in columns."""

    on: date
    span: Span
    zone: ZoneInfo

    @property
    def count(self) -> int:
        return (self.span[1] - self.span[0]) // STEP

    @property
    def hours(self) -> list[tuple[int, str]]:
        """The column at which each hour begins, with its name on the wall."""
        found, at = [], self.span[0]
        while at < self.span[1]:
            found.append(((at - self.span[0]) // STEP + 1, f"{at.astimezone(self.zone):%H:%M}"))
            at += HOUR
        return found

    def place(self, span: Span) -> tuple[int, int] | None:
        return columns(span, self.span, STEP)


@dataclass(slots=True)
class Lane:
    """A row of the board as it is drawn."""

    row: Row
    lanes: int = 1
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of an agent in the week; `away` says why, with times where he works beside it."""

    on: date
    is_off: bool
    away: str
    entries: list[Entry]
    is_today: bool


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When a day begins, where the clocks do not skip that."""
    found = (instant(day, time(hour), zone) for hour in range(4))
    return next(at for at in found if at is not None)


def day_of(on: date, rows: Sequence[Row], zone: ZoneInfo) -> Day:
    """The hours of a day that are worth showing: the usual ones, and all at which somebody works
    or has something to do."""
    whole = (midnight(on, zone), midnight(on + timedelta(days=1), zone))
    spans = [span for row in rows for span in row.working]
    spans += [
        (one.attendance.busy_from, one.attendance.busy_until) for row in rows for one in row.entries
    ]
    inside = [(max(a, whole[0]), min(b, whole[1])) for a, b in spans]
    begins = [a for a, b in inside if a < b] + [_hour(on, USUAL[0], zone)]
    ends = [b for a, b in inside if a < b] + [_hour(on, USUAL[1], zone)]
    first = whole[0] + (min(begins) - whole[0]) // HOUR * HOUR
    last = whole[0] + -((whole[0] - max(ends)) // HOUR) * HOUR
    return Day(on, (first, min(last, whole[1])), zone)


def lane_of(row: Row, day: Day) -> Lane:
    """Draw one agent's day."""
    drawn = Lane(row)
    for span in without([day.span], row.working):
        _ground(drawn, day, span, "off")
    for span, why in row.away:
        _ground(drawn, day, span, "away", why)
    for span, kind in row.kept:
        _ground(drawn, day, span, kind)
    spans = [(one.attendance.busy_from, one.attendance.busy_until) for one in row.entries]
    for entry, lane in zip(row.entries, lanes(spans), strict=True):
        _draw(drawn, day, entry, min(lane, MOST_LANES))
    return drawn


def cells_of(row: Row, days: Sequence[date], zone: ZoneInfo, *, today: date) -> list[Cell]:
    """Draw one agent's week."""
    found = []
    for day in days:
        span = (midnight(day, zone), midnight(day + timedelta(days=1), zone))
        entries = [one for one in row.entries if span[0] <= one.appointment.begins_at < span[1]]
        works = any(a < span[1] and b > span[0] for a, b in row.working)
        away = _away_words(row, span, zone, is_part=works)
        found.append(Cell(day, not works, away, entries, day == today))
    return found


def _away_words(row: Row, span: Span, zone: ZoneInfo, *, is_part: bool) -> str:
    """Why an agent is away in a span, and of a part of it from when until when."""
    for (a, b), why in row.away:
        if a < span[1] and b > span[0]:
            words = why or _("away")
            begin, end = max(a, span[0]).astimezone(zone), min(b, span[1]).astimezone(zone)
            return f"{words} {begin:%H:%M}–{end:%H:%M}" if is_part else words
    return ""


def _draw(drawn: Lane, day: Day, entry: Entry, lane: int) -> None:
    one, appointment = entry.attendance, entry.appointment
    way = [(one.busy_from, appointment.begins_at), (appointment.ends_at, one.busy_until)]
    for span in way:
        if (place := day.place(span)) is not None:
            drawn.blocks.append(Block("travel", *place, lane=lane))
    place = day.place((appointment.begins_at, appointment.ends_at))
    if place is not None:
        drawn.lanes = max(drawn.lanes, lane)
        drawn.blocks.append(Block("entry", *place, lane=lane, entry=entry))


def _ground(drawn: Lane, day: Day, span: Span, kind: str, words: str = "") -> None:
    if (place := day.place(span)) is not None:
        drawn.blocks.append(Block(kind, *place, words=words))


def _hour(on: date, hour: int, zone: ZoneInfo) -> datetime:
    return instant(on, time(hour), zone) or midnight(on, zone)
