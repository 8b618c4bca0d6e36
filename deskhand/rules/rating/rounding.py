"""Rounding time, once per entry: to a multiple of an increment first, then up to a minimum."""

from dataclasses import dataclass
from enum import StrEnum

from deskhand.rules.rating.numbers import ceiling, half_up


class Mode(StrEnum):
    UP = "up"
    DOWN = "down"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True)
class Rounding:
    """A minimum, and an increment from zero; an increment of 0 or 1 second rounds nothing."""

    minimum_seconds: int = 0
    increment_seconds: int = 0
    mode: Mode = Mode.UP

    def round(self, seconds: int) -> int:
        """Round seconds. No work is no work, without a minimum; the minimum is a floor and
        need not be a multiple of the increment."""
        if seconds <= 0:
            return 0
        return max(self._to_increment(seconds), self.minimum_seconds)

    def _to_increment(self, seconds: int) -> int:
        step = self.increment_seconds
        if step <= 1:
            return seconds
        if self.mode is Mode.UP:
            return ceiling(seconds, step) * step
        if self.mode is Mode.DOWN:
            return seconds // step * step
        return half_up(seconds, step) * step
