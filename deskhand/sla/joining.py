"""Tickets are merged, or a message is split off: promises count from when was asked, once.

Both tickets are locked, and the messages stand where they belong already. What was done is
returned as plain values, by which `parting` undoes it.
"""

from datetime import datetime
from typing import Any

from deskhand.journal.actor import Actor
from deskhand.sla.callbacks import lock_owed, take_over
from deskhand.sla.clocks import ANSWERS, answer_since, cancel, is_answer_owed
from deskhand.sla.counting import count_from
from deskhand.sla.models import CallBack, Clock, PromiseKind
from deskhand.sla.recording import add, begin, note_due, owed
from deskhand.tickets.answers import asked
from deskhand.tickets.models import Ticket

K, S = PromiseKind, Clock.State
MERGED = "merged"
LIVE_ON = frozenset({*ANSWERS, K.RESOLUTION, K.UPDATE})


def merge(ticket: Ticket, other: Ticket, *, by: Actor, at: datetime) -> dict[str, Any]:
    """Let the promises of `other` live on in `ticket`: each counts from the earlier start.

    What is owed on the other is cancelled as merged. An answer or a call that only the other is
    owed is owed here from then on. A promise date stays with its own stage and is not taken over.
    """
    why = f"#{other.pk} was merged into it"
    done: dict[str, Any] = {"cancelled": [], "counted": [], "begun": []}
    if ticket.is_open:
        done["begun"] += _take_calls_over(ticket, other, why, by=by, at=at)
    for clock in owed(other):
        if clock.started_at is not None and ticket.is_open:
            _take_over(ticket, clock, why, done, by=by, at=at)
        cancel([clock], MERGED, by=by, at=at)
        done["cancelled"].append(clock.pk)
    note_due(other)
    note_due(ticket)
    return done


def _take_calls_over(
    ticket: Ticket, other: Ticket, why: str, *, by: Actor, at: datetime
) -> list[int]:
    """Who was promised a call is called, whichever ticket it stands on; once. Two who are reached
    by one switchboard are both called. Returns the clocks that begin by it."""
    begun = []
    owed_here = {called(row) for row in ticket.call_backs.filter(ended_at=None) if row.number}
    for key in list(other.call_backs.filter(ended_at=None).values_list("pk", flat=True)):
        call = lock_owed(other, key)
        if call is not None and called(call) not in owed_here:
            why_here = f"It is owed here because {why}."
            begun.append(take_over(call, ticket, why=why_here, by=by, at=at).clock_id)
    return begun


def called(row: CallBack) -> tuple[str, int | str]:
    """Who is called, and where: two calls with the same are one."""
    return row.number, row.person_id or row.name.casefold()


def lives_on(clock: Clock) -> bool:
    """Whether what is owed by a clock is owed by the ticket into which its own is merged."""
    return clock.started_at is not None and clock.kind in LIVE_ON


def _take_over(
    ticket: Ticket, clock: Clock, why: str, done: dict[str, Any], *, by: Actor, at: datetime
) -> None:
    since = clock.started_at or at
    kinds = ANSWERS if clock.kind in ANSWERS else (clock.kind,)
    if not lives_on(clock):
        return
    waiting = [each for each in owed(ticket, *kinds) if each.state != S.PENDING]
    for each in waiting:
        was = as_it_counts(each)
        if count_from(each, ticket, since, why, by=by, at=at):
            done["counted"].append({**was, "since": since.isoformat()})
    if not waiting and clock.kind in ANSWERS and not is_answer_owed(ticket):
        done["begun"] += _owe(ticket, since, by=by, at=at)


def as_it_counts(clock: Clock) -> dict[str, Any]:
    """From when a clock counts and by what, as plain values."""
    return {
        "clock": clock.pk,
        "started_at": clock.started_at.isoformat() if clock.started_at else None,
        "calendar_version": clock.calendar_version_id,
        "band": clock.band,
        "promised": clock.promised,
        "reason": clock.reason,
    }


def _owe(ticket: Ticket, since: datetime, *, by: Actor, at: datetime) -> list[int]:
    """Owe an answer to what was asked at an instant, unless it was answered since; returns the
    clock of it, if any."""
    begun = begin(ticket, K.NEXT_RESPONSE, started_at=since, by=by, at=at)
    if begun is None:
        return []
    answered_at = answer_since(ticket, since, at)
    if answered_at is not None:
        add(begun, "stop", at=answered_at, recorded_at=at, by=by)
    return [begun.pk]


def left(ticket: Ticket, *, asked_at: datetime, by: Actor, at: datetime) -> dict[str, Any]:
    """What was asked at an instant was split off into a ticket of its own, which counts from the
    receipt of its message: here an answer is owed to what was asked next, or none."""
    done: dict[str, Any] = {"cancelled": [], "counted": [], "begun": []}
    for clock in owed(ticket, K.NEXT_RESPONSE):
        if clock.started_at != asked_at:
            continue
        add(clock, "cancel", {"reason": "split off"}, at=at, by=by)
        done["cancelled"].append(clock.pk)
        since = [m.released_at for m in asked(ticket, at=at) if m.released_at]
        later = next((when for when in since if when >= asked_at), None)
        if later is not None:
            done["begun"] += _owe(ticket, later, by=by, at=at)
    note_due(ticket)
    return done
