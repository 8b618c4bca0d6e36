"""Splitting work at the changes between business hours and the rest, by a contract's calendar."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from deskhand.rules import worktime
from deskhand.rules.bands import AFTER, IN
from deskhand.rules.worktime import Calendar


class Reversed(ValueError):
    """The work ends before it begins."""


class SplitMode(StrEnum):
    SPLIT = "split"
    BAND_OF_START = "band_of_start"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one entry within one band; `seconds` is elapsed time."""

    band: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Splitting:
    """How a contract splits: at every change of band, or not while the time outside the band
    of the start is within the grace (no limit where it is None)."""

    mode: SplitMode = SplitMode.SPLIT
    grace_seconds: int | None = 0

    def pieces(self, begin: datetime, end: datetime, *, calendar: Calendar) -> list[Piece]:
        """Return the pieces of a stretch of work in order of time; raises Reversed."""
        if end < begin:
            raise Reversed
        cut = list(_cut(begin, end, calendar))
        if self.mode is SplitMode.SPLIT or not cut:
            return cut
        band = cut[0].band
        outside = sum(piece.seconds for piece in cut if piece.band != band)
        if self.grace_seconds is not None and outside > self.grace_seconds:
            return cut
        return [Piece(band, sum(piece.seconds for piece in cut))]


def _cut(begin: datetime, end: datetime, calendar: Calendar) -> Iterator[Piece]:
    at = begin
    for opening, closing in worktime.open_intervals(calendar, begin, end):
        if opening > at:
            yield Piece(AFTER, _seconds(at, opening))
        yield Piece(IN, _seconds(opening, closing))
        at = closing
    if end > at:
        yield Piece(AFTER, _seconds(at, end))


def _seconds(begin: datetime, end: datetime) -> int:
    return int((end - begin).total_seconds())
