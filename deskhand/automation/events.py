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


@dataclass(frozen=True, slots=True)
class RuleRan:
    """A rule was followed on a ticket; why and what it did stands with its run."""

    name: ClassVar[str] = "rule_ran"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    rule: int
    run: int
    outcome: str
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class RuleStopped:
    """The loop guard switched a rule off."""

    name: ClassVar[str] = "rule_stopped"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "rule"

    rule: int
    ticket: int
    is_public: bool = False
