"""What happened to tasks and appointments: ids and enumerations, never their texts."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class AppointmentChanged:
    """An appointment was made, moved, or came to another state, as `act` says.

    `minutes` is the length of one that was concluded, or broken off: by it units and time are
    charged later.
    """

    name: ClassVar[str] = "appointment_changed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    appointment: int
    act: str
    state: str
    minutes: int | None
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class TimesOffered:
    """Times were offered to a requester, or the offer ended, as `act` says."""

    name: ClassVar[str] = "times_offered"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    offer: int
    act: str
    organization: int | None
    team: int | None
    is_public: bool = False


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
