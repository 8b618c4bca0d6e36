"""What a reply promises: the days and times in its sentences that lie ahead.

Questions, requests to the reader, quoted lines and what happened before promise nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from deskhand.rules.spoken.days import DAY, Day, day_of
from deskhand.rules.spoken.times import TIME, minute_of
from deskhand.rules.worktime import Calendar, business_day

LONGEST = 5_000
FARTHEST = timedelta(days=366)
# When business closes on a day that has no hours.
USUAL_CLOSE = 17 * 60
# A point behind a figure may belong to a date.
_END = re.compile(r"[!?](?=\s|$)|(?<!\d)\.(?=\s|$)|\n")
_ASKS = re.compile(
    r"^\W*(?:please|bitte|could you|can you|would you|könn(?:t|en)en? sie|if you|wenn sie)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:since|last|from|ago|yesterday|seit|letzte[nrms]?|vergangene[nrms]?|ab|jeden|every)\s$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Standpoint:
    """From where it is read: the writer's instant and zone, and the business hours."""

    at: datetime
    zone: ZoneInfo
    calendar: Calendar | None = None
    is_month_first: bool = False

    @property
    def today(self) -> date:
        return self.at.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class Said:
    """A date in a text: where it stands, its words, and the instant (UTC) that it means."""

    begin: int
    end: int
    words: str
    due_at: datetime


def promises(text: str, view: Standpoint) -> list[Said]:
    """Return the dates that a reply seems to promise, in their order; all lie ahead."""
    found: list[Said] = []
    for begin, sentence in _sentences(text[:LONGEST]):
        if sentence.rstrip().endswith("?") or _ASKS.match(sentence):
            continue
        found += _in_sentence(sentence, begin, view)
    return found


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of what was written anew, with where they begin."""
    begin = 0
    for end in (*(match.end() for match in _END.finditer(text)), len(text)):
        sentence = text[begin:end]
        if sentence.strip() and not sentence.lstrip().startswith(">"):
            yield begin, sentence
        begin = end


def _in_sentence(sentence: str, offset: int, view: Standpoint) -> Iterator[Said]:
    end, names_a_day = 0, False
    for match in DAY.finditer(sentence):
        names_a_day = True
        if match.start() < end or _BEFORE.search(
            sentence[max(0, match.start() - 24) : match.start()]
        ):
            continue
        day = day_of(match, view.today, is_month_first=view.is_month_first)
        if day is None:
            continue
        has_time, minute, begin, after = _time_beside(sentence, match, since=end)
        due_at = _instant(day, minute if has_time else None, view)
        if due_at is None or not view.at < due_at <= view.at + FARTHEST:
            continue
        end = after
        yield Said(offset + begin, offset + after, sentence[begin:after].strip(), due_at)
    if not names_a_day:
        yield from _today(sentence, offset, view)


def _time_beside(
    sentence: str, match: re.Match[str], *, since: int
) -> tuple[bool, int | None, int, int]:
    """The time that stands behind a day, or just before it, and where both begin and end."""
    behind = TIME.match(sentence, match.end())
    if behind is not None:
        has_time, minute = minute_of(behind)
        if has_time:
            return True, minute, match.start(), behind.end()
    lead = sentence[max(since, match.start() - 24) : match.start()]
    for before in TIME.finditer(lead):
        rest = lead[before.end() :].strip().lower()
        has_time, minute = minute_of(before)
        if has_time and rest in {"", "on", "am", "of", ","}:
            begin = match.start() - len(lead) + before.start()
            return True, minute, begin, match.end()
    return False, None, match.start(), match.end()


def _today(sentence: str, offset: int, view: Standpoint) -> Iterator[Said]:
    """A time without a day is one of today, where something is to be done by then."""
    for match in TIME.finditer(sentence):
        has_time, minute = minute_of(match)
        says_by = (match["at"] or "").lower() not in {"", "ab", "vor"} or bool(match["close"])
        if not (has_time and says_by and (match["half"] or match["minute"] or match["close"])):
            continue
        due_at = _instant(Day(view.today), minute, view)
        if due_at is not None and due_at > view.at:
            begin = match.start()
            yield Said(offset + begin, offset + match.end(), match[0].strip(" ,"), due_at)
            return


def _instant(day: Day, minute: int | None, view: Standpoint) -> datetime | None:
    if day.length is not None:
        return (view.at + day.length).astimezone(UTC)
    if day.business_days:
        return _business_days(day.business_days, view)
    if minute is None:
        return _close(day.day, view)
    return _wall(day.day, minute, view.zone)


def _wall(day: date, minute: int, zone: ZoneInfo) -> datetime | None:
    try:
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a wall clock
        return (midnight + timedelta(minutes=minute)).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _close(day: date, view: Standpoint) -> datetime | None:
    """When business closes on a day, by its own clock."""
    hours = view.calendar.hours_of(day) if view.calendar else ()
    if view.calendar is None or not hours:
        return _wall(day, USUAL_CLOSE, view.zone)
    return _wall(day, max(end for _begin, end in hours), view.calendar.zone)


def _business_days(count: int, view: Standpoint) -> datetime | None:
    if view.calendar is None:
        return None
    return business_day(view.calendar, view.at, count, edge="close", rule="session")
