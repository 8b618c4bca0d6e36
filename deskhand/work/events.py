"""What happened to tasks: ids and enumerations, never their titles."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class TaskChanged:
    """A task of a ticket was added, changed, done, opened again or removed, as `act` says."""

    name: ClassVar[str] = "task_changed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    task: int
    act: str
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class ChecklistApplied:
    """A checklist brought its tasks to a ticket."""

    name: ClassVar[str] = "checklist_applied"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    checklist: int
    count: int
    organization: int | None
    team: int | None
    is_public: bool = False
