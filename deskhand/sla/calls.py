"""Telephone calls as they are logged, and what they count for.

Reached is an answer and ends the call-back; voicemail, or any try, does where the row says so. In
vain it is tried again as often as was agreed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.sla import clocks
from deskhand.sla.call_board import HELD_FOR
from deskhand.sla.callbacks import end, row_of
from deskhand.sla.events import CallMade
from deskhand.sla.models import Call, CallBack, Clock, PromiseRow
from deskhand.sla.recording import add, note_due, owed
from deskhand.tickets.models import CallOutcome, Message, Ticket

# After a call in vain, the next one to be made is another; when the deadline is nearer, this one
# again while there is time for a call.
AGAIN = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Made:
    """A call that was made: how it went, when, and how long it took."""

    outcome: str
    made_at: datetime
    seconds: int = 0


def note_call(
    ticket: Ticket,
    message: Message,
    made: Made,
    *,
    call_back: CallBack | None,
    by: Actor,
    at: datetime,
) -> Call:
    """Log a call on a locked ticket, told by a message; the clocks that it answers stop when it
    was made, and so does the call-back where it ends it."""
    if message.agent is None:
        raise ValueError("a call is made by an agent")
    is_answer = _is_answer(ticket, made)
    call = Call.objects.create(
        ticket=ticket,
        call_back=call_back,
        message=message,
        agent=message.agent,
        outcome=made.outcome,
        made_at=made.made_at,
        recorded_at=at,
        seconds=made.seconds,
        is_answer=is_answer,
    )
    event = CallMade(
        ticket=ticket.pk,
        call=call_back.pk if call_back else None,
        outcome=made.outcome,
        is_answer=is_answer,
        organization=ticket.organization_id,
        team=ticket.team_id,
    )
    record(event, by=by, at=at)
    if is_answer:
        clocks.answered(ticket, by=by, at=made.made_at, recorded_at=at)
    if call_back is not None:
        _try(call_back, ticket, made, by=by, at=at)
        note_due(ticket)
    return call


def _is_answer(ticket: Ticket, made: Made) -> bool:
    if made.outcome == CallOutcome.REACHED:
        return True
    if made.outcome != CallOutcome.VOICEMAIL:
        return False
    waiting = owed(ticket, *clocks.ANSWERS)
    return any(clock.row.voicemail_counts for clock in waiting if clock.row and clock.started_at)


def _try(row: CallBack, ticket: Ticket, made: Made, *, by: Actor, at: datetime) -> None:
    row.tries, row.last_outcome = row.tries + 1, made.outcome
    how = _end(row, ticket, made)
    if how is not None:
        _stop(row.clock, made.made_at, by=by, at=at)
        end(row, how, at=at)
        return
    row.taken_by, row.taken_at, row.ready_at = None, None, _again_at(row.clock, at=at)
    row.save()


def _again_at(clock: Clock, *, at: datetime) -> datetime:
    """When a call is offered again: in half an hour, or earlier, to be made before it is due."""
    if clock.due_at is None or clock.due_at <= at:
        return at + AGAIN
    return max(at, min(at + AGAIN, clock.due_at - HELD_FOR))


def _end(row: CallBack, ticket: Ticket, made: Made) -> str | None:
    """How this call ends what is owed; None while it is to be tried again."""
    if made.outcome == CallOutcome.REACHED:
        return str(CallBack.End.REACHED)
    terms = _terms(row, ticket)
    if terms is not None and made.outcome == CallOutcome.VOICEMAIL and terms.voicemail_counts:
        return str(CallBack.End.VOICEMAIL)
    is_kept = terms is not None and terms.try_counts and made.outcome != CallOutcome.WRONG_NUMBER
    return str(CallBack.End.TRIED) if is_kept or row.tries >= row.agreed_tries else None


def _terms(row: CallBack, ticket: Ticket) -> PromiseRow | None:
    """The row that says what counts; of a time that was named, that of the policy."""
    if row.clock.row is not None:
        return row.clock.row
    line = row_of(ticket)
    return line.row if line is not None else None


def _stop(clock: Clock, made_at: datetime, *, by: Actor, at: datetime) -> None:
    if clock.started_at is None:
        add(clock, "cancel", {"reason": "called before it began"}, at=at, by=by)
        return
    add(clock, "stop", at=max(made_at, clock.started_at), recorded_at=at, by=by)
