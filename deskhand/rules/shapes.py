"""What a file may say: which parts, of which kind; and in a sentence each, what does not fit."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any, Protocol

from deskhand.rules.amounts import AmountError, read_amount

Path = tuple[str | int, ...]
Fault = tuple[Path, str]


class Shape(Protocol):
    """Something that a value must look like."""

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        """Yield where a value does not fit, and why."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """Words; `pattern` is what all of them must match, `like` an example of it."""

    most: int = 300
    pattern: str = ""
    like: str = ""

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield path, f"This must be a text, not {_shown(value)}."
        elif len(value) > self.most:
            yield path, f"This is longer than {self.most} characters."
        elif self.pattern and not re.fullmatch(self.pattern, value):
            yield path, f"“{value[:60]}” does not fit. Write it as {self.like}."


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number between two bounds, both included."""

    least: int = 0
    most: int = 999

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        if type(value) is not int or not self.least <= value <= self.most:
            yield path, f"This must be a whole number from {self.least} to {self.most}."


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        if not isinstance(value, bool):
            yield path, f"This must be true or false, not {_shown(value)}."


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some words."""

    words: tuple[str, ...]

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        if value not in self.words:
            near = _near(value, self.words)
            yield path, f"{_shown(value)} is none of {', '.join(self.words)}.{near}"


@dataclass(frozen=True, slots=True)
class Amount:
    """A target in words, as `rules.amounts` reads it."""

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        try:
            read_amount(value if isinstance(value, str) else str(value))
        except AmountError as error:
            yield path, str(error)


@dataclass(frozen=True, slots=True)
class Day:
    """A date, written as "2026-12-25"."""

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        try:
            date.fromisoformat(value)
        except (TypeError, ValueError):
            yield path, f"{_shown(value)} is not a date. Write it as 2026-12-25."


@dataclass(frozen=True, slots=True)
class Several:
    """A list of things that look alike."""

    each: Shape
    least: int = 0

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield path, f"This must be a list, not {_shown(value)}."
            return
        if len(value) < self.least:
            yield path, "This list is empty. Give it one at least."
        for place, each in enumerate(value):
            yield from self.each.faults(each, (*path, place))


@dataclass(frozen=True, slots=True)
class By:
    """A table whose keys are free within a shape of their own."""

    key: Shape
    each: Shape

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        if not isinstance(value, Mapping):
            yield path, f"This must be a table, not {_shown(value)}."
            return
        for key, each in value.items():
            wrong = list(self.key.faults(key, (*path, key)))
            yield from wrong or self.each.faults(each, (*path, key))


@dataclass(frozen=True, slots=True)
class Either:
    """A text that fits the first shape, or a table that fits the second."""

    text: Shape
    table: Shape

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        chosen = self.text if isinstance(value, str) else self.table
        yield from chosen.faults(value, path)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with these parts; the ones in `needed` must be there, others are unknown."""

    parts: Mapping[str, Shape] = field(default_factory=dict)
    needed: tuple[str, ...] = ()

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        if not isinstance(value, Mapping):
            yield path, f"This must be a table, not {_shown(value)}."
            return
        for key, each in value.items():
            if key in self.parts:
                yield from self.parts[key].faults(each, (*path, key))
            else:
                near = _near(key, tuple(self.parts))
                yield (*path, key), f"There is no “{key}” here.{near}"
        for key in self.needed:
            if key not in value:
                yield path, f"“{key}” is missing here."


def _near(word: Any, words: tuple[str, ...]) -> str:
    found = get_close_matches(str(word), words, n=1)
    return f" Did you mean “{found[0]}”?" if found else ""


def _shown(value: Any) -> str:
    words = repr(value) if not isinstance(value, dict | list) else type(value).__name__
    return {"dict": "a table", "list": "a list"}.get(words, words[:60])
