"""What happened to tasks, appointments and time: ids, days and numbers, never titles or notes.
Contracts and reports build on what is told of time."""

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


@dataclass(frozen=True, slots=True)
class TimeEntered:
    """An agent worked `seconds` on a day (ISO). `booked_on` is the day by which it counts;
    `adjusts` the entry of a closed month that it corrects, with less than no seconds where it
    takes back. `ticket` and `organization` are None for work of the firm's own."""

    name: ClassVar[str] = "time_entered"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int | None
    entry: int
    agent: int
    seconds: int
    worked_on: str
    booked_on: str
    is_billable: bool
    source: str
    adjusts: int | None
    organization: int | None
    team: int | None = None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class TimeCorrected:
    """An entry says something else since this revision; `old_seconds` is what it said before.

    Told on the ticket that it is of now; `old_ticket` where it was of another.
    """

    name: ClassVar[str] = "time_corrected"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int | None
    entry: int
    revision: int
    agent: int
    seconds: int
    old_seconds: int
    old_ticket: int | None
    worked_on: str
    booked_on: str
    is_billable: bool
    organization: int | None
    team: int | None = None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class TimeWithdrawn:
    """An entry was none: it counts no more, its revisions stay."""

    name: ClassVar[str] = "time_withdrawn"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int | None
    entry: int
    revision: int
    agent: int
    seconds: int
    worked_on: str
    booked_on: str
    organization: int | None
    team: int | None = None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class TimeJudged:
    """An entry was submitted, approved, or sent back, as `state` says."""

    name: ClassVar[str] = "time_judged"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "time_entry"

    time_entry: int
    revision: int
    state: str
    organization: int | None
    team: int | None = None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class TimeBilled:
    """An entry was billed; or not, after all."""

    name: ClassVar[str] = "time_billed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "time_entry"

    time_entry: int
    revision: int
    is_billed: bool
    organization: int | None
    team: int | None = None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class MonthClosed:
    """A month (its first day, ISO) takes no more time; or does again, opened with a reason."""

    name: ClassVar[str] = "time_month_closed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "time_month"

    time_month: int
    begins_on: str
    is_closed: bool
    organization: int | None = None
    team: int | None = None
    is_public: bool = False
