"""The shapes of facts that are more than one plain value."""

from dataclasses import dataclass


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
