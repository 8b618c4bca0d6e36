"""The shapes of facts that are more than one plain value."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

TOLD = 12


@dataclass(frozen=True, slots=True)
class Someone:
    """A person as conditions see him; `is_me` when he is the one who asks."""

    name: str
    addresses: tuple[str, ...] = ()
    is_me: bool = False

    def __str__(self) -> str:
        return self.name or next(iter(self.addresses), "")


@dataclass(frozen=True, slots=True)
class Level:
    """A number with names, as priorities are: level 1, "Critical"."""

    number: int
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return str(self.number)


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of a thing as passages of words, read as of an instant when somebody asks."""

    passages: Callable[[datetime], Sequence[Sequence[str]]]

    def beginning(self, at: datetime) -> str:
        """Return the first words, to tell what was looked through."""
        words = [word for passage in self.passages(at) for word in passage if word]
        return " ".join(words[:TOLD]) + ("…" if len(words) > TOLD else "")
