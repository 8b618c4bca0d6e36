"""What happened under contracts: ids and enumerations only."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class CoverageDecided:
    """What a contract says of the work on a ticket became another thing; empty: no contract
    holds for it any more."""

    name: ClassVar[str] = "coverage_decided"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    contract: int | None
    effect: str
    organization: int | None
    team: int | None
    is_public: bool = False
