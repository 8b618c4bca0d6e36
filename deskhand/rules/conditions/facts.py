"""The shapes of facts that are more than one plain value."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
    """The texts of a thing as passages of words; they are read when somebody asks for them."""

    passages: Callable[[], Sequence[Sequence[str]]]

    def __str__(self) -> str:
        words = [word for passage in self.passages() for word in passage]
        return " ".join(words[:TOLD]) + ("…" if len(words) > TOLD else "")
