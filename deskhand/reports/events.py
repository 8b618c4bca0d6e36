"""What is said about promises that were broken."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class BreachExplained:
    """Somebody said why a promise was broken; `reason` is a row of the firm's list."""

    name: ClassVar[str] = "breach_explained"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    clock: int
    reason: int
    organization: int | None
    team: int | None
    is_public: bool = False
