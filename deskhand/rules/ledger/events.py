"""What is recorded in the book of a contract's units; each event has a key of its own.

`effective_at` is the date of work, `recorded_at` when it was written down. The same key with
the same content is the same event, sent twice.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

_NEVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    key: str
    effective_at: datetime
    recorded_at: datetime

    def says_the_same(self, other: "Event") -> bool:
        """Whether two events differ in nothing but when they were recorded."""
        return replace(self, recorded_at=_NEVER) == replace(other, recorded_at=_NEVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase(Event):
    """A pack was bought; `days` replaces the contract's life of a pack."""

    units: int
    price: int = 0
    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Goodwill(Event):
    """Units were given."""

    units: int
    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Event):
    """A request that was turned over was answered by e-mail."""

    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment(Event):
    """An appointment was concluded, with so many technicians, which never matters."""

    ticket: str
    minutes: int
    technicians: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal(Event):
    """All that the target has posted is taken away; `as_goodwill` gives it back as a new lot
    and lets the charge stand."""

    target: str
    as_goodwill: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(Event):
    """An appointment was of another length."""

    target: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing(Event):
    """Nothing is posted before `until` any more."""

    until: datetime
