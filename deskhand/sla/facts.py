"""The facts with which clocks are written down, as they are made and read."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from deskhand.journal.actor import Actor
from deskhand.sla.batches import Told
from deskhand.sla.calendars import Following, versions_after
from deskhand.sla.models import CalendarVersion, Clock, ClockEvent

# From when on a clock counts by another version of its calendar.
CALENDAR = "calendar"


def begun(clock: Clock, *, by: Actor, at: datetime) -> Iterator[ClockEvent]:
    """How a new clock begins, and by which hours it will count later on, as far as is known."""
    yield ClockEvent(
        clock=clock,
        seq=1,
        at=clock.started_at or at,
        recorded_at=at,
        kind="start" if clock.started_at else "wait",
        payload={"target": clock.promised} if clock.started_at else {},
        actor=by.name,
    )
    ahead = versions_after(clock.calendar_version) if clock.started_at else []
    for seq, version in enumerate(ahead, start=2):
        yield calendar_fact(clock, version, seq=seq, by=by, at=at)


def calendar_fact(
    clock: Clock, version: CalendarVersion, *, seq: int, by: Actor, at: datetime
) -> ClockEvent:
    """Return the fact that a clock counts by another version from when that holds."""
    return ClockEvent(
        clock=clock,
        seq=seq,
        at=version.valid_from,
        recorded_at=at,
        kind=CALENDAR,
        payload={"version": version.pk, "hash": version.spec_hash},
        actor=by.name,
    )


def as_set(fact: ClockEvent, since: datetime, *, seq: int) -> ClockEvent:
    """A due time set by hand on a clock that is replaced holds on its successor from the start."""
    return ClockEvent(
        seq=seq,
        at=since,
        recorded_at=fact.recorded_at,
        kind=fact.kind,
        payload=fact.payload,
        actor=fact.actor,
    )


def calendars_told(facts: Iterable[ClockEvent | Told]) -> Iterator[Following]:
    """Yield from when on which version counts, in the order in which it was told."""
    told = (event for event in facts if event.kind == CALENDAR)
    for event in sorted(told, key=lambda e: e.seq):
        yield event.at, event.payload["version"], event.payload["hash"]
