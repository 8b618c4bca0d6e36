"""What macros and rules did, as the journal keeps it."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class MacroUsed:
    """An agent used a macro on a ticket, or took its use back."""

    name: ClassVar[str] = "macro_used"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    macro: int | None
    use: int
    is_undone: bool
    organization: int | None
    team: int | None
    is_public: bool = False
