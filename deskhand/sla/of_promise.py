"""What the events of one promise have in common."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class OfPromise:
    """What the events of one promise name: its ticket, its clock, and of what kind that is."""

    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    clock: int
    kind: str
    organization: int | None
    team: int | None
    is_public: bool = False
