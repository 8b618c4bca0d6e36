"""What a report shows: a table of numbers with words, and how to draw it. It is drawn, and put
into the words of a length of time, by the pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What stands in a column. Shares are 0 to 1, spans are seconds; None is nothing known."""

    TEXT = "text"
    MONTH = "month"
    COUNT = "count"
    NUMBER = "number"
    SHARE = "share"
    SPAN = "span"


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    kind: Kind = Kind.COUNT


@dataclass(frozen=True, slots=True)
class Picture:
    """Which columns are drawn: `months` stand side by side, `bars` lie below each other.

    `line` is drawn over the months; of bars, `rest` is what is missing to the whole.
    """

    shape: str
    column: int
    line: int | None = None
    rest: int | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One table of a report; `name` stands in addresses, `about` says what is counted how."""

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Any, ...]]
    picture: Picture | None = None


def share(part: int, rest: int) -> float | None:
    """Return a part of both; None where there is nothing."""
    return part / (part + rest) if part + rest else None
