"""What is asked of the index, without saying of which engine."""

from collections.abc import Sequence
from dataclasses import dataclass

from deskhand.rules.words import Sought


@dataclass(frozen=True, slots=True)
class Question:
    """Every one of `every` must be found, in one of its choices, and nothing of `none`.

    `marks` narrow: of each set an entry must bear one. Without `with_notes` nothing is found by
    what only agents read.
    """

    every: tuple[tuple[Sought, ...], ...] = ()
    none: tuple[Sought, ...] = ()
    marks: tuple[frozenset[str], ...] = ()
    with_notes: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words that stand together, each in one of its forms, as they are in the index.

    Where `goes_on`, the last one may be the beginning of a word that nobody has listed.
    `entries` is about how many entries have it.
    """

    words: tuple[tuple[str, ...], ...]
    goes_on: bool = False
    entries: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question in the words of the index."""

    every: Sequence[Sequence[Pattern]]
    none: Sequence[Pattern]
    marks: Sequence[frozenset[str]]
    # About how many entries bear one of each set of marks.
    marked: Sequence[int]
    with_notes: bool

    @property
    def has_phrase(self) -> bool:
        patterns = [*self.none, *(pattern for choices in self.every for pattern in choices)]
        return any(len(pattern.words) > 1 for pattern in patterns)
