"""What may stand behind a field's colon, each with the one way in which it is written."""

import re
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from deskhand.rules.conditions.folding import fold

_PLAIN = re.compile(r"(?!-)(?:(?!\.\.)[^\s,()\"\\])+")
_RESERVED = {"none", "me", "or", "and"}
_UNITS = (("d", 86400), ("h", 3600), ("m", 60))


def quoted(text: str) -> str:
    """Return the text as it is written in a condition: bare where that is unambiguous."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _RESERVED and text[0] not in "<>=":
        return text
    return enclosed(text)


def enclosed(text: str) -> str:
    """Return the text in quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@dataclass(frozen=True, slots=True)
class Name:
    """Words: a name, a tag, a piece of text. Compared folded."""

    written: str

    def __str__(self) -> str:
        return quoted(self.written)

    @property
    def folded(self) -> str:
        return fold(self.written)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in quotes, to be found as they stand."""

    written: str

    def __str__(self) -> str:
        return enclosed(self.written)


@dataclass(frozen=True, slots=True)
class Nobody:
    """`none`: there is nothing in the field."""

    def __str__(self) -> str:
        return "none"


@dataclass(frozen=True, slots=True)
class Me:
    """`me`: the one who asks."""

    def __str__(self) -> str:
        return "me"


@dataclass(frozen=True, slots=True)
class Number:
    number: int

    def __str__(self) -> str:
        return str(self.number)


@dataclass(frozen=True, slots=True)
class Flag:
    is_set: bool

    def __str__(self) -> str:
        return "yes" if self.is_set else "no"


@dataclass(frozen=True, slots=True)
class Duration:
    """Elapsed time in minutes; it may be negative."""

    minutes: int

    def __str__(self) -> str:
        seconds = self.minutes * 60
        unit, size = next((u, s) for u, s in _UNITS if seconds % s == 0 and (seconds or u == "h"))
        return f"{seconds // size}{unit}"


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar, in the time zone of the one who asks."""

    day: date

    def __str__(self) -> str:
        return self.day.isoformat()


@dataclass(frozen=True, slots=True)
class NearDay:
    """`today` (0), `yesterday` (-1) or `tomorrow` (1)."""

    days: int

    def __str__(self) -> str:
        return NEAR_DAYS[self.days]


NEAR_DAYS = {-1: "yesterday", 0: "today", 1: "tomorrow"}


@dataclass(frozen=True, slots=True)
class Span:
    """From one value to another, both included."""

    low: "Number | Duration | Day | NearDay"
    high: "Number | Duration | Day | NearDay"

    def __str__(self) -> str:
        return f"{self.low}..{self.high}"


Value: TypeAlias = Name | Phrase | Nobody | Me | Number | Flag | Duration | Day | NearDay | Span
