"""One promise is changed by hand: a breach corrected, or its due time set, each with a reason.

The computed due time stays beside the one that was set, so that both can be told.
"""

from datetime import UTC, datetime

from django.utils.translation import gettext as _

from deskhand.journal.actor import Actor
from deskhand.sla.dates import LATEST
from deskhand.sla.models import Clock, ClockEvent
from deskhand.sla.policies import targets_of
from deskhand.sla.recording import OWED, add, note_due
from deskhand.sla.verdicts import mended
from deskhand.tickets.models import Ticket

S = Clock.State
LONGEST_REASON = 300


class MendingRefused(ValueError):
    """The promise cannot be changed so; the text says why and how to mend it."""


def correct(ticket: Ticket, clock_id: int, *, why: str, by: Actor, at: datetime) -> Clock:
    """The priority had been wrong from the start: as if the present one had always been.

    So a breach may turn out never to have been; it stays on record with who said so and why.
    Raises MendingRefused.
    """
    clock, reason = _of(ticket, clock_id), _reason(why)
    if clock.state != S.BREACHED or clock.row is None:
        raise MendingRefused(_("Only what was broken can be corrected."))
    spec = targets_of(clock.row, ticket.priority_level).get(clock.band)
    if spec is None or spec["unit"] == "none":
        raise MendingRefused(_("Nothing is promised for this priority. Set the right one first."))
    clock.priority_level = ticket.priority_level
    add(clock, "correct", {"target": spec, "reason": reason}, at=at, by=by)
    return _mended(ticket, clock, "corrected", by=by, at=at)


def set_due(
    ticket: Ticket, clock_id: int, due_at: datetime, *, why: str, by: Actor, at: datetime
) -> Clock:
    """Set the due time of a promise by hand (UTC); pauses do not move it. Raises MendingRefused."""
    clock, reason = _of(ticket, clock_id), _reason(why)
    if clock.state not in OWED or clock.stopped_at is not None or clock.started_at is None:
        raise MendingRefused(_("This promise does not run any more, or not yet."))
    if due_at <= at:
        raise MendingRefused(_("This instant is past. Set one that is to come."))
    if due_at > at + LATEST:
        raise MendingRefused(_("This is more than ten years ahead. Set a time before that."))
    target = {"unit": "date", "named_at": due_at.astimezone(UTC).isoformat()}
    add(clock, "override", {"target": target, "reason": reason}, at=at, by=by)
    return _mended(ticket, clock, "due_set", by=by, at=at)


def unset_due(ticket: Ticket, clock_id: int, *, why: str, by: Actor, at: datetime) -> Clock:
    """Let the computed due time hold again. Raises MendingRefused."""
    clock, reason = _of(ticket, clock_id), _reason(why)
    if clock.computed_due_at is None and not is_set_by_hand(clock):
        raise MendingRefused(_("Nobody has set this due time by hand."))
    add(clock, "override", {"reason": reason}, at=at, by=by)
    return _mended(ticket, clock, "due_unset", by=by, at=at)


def is_set_by_hand(clock: Clock) -> bool:
    """Whether the due time that holds was set by somebody."""
    return set_by_hand(clock) is not None


def set_by_hand(clock: Clock) -> ClockEvent | None:
    """Return the fact by which somebody set the due time that holds; None for a computed one."""
    told = [event for event in clock.events.all() if event.kind == "override"]
    last = max(told, key=lambda event: (event.at, event.seq), default=None)
    return last if last is not None and "target" in last.payload else None


def _of(ticket: Ticket, clock_id: int) -> Clock:
    clocks = ticket.clocks.select_for_update(of=("self",)).filter(replaced_at=None)
    related = clocks.select_related("policy_version", "calendar_version", "row", "ticket")
    clock = related.filter(pk=clock_id).first()
    if clock is None:
        raise MendingRefused(_("This promise is not on this ticket any more."))
    return clock


def _reason(why: str) -> str:
    if not why.strip():
        raise MendingRefused(_("Say why."))
    return why.strip()[:LONGEST_REASON]


def _mended(ticket: Ticket, clock: Clock, act: str, *, by: Actor, at: datetime) -> Clock:
    note_due(ticket)
    mended(clock, act, by=by, at=at)
    return clock
