"""What moves the clocks on a ticket: receipt, answers, statuses, priorities, the passing of time.

All functions take a locked ticket and run in the story's transaction. Which event starts,
stops and holds which kind follows promises.md, sections 3 and 4.
"""

from datetime import datetime

from deskhand.catalog.models import Category
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.sla.models import BY_POLICY, Clock, PromiseKind
from deskhand.sla.policies import specs_of
from deskhand.sla.recording import (
    OWED,
    add,
    begin,
    begin_first,
    note_due,
    note_least_due,
    owed,
    refresh,
    strike,
    undelivered,
)
from deskhand.tickets.models import Ticket

K, S = PromiseKind, Clock.State
ANSWERS = (K.FIRST_RESPONSE, K.NEXT_RESPONSE)
WORK = (K.UPDATE, K.RESOLUTION, K.PROMISE_DATE)


def start(ticket: Ticket, *, by: Actor, at: datetime) -> list[Clock]:
    """A request came in: a first response and a resolution are owed, counted from receipt.

    Returns the clocks that were begun.
    """
    clocks = begin_first(ticket, (K.FIRST_RESPONSE, K.RESOLUTION), by=by, at=at)
    note_least_due(ticket, clocks)
    return clocks


def requester_wrote(
    ticket: Ticket, *, by: Actor, at: datetime, recorded_at: datetime | None = None
) -> None:
    """A message of the requester came at `at`: an answer is owed, if none is owed already.

    More messages before the answer do not begin anew.
    """
    if is_answer_owed(ticket):
        return
    begin(ticket, K.NEXT_RESPONSE, started_at=at, by=by, at=recorded_at or at)
    note_due(ticket)


def is_answer_owed(ticket: Ticket) -> bool:
    """Whether the requester of a locked ticket waits for an answer."""
    answers = ticket.clocks.filter(kind__in=ANSWERS, state__in=OWED, stopped_at=None)
    return bool(answers.exists())


def answered(
    ticket: Ticket, *, by: Actor, at: datetime, recorded_at: datetime | None = None
) -> None:
    """A person of the provider answered in public: `at` is the release of his reply.

    It is a first or next response and an update, and the next update is owed from here.
    """
    for clock in owed(ticket, *ANSWERS, K.UPDATE):
        add(clock, "stop", at=at, recorded_at=recorded_at, by=by)
    if ticket.is_open:
        update = begin(ticket, K.UPDATE, started_at=at, by=by, at=recorded_at or at)
        if update is not None:
            _hold(update, ticket, by=by, at=recorded_at or at)
    note_due(ticket)


def unanswered(
    ticket: Ticket, *, answered_at: datetime, instead_at: datetime | None, by: Actor, at: datetime
) -> None:
    """The answer released at `answered_at` never reached the requester.

    The clocks that it stopped run again from their original start, or stop at `instead_at`,
    the next answer that reached him. Done twice, it changes nothing more.
    """
    stopped = ticket.clocks.select_for_update(of=("self",)).filter(
        kind__in=(*ANSWERS, K.UPDATE), stopped_at=answered_at
    )
    for clock in stopped.select_related("policy_version", "calendar_version", "ticket"):
        if not strike(clock, "stop", happened_at=answered_at, by=by, at=at):
            continue
        if instead_at is not None:
            add(clock, "stop", at=instead_at, recorded_at=at, by=by)
        record(undelivered(clock), by=by, at=at)
    begun = [clock for clock in owed(ticket, K.UPDATE) if clock.started_at == answered_at]
    if instead_at is None:
        _cancel(begun, "the update did not arrive", by=by, at=at)
    note_due(ticket)


def follow_status(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """The status changed: clocks are held, go on, stop or end, in the same transaction."""
    category = Category(ticket.category)
    if category == Category.CANCELLED:
        withdraw(ticket, reason=str(ticket.status), by=by, at=at)
        return
    if not category.is_open:
        for clock in owed(ticket, *WORK):
            add(clock, "stop", at=at, by=by)
        if category == Category.CLOSED:
            _cancel(owed(ticket, *ANSWERS), str(ticket.status), by=by, at=at)
        note_due(ticket)
        return
    _go_on(ticket, by=by, at=at)
    for clock in owed(ticket, *WORK):
        _hold(clock, ticket, by=by, at=at)
    note_due(ticket)


def retarget(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """The priority changed: running promises follow (promises.md, section 5).

    Raised: the earlier of the old due time and the new target counted from now. Lowered: the
    new target from the start. The band stays as decided at the start.
    """
    if not ticket.clocks.exists():
        start(ticket, by=by, at=at)
        return
    for clock in owed(ticket, *BY_POLICY):
        spec = specs_of(clock.policy_version, clock.kind, ticket.priority_level).get(clock.band)
        if spec is None or spec["unit"] == "none":
            _cancel([clock], "no promise for this priority", by=by, at=at)
            continue
        mode = "raised" if ticket.priority_level < clock.priority_level else "retroactive"
        clock.priority_level = ticket.priority_level
        add(clock, "retarget", {"target": spec, "mode": mode}, at=at, by=by)
    note_due(ticket)


def withdraw(ticket: Ticket, *, reason: str, by: Actor, at: datetime) -> None:
    """The promises no longer stand; a breach that has happened stays."""
    _cancel(owed(ticket), reason, by=by, at=at)
    note_due(ticket)


def watch(clock_id: int, *, by: Actor, at: datetime) -> bool:
    """Look at a clock whose time has come; True when a breach was found."""
    clock = Clock.objects.select_for_update(of=("self",)).filter(pk=clock_id).first()
    if clock is None or clock.next_fire_at is None or clock.next_fire_at > at:
        return False
    refresh(clock, by=by, at=at)
    return clock.state == S.BREACHED


def _hold(clock: Clock, ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Hold a clock, or let it go on, as the status of its ticket asks."""
    is_held, must_hold = bool(clock.held_by), ticket.category in clock.holds
    if must_hold == is_held:
        return
    clock.held_by = str(ticket.status)[:40] if must_hold else ""
    add(clock, "pause" if must_hold else "resume", {"reason": clock.held_by}, at=at, by=by)


def _go_on(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Open again: a stopped resolution goes on where it stood, an answer that was given up is
    owed from now."""
    work = ticket.clocks.filter(kind=K.RESOLUTION).order_by("-cycle").first()
    if work is not None and work.stopped_at is not None:
        add(work, "reopen", at=at, by=by)
    last = ticket.clocks.filter(kind=K.FIRST_RESPONSE).order_by("-cycle").first()
    if last is not None and last.stopped_at is None and last.state == S.CANCELLED:
        begin(ticket, K.FIRST_RESPONSE, started_at=at, by=by, at=at)


def _cancel(clocks: list[Clock], reason: str, *, by: Actor, at: datetime) -> None:
    for clock in clocks:
        add(clock, "cancel", {"reason": reason[:300]}, at=at, by=by)
