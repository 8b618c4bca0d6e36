"""Who did it, as the journal writes it down: kind, id and name at the time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """The doer of a change. Kinds: agent, requester, rule, system."""

    kind: str
    id: int | None
    name: str

    @property
    def is_person(self) -> bool:
        return self.kind in {"agent", "requester"}


def system(name: str) -> Actor:
    """A named part of the desk itself, such as `intake` or `clocks`."""
    return Actor("system", None, name)
