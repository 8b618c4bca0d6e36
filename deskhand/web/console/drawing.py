"""Figures of reports as pictures: months side by side, or bars below each other, each with its
number on the mark. What does not fit in words stands in the table beside."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from deskhand.reports.figures import Column, Figure, Kind, Picture
from deskhand.web.console.wording import cell_words, mark_words, month_words

WIDTH = 560
# Months: the ground on which they stand, and how high they may grow.
GROUND, HIGHEST = 176, 140
# As wide as a letter is on a phone, where they are drawn larger.
LETTER = 9.2
# Bars: names to the left, and the room that the longest bar has.
ROW, NAMES, LONGEST, NAME_LETTERS = 30, 176, 250, 22
MOST_BARS, MOST_ROWS = 12, 400


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar with what it says when pointed at. Lengths are in units of the picture, as text."""

    kind: str
    x: str
    y: str
    width: str
    height: str
    title: str


@dataclass(frozen=True, slots=True)
class Word:
    x: str
    y: str
    text: str
    anchor: str = "middle"
    is_strong: bool = False


@dataclass(slots=True)
class Drawing:
    """A picture to be drawn as it stands."""

    height: int
    marks: list[Mark] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    ground: int = 0
    width: int = WIDTH


def drawn(figure: Figure) -> Drawing | None:
    """Return the picture of a figure; None where there is nothing to see."""
    picture = figure.picture
    if picture is None:
        return None
    seen = {picture.column, picture.rest or picture.column}
    # Nothing kept of something is worth a picture; nothing of nothing is not.
    is_share = figure.columns[picture.column].kind == Kind.SHARE
    numbers = [row[column] for row in figure.rows[:MOST_ROWS] for column in seen]
    if not any(number is not None if is_share else number for number in numbers):
        return None
    return _months(figure, picture) if picture.shape == "months" else _bars(figure, picture)


def _months(figure: Figure, picture: Picture) -> Drawing:
    drawing = Drawing(height=GROUND + 24, ground=GROUND)
    column, rows = figure.columns[picture.column], figure.rows
    step = WIDTH / len(rows)
    stride = 1 if len(rows) <= 12 else -(-len(rows) // 6)
    scale = HIGHEST / _highest(figure, picture)
    words = [mark_words(row[picture.column], column) for row in rows]
    heights = [max((row[picture.column] or 0) * scale, 0) for row in rows]
    for place, row in enumerate(rows):
        left, middle = place * step, (place + 0.5) * step
        named = month_words(row[0])
        if place % stride == 0:
            label = named.partition(" ")[0] if stride == 1 else named.replace(" 20", " ’")
            drawing.words.append(Word(_unit(max(middle, len(label) * 4)), str(GROUND + 18), label))
        if row[picture.column] is not None:
            height = max(heights[place], 1.5 if row[picture.column] else 0)
            size = (_unit(left + 2), _unit(GROUND - height), _unit(step - 4), _unit(height))
            drawing.marks.append(Mark("one", *size, f"{named}: {words[place]}"))
    drawing.words += _numbers(words, heights, step)
    if picture.line is not None:
        drawing.lines = _line([row[picture.line] for row in rows], step, scale)
    return drawing


def _numbers(words: Sequence[str], heights: Sequence[float], step: float) -> list[Word]:
    """The numbers of the marks: of all where all fit, else of the highest and both ends where
    they are not in each other's way. Each stands above whatever is below it."""
    known = [place for place, height in enumerate(heights) if height]
    if not known:
        return []
    told = known
    if any(len(word) * LETTER >= step for word in words):
        told = [max(known, key=lambda place: heights[place]), known[-1], known[0]]
    numbers: list[tuple[float, float, str]] = []
    for place in told:
        half = len(words[place]) * LETTER / 2
        at = min(max((place + 0.5) * step, half), WIDTH - half)
        if all(abs(at - other) > half + room + LETTER for other, room, _word in numbers):
            numbers.append((at, half, words[place]))
    return [
        Word(_unit(at), _unit(GROUND - _above(at, half, heights, step) - 6), word, is_strong=True)
        for at, half, word in numbers
    ]


def _above(at: float, half: float, heights: Sequence[float], step: float) -> float:
    """How high the marks below a word reach."""
    first, last = int((at - half + 2) // step), int((at + half - 2) // step)
    return max(heights[max(first, 0) : last + 1], default=0)


def _highest(figure: Figure, picture: Picture) -> float:
    if figure.columns[picture.column].kind == Kind.SHARE:
        return 1.0
    columns = [picture.column] if picture.line is None else [picture.column, picture.line]
    return max((row[c] for row in figure.rows for c in columns if row[c]), default=1)


def _line(values: Sequence[Any], step: float, scale: float) -> list[str]:
    """The points of a line over the months, broken where nothing is known."""
    lines: list[list[str]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            lines.append([])
        else:
            lines[-1].append(f"{_unit((place + 0.5) * step)},{_unit(GROUND - value * scale)}")
    return [" ".join(points) for points in lines if len(points) > 1]


def _bars(figure: Figure, picture: Picture) -> Drawing:
    rows = figure.rows[:MOST_BARS]
    drawing = Drawing(height=ROW * len(rows))
    column = figure.columns[picture.column]
    wholes = [_whole(row, picture) for row in rows]
    scale = LONGEST / (max(wholes) or 1)
    for place, (row, whole) in enumerate(zip(rows, wholes, strict=True)):
        y, base = place * ROW + 4, str(place * ROW + 19)
        words = _bar_words(row, picture, column)
        title = f"{row[0]}: {words}"
        size = (str(y), _unit(whole * scale), "22", title)
        if picture.rest is not None:
            drawing.marks.append(Mark("four", str(NAMES), *size))
        part = _unit((row[picture.column] or 0) * scale)
        drawing.marks.append(Mark("one", str(NAMES), str(y), part, "22", title))
        drawing.words.append(Word("0", base, _short(str(row[0])), "start"))
        right = _unit(NAMES + whole * scale + 8)
        drawing.words.append(Word(right, base, words, "start", is_strong=True))
    return drawing


def _whole(row: Sequence[Any], picture: Picture) -> float:
    rest = row[picture.rest] if picture.rest is not None else 0
    return max((row[picture.column] or 0) + rest, 0)


def _bar_words(row: Sequence[Any], picture: Picture, column: Column) -> str:
    words = cell_words(row[picture.column], column)
    if picture.rest is None:
        return words
    return f"{words} / {cell_words(_whole(row, picture), column)}"


def _short(name: str) -> str:
    return name if len(name) <= NAME_LETTERS else f"{name[: NAME_LETTERS - 1]}…"


def _unit(length: float) -> str:
    """A length in the picture, whatever the reader's way to write numbers."""
    return f"{length:.1f}"
