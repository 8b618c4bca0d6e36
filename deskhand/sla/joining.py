"""Tickets are merged, or a message is split off: promises count from when was asked, once.

Both tickets are locked, and the messages stand where they belong already.
"""

from datetime import datetime

from deskhand.journal.actor import Actor
from deskhand.sla.callbacks import lock_owed, take_over
from deskhand.sla.clocks import ANSWERS, answer_since, cancel, is_answer_owed
from deskhand.sla.counting import count_from
from deskhand.sla.models import Clock, PromiseKind
from deskhand.sla.recording import add, begin, note_due, owed
from deskhand.tickets.answers import asked
from deskhand.tickets.models import Ticket

K, S = PromiseKind, Clock.State
MERGED = "merged"


def merge(ticket: Ticket, other: Ticket, *, by: Actor, at: datetime) -> None:
    """Let the promises of `other` live on in `ticket`: each counts from the earlier start.

    What is owed on the other is cancelled as merged. An answer or a call that only the other is
    owed is owed here from then on. A promise date stays with its own stage and is not taken over.
    """
    why = f"#{other.pk} was merged into it"
    if ticket.is_open:
        _take_calls_over(ticket, other, why, by=by, at=at)
    for clock in owed(other):
        if clock.started_at is not None and ticket.is_open:
            _take_over(ticket, clock, why, by=by, at=at)
        cancel([clock], MERGED, by=by, at=at)
    note_due(other)
    note_due(ticket)


def _take_calls_over(
    ticket: Ticket, other: Ticket, why: str, *, by: Actor, at: datetime
) -> list[int]:
    """Who was promised a call is called, whichever ticket it stands on; once. Returns the clocks
    that begin by it."""
    begun = []
    owed_here = {row.number for row in ticket.call_backs.filter(ended_at=None) if row.number}
    for key in list(other.call_backs.filter(ended_at=None).values_list("pk", flat=True)):
        call = lock_owed(other, key)
        if call is not None and call.number not in owed_here:
            why_here = f"It is owed here because {why}."
            begun.append(take_over(call, ticket, why=why_here, by=by, at=at).clock_id)
    return begun


def _take_over(ticket: Ticket, clock: Clock, why: str, *, by: Actor, at: datetime) -> None:
    since = clock.started_at or at
    kinds = ANSWERS if clock.kind in ANSWERS else (clock.kind,)
    if clock.kind not in (*ANSWERS, K.RESOLUTION, K.UPDATE):
        return
    waiting = [each for each in owed(ticket, *kinds) if each.state != S.PENDING]
    for each in waiting:
        count_from(each, ticket, since, why, by=by, at=at)
    if not waiting and clock.kind in ANSWERS and not is_answer_owed(ticket):
        _owe(ticket, since, by=by, at=at)


def _owe(ticket: Ticket, since: datetime, *, by: Actor, at: datetime) -> None:
    """Owe an answer to what was asked at an instant, unless it was answered since."""
    begun = begin(ticket, K.NEXT_RESPONSE, started_at=since, by=by, at=at)
    if begun is None:
        return
    answered_at = answer_since(ticket, since, at)
    if answered_at is not None:
        add(begun, "stop", at=answered_at, recorded_at=at, by=by)


def left(ticket: Ticket, *, asked_at: datetime, by: Actor, at: datetime) -> None:
    """What was asked at an instant was split off into a ticket of its own, which counts from the
    receipt of its message: here an answer is owed to what was asked next, or none."""
    for clock in owed(ticket, K.NEXT_RESPONSE):
        if clock.started_at != asked_at:
            continue
        add(clock, "cancel", {"reason": "split off"}, at=at, by=by)
        since = [m.released_at for m in asked(ticket, at=at) if m.released_at]
        later = next((when for when in since if when >= asked_at), None)
        if later is not None:
            _owe(ticket, later, by=by, at=at)
    note_due(ticket)
