"""How long somebody worked, as he writes it: `1h 15m`, `75`, `1:15`, `1,25 h`, `9-10:30`.

English and German, with and without spaces. A bare number counts minutes, or hours where the
asker says so; a decimal number counts hours everywhere.
"""

import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from fractions import Fraction

DAY = 24 * 3600
LONGEST_TEXT = 60


class Fault(StrEnum):
    """Why a text is no length of work."""

    UNREAD = "unread"
    NOTHING = "nothing"
    MINUS = "minus"
    TOO_LONG = "too_long"


class LengthRefused(ValueError):
    """A text that says no length of work; `fault` says in which way."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Length:
    """Seconds; or from a time on the wall clock to another, which is the day after where it is
    not later. `seconds` is None then: what passed between them is for the zone to say."""

    seconds: int | None = None
    begin: time | None = None
    end: time | None = None


def read(text: str, *, bare_seconds: int = 60) -> Length:
    """Read a length of work; a bare number counts as many times `bare_seconds`.

    Raises LengthRefused.
    """
    line = " ".join(text.casefold().replace("\u00a0", " ").split())
    if not line or len(line) > LONGEST_TEXT:
        raise LengthRefused(Fault.UNREAD)
    if MINUS.match(line):
        raise LengthRefused(Fault.MINUS)
    if found := STRETCH.fullmatch(line):
        return _stretch(found)
    seconds = _seconds(line, bare_seconds)
    if seconds <= 0:
        raise LengthRefused(Fault.NOTHING)
    if seconds > DAY:
        raise LengthRefused(Fault.TOO_LONG)
    return Length(seconds)


def _stretch(found: re.Match[str]) -> Length:
    end = _clock(found["hour2"], found["minute2"], found["noon2"])
    begin = _clock(found["hour"], found["minute"], found["noon"] or found["noon2"])
    if begin > end and not found["noon"]:
        # In `11-1 pm` the word is for the end alone.
        begin = _clock(found["hour"], found["minute"], None)
    if begin == end:
        raise LengthRefused(Fault.NOTHING)
    return Length(None, begin, end)


def _clock(hour: str, minute: str | None, noon: str | None) -> time:
    """A time of day; 24 o'clock is midnight."""
    hours, minutes = int(hour), int(minute or 0)
    if noon:
        if not 1 <= hours <= 12:
            raise LengthRefused(Fault.UNREAD)
        hours = hours % 12 + (12 if noon.startswith("p") else 0)
    if hours > 24 or minutes > 59 or (hours == 24 and minutes):
        raise LengthRefused(Fault.UNREAD)
    return time(hours % 24, minutes)


def _seconds(line: str, bare_seconds: int) -> int:
    if found := COLON.fullmatch(line):
        return int(found["hours"]) * 3600 + int(found["minutes"]) * 60
    if BARE.fullmatch(line):
        return int(line) * bare_seconds
    if DECIMAL.fullmatch(line):
        return _times(line, 3600)
    if not (found := PARTS.fullmatch(line)):
        raise LengthRefused(Fault.UNREAD)
    hours, minutes = found["hours"], found["minutes"] or found["rest"]
    if hours is None and minutes is None:
        raise LengthRefused(Fault.UNREAD)
    return _times(hours or "0", 3600) + _times(minutes or "0", 60)


def _times(number: str, unit_seconds: int) -> int:
    """Whole seconds, the half of one rounded up; no float comes between."""
    whole, half = number.replace(",", "."), HALVES.get(number[-1])
    value = Fraction(whole[:-1] or 0) + half if half is not None else Fraction(whole)
    return int(value * unit_seconds + Fraction(1, 2))


HALVES = {"¼": Fraction(1, 4), "½": Fraction(1, 2), "¾": Fraction(3, 4)}
_NUMBER = r"[0-9]{1,6}(?:[.,][0-9]{1,4})?|[0-9]{0,2}[¼½¾]"
_HOURS = r"(?:h|hs|hrs?|hours?|std\.?|stdn?\.?|stunden?)"
_MINUTES = r"(?:m|mins?\.?|minutes?|minuten?|')"
_TIME = r"(?P<hour{0}>[0-9]{{1,2}})(?:[:.h](?P<minute{0}>[0-9]{{2}}))?"
_NOON = r"\ ?(?P<noon{0}>[ap]\.?m\.?)?"

MINUS = re.compile(r"[-−–]\s*[0-9¼½¾]")
BARE = re.compile(r"[0-9]{1,6}")
DECIMAL = re.compile(r"[0-9]{1,6}[.,][0-9]{1,4}|[0-9]{0,2}[¼½¾]")
COLON = re.compile(r"(?P<hours>[0-9]{1,3}):(?P<minutes>[0-5][0-9])(?:\ ?" + _HOURS + r")?")
PARTS = re.compile(
    rf"(?:(?P<hours>{_NUMBER})\ ?{_HOURS})?"
    rf"(?:\ ?(?:,|and|und)?\ ?(?:(?P<minutes>{_NUMBER})\ ?{_MINUTES}"
    r"|(?P<rest>(?<=[hrsdn.])\ ?[0-5]?[0-9])))?"
)
STRETCH = re.compile(
    r"(?:from |von )?"
    + _TIME.format("")
    + _NOON.format("")
    + r"(?:\ ?uhr)?\ ?(?:-|–|—|to|till|until|bis)\ ?"
    + _TIME.format("2")
    + _NOON.format("2")
    + r"(?:\ ?uhr)?"
)
