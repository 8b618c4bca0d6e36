"""A drawn signature: strokes of a pen in a box, written as the path of a picture.

What came from a browser is read as numbers and written anew, so that nothing but strokes is kept.
"""

import re
from itertools import pairwise
from math import hypot

WIDTH, HEIGHT = 600, 200
LONGEST, MOST_POINTS = 60_000, 4000
# Less than this is a slip, not a name.
SHORTEST = 60.0
_STROKES = re.compile(r"(?:M\d{1,4},\d{1,4}(?:L\d{1,4},\d{1,4})+)+", re.ASCII)
_POINT = re.compile(r"([ML])(\d{1,4}),(\d{1,4})", re.ASCII)


class NoSignature(ValueError):
    """What was drawn is no signature."""


def strokes(path: str) -> str:
    """Return the path of a signature, written anew; raises NoSignature for anything else."""
    if len(path) > LONGEST or not _STROKES.fullmatch(path):
        raise NoSignature
    points = [(act, int(x), int(y)) for act, x, y in _POINT.findall(path)]
    if len(points) > MOST_POINTS or any(x > WIDTH or y > HEIGHT for _act, x, y in points):
        raise NoSignature
    if _length(points) < SHORTEST:
        raise NoSignature
    return "".join(f"{act}{x},{y}" for act, x, y in points)


def _length(points: list[tuple[str, int, int]]) -> float:
    pairs = pairwise(points)
    return sum(hypot(x - a, y - b) for (_m, a, b), (act, x, y) in pairs if act == "L")
