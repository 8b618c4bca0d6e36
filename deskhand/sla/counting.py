"""From when a clock counts, where that turns out to be earlier than was known."""

from datetime import datetime

from deskhand.journal.actor import Actor
from deskhand.sla.lines import line_of
from deskhand.sla.models import Clock
from deskhand.sla.policies import promise_by
from deskhand.sla.recording import add
from deskhand.tickets.models import Ticket


def count_from(
    clock: Clock, ticket: Ticket, since: datetime, why: str, *, by: Actor, at: datetime
) -> bool:
    """Let a clock count from an earlier instant, by what its row promises then; False when it
    counts from there or before already. What is past by then is late since it was told (`at`)."""
    if clock.started_at is None or clock.started_at <= since:
        return False
    promise = promise_by(line_of(clock.row), ticket, received_at=since) if clock.row else None
    if promise is not None:
        clock.calendar_version, clock.band = promise.calendar, promise.band
        clock.promised, clock.reason = promise.target, promise.reason
    clock.started_at = since
    payload = {"since": since.isoformat(), "made_at": at.isoformat(), "reason": why}
    add(clock, "counted_from", payload, at=since, recorded_at=at, by=by)
    return True
