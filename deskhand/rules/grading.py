"""Priority from impact and urgency: a matrix of grades, as a scheme of priorities keeps it.

Grades are counted from 1. What is kept is plain data: `impact` and `urgency` are lists of `name`
and `meaning`, `cells` a list for each impact with a level for each urgency.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST = 6


@dataclass(frozen=True, slots=True)
class Grade:
    """One step of impact or urgency, in the words of the provider."""

    name: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of impact, columns of urgency, and in each cell the level of a priority."""

    impact: tuple[Grade, ...]
    urgency: tuple[Grade, ...]
    cells: tuple[tuple[int, ...], ...]

    def level(self, impact: int | None, urgency: int | None) -> int | None:
        """The level for two grades; None while one is not said, or is no longer there."""
        if impact is None or urgency is None:
            return None
        if not (1 <= impact <= len(self.impact) and 1 <= urgency <= len(self.urgency)):
            return None
        return self.cells[impact - 1][urgency - 1]

    def choices(self, side: str) -> list[tuple[int, str]]:
        """The grades of `impact` or `urgency`, counted from 1, with their names."""
        return [(place, one.name) for place, one in enumerate(self._side(side), start=1)]

    def explained(self, side: str) -> list[tuple[int, str]]:
        """As `choices`, with what each means."""
        grades = enumerate(self._side(side), start=1)
        return [
            (at, f"{one.name}: {one.meaning}" if one.meaning else one.name) for at, one in grades
        ]

    def _side(self, side: str) -> tuple[Grade, ...]:
        return self.impact if side == "impact" else self.urgency

    def kept(self) -> dict[str, Any]:
        """As plain data."""
        sides = {"impact": self.impact, "urgency": self.urgency}
        said = {
            side: [{"name": one.name, "meaning": one.meaning} for one in grades]
            for side, grades in sides.items()
        }
        return {**said, "cells": [list(row) for row in self.cells]}


def read(kept: Mapping[str, Any]) -> Matrix | None:
    """Read what is kept; None where there is no matrix, or one that does not fit itself."""
    impact, urgency = _grades(kept, "impact"), _grades(kept, "urgency")
    cells = tuple(tuple(row) for row in kept.get("cells", ()))
    fits = len(cells) == len(impact) and all(len(row) == len(urgency) for row in cells)
    return Matrix(impact, urgency, cells) if impact and urgency and fits else None


def _grades(kept: Mapping[str, Any], side: str) -> tuple[Grade, ...]:
    return tuple(Grade(one["name"], one.get("meaning", "")) for one in kept.get(side, ()))
