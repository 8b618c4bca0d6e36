"""The tree of a condition. Its parts know where in the text they stood; `str` is canonical."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from deskhand.rules.conditions.fields import Field, Kind
from deskhand.rules.conditions.values import Name, Value

HEAD = re.compile(r"([^\W\d]\w*(?:-\w+)*)(:(?:<=|>=|<|>|=)?|<=|>=|<|>|=)")


@dataclass(frozen=True, slots=True)
class Place:
    """From where to where in the text; two parts are equal wherever they stood."""

    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Term:
    """One question to one field; true when any of the values answers it.

    `operator` is one of `: = < <= > >=`; `=` only where it differs from `:`. A free word is
    a term on the field that takes words.
    """

    field: Field
    operator: str
    values: tuple[Value, ...]
    is_free: bool = False
    place: Place = Place()

    def __str__(self) -> str:
        values = [self._written(value) for value in self.values]
        if self.is_free:
            return f'"{values[0]}"' if HEAD.match(values[0]) else values[0]
        operator = "" if self.operator == ":" else self.operator
        return f"{self.field.name}:{operator}{','.join(values)}"

    def _written(self, value: Value) -> str:
        # Quotes would make a word that may go on one that may not.
        if self.field.kind is Kind.WORDS and isinstance(value, Name):
            return value.written
        return str(value)


@dataclass(frozen=True, slots=True)
class Not:
    part: "Node"
    place: Place = Place()

    def __str__(self) -> str:
        return f"-{_enclosed(self.part)}"


@dataclass(frozen=True, slots=True)
class Every:
    """All parts must match; without parts everything does."""

    parts: "tuple[Node, ...]"
    place: Place = Place()

    def __str__(self) -> str:
        return " ".join(
            _enclosed(part) if isinstance(part, Either) else str(part) for part in self.parts
        )


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part must match."""

    parts: "tuple[Node, ...]"
    place: Place = Place()

    def __str__(self) -> str:
        return " or ".join(str(part) for part in self.parts)


Node: TypeAlias = Term | Not | Every | Either


@dataclass(frozen=True, slots=True)
class Condition:
    """A checked condition; `text` is what was written."""

    root: Node
    text: str = field(default="", compare=False)

    def __str__(self) -> str:
        return str(self.root)

    def terms(self) -> Iterator[Term]:
        """Yield every term, as written from left to right."""
        return _terms(self.root)


def _enclosed(part: Node) -> str:
    return f"({part})" if isinstance(part, Every | Either) else str(part)


def _terms(node: Node) -> Iterator[Term]:
    match node:
        case Term():
            yield node
        case Not(part=part):
            yield from _terms(part)
        case Every(parts=parts) | Either(parts=parts):
            for part in parts:
                yield from _terms(part)
