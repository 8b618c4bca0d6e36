"""What can be found: each kind of thing says what its entries hold. Rooms register their own.

What stands in `notes` is found by agents alone; everything else by whoever may see the thing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import Model

# An entry's id is the number of its thing times this, plus the code of its kind.
CODES = 16
# Of one thing so many words are found; of one text of it, so many.
MOST_WORDS, MOST_WORDS_OF_TEXT = 50_000, 5_000


@dataclass(frozen=True, slots=True)
class Entry:
    """The texts of one thing, weightiest first, and the marks by which searches are narrowed."""

    number: int
    title: str
    names: Sequence[str] = ()
    texts: Sequence[str] = ()
    notes: Sequence[str] = ()
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing. `code` is below CODES and never changes.

    `entries` reads the things with these numbers as they are at an instant, and leaves out
    those that are gone; `following` returns so many numbers that come after one; `last` is the
    highest number there is.
    """

    name: str
    code: int
    entries: Callable[[Sequence[int], datetime], Iterable[Entry]]
    following: Callable[[int, int], list[int]]
    last: Callable[[], int]

    @property
    def mark(self) -> str:
        return f"k{self.code}"

    @property
    def narrows(self) -> bool:
        """Whether to ask for the kind's mark keeps a search short: most entries are of kind 0."""
        return self.code > 0

    def id_of(self, number: int) -> int:
        return number * CODES + self.code


def numbered(model: type[Model]) -> dict[str, Callable[..., Any]]:
    """Return `following` and `last` for things that are the rows of a table."""

    def following(number: int, count: int) -> list[int]:
        rows = model._default_manager.filter(pk__gt=number).order_by("pk")
        return list(rows.values_list("pk", flat=True)[:count])

    def last() -> int:
        newest = model._default_manager.order_by("-pk").values_list("pk", flat=True)
        return next(iter(newest[:1]), 0)

    return {"following": following, "last": last}


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind of thing; raises ValueError when its name or code is taken."""
    if not 0 <= kind.code < CODES:
        raise ValueError(f"no code for {kind.name}: {kind.code}")
    if any(kind.name == known.name or kind.code == known.code for known in _KINDS.values()):
        raise ValueError(f"{kind.name} or its code {kind.code} is taken")
    _KINDS[kind.name] = kind


def kinds() -> Mapping[str, Kind]:
    """Return all kinds by name, in the order in which they were registered."""
    return MappingProxyType(_KINDS)
