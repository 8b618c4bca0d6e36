"""What moves the clocks on a ticket: receipt, hand-overs, answers, statuses, priorities, time.

All functions take a locked ticket and run in the story's transaction. Which event starts,
stops and holds which kind follows promises.md, sections 3 and 4. `rules.chronicle` tells the
same of all events at once.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from deskhand.catalog.models import Category
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.people.models import Team
from deskhand.sla.counting import count_from
from deskhand.sla.lines import line_of, options_of
from deskhand.sla.models import BY_POLICY, CallBack, Clock, Occasion, PromiseKind, PromiseRow
from deskhand.sla.occasions import (
    begun_at,
    calls_answering,
    note_handover,
    note_passed_on,
    note_status,
    starts,
    starts_at_receipt,
)
from deskhand.sla.options import Raised, Reopened
from deskhand.sla.policies import for_clock, pending_by, promise_by, row_for, targets_of
from deskhand.sla.recording import (
    OWED,
    add,
    begin,
    begin_all,
    new_clock,
    next_cycle,
    note_due,
    note_least_due,
    owed,
    refresh,
    set_going,
    strike,
    undelivered,
)
from deskhand.sla.sweeping import due_clock, is_answer_on_its_way
from deskhand.tickets.answers import answers, is_answer_given, is_answered
from deskhand.tickets.models import Ticket

K, S = PromiseKind, Clock.State
ANSWERS = (K.FIRST_RESPONSE, K.NEXT_RESPONSE)
WORK = (K.UPDATE, K.RESOLUTION, K.PROMISE_DATE)
# Of what is done nobody needs to say that he has it.
FOR_OPEN = (K.ACKNOWLEDGEMENT,)
# Owed from the opening on, though perhaps not yet running; the others begin with what they are.
AT_OPENING = (K.FIRST_RESPONSE, K.RESOLUTION)
NO_PROMISE = "no promise for this priority"


def start(ticket: Ticket, *, by: Actor, at: datetime) -> list[Clock]:
    """A request came in: a first response and a resolution are owed, counted from receipt or,
    where their rows say so, from what is still to come.

    Returns the clocks that were begun.
    """
    return start_all([ticket], by=by, at=at)[0]


def start_all(tickets: Sequence[Ticket], *, by: Actor, at: datetime) -> list[list[Clock]]:
    """As `start`, for several new tickets in as few statements as one takes."""
    begun = [(t, _at_opening(t, begins_at=t.received_at, at=at)) for t in tickets]
    begin_all([clock for _ticket, clocks in begun for clock in clocks], by=by, at=at)
    note_least_due(begun)
    return [clocks for _ticket, clocks in begun]


def _at_opening(ticket: Ticket, *, begins_at: datetime, at: datetime) -> list[Clock]:
    drawn = (_drawn_up(ticket, kind, begins_at=begins_at, cycle=1, at=at) for kind in AT_OPENING)
    return [clock for clock in drawn if clock is not None]


def _open(ticket: Ticket, kind: str, *, begins_at: datetime, by: Actor, at: datetime) -> None:
    """Begin the next cycle of a kind, or let it wait for what its row starts with."""
    cycle = next_cycle(ticket, kind)
    clock = _drawn_up(ticket, kind, begins_at=begins_at, cycle=cycle, at=at)
    begin_all([clock] if clock is not None else [], by=by, at=at)


def _drawn_up(
    ticket: Ticket, kind: str, *, begins_at: datetime, cycle: int, at: datetime
) -> Clock | None:
    """A clock of a kind, running or waiting; None where nothing is promised."""
    line = row_for(ticket, kind)
    if line is None:
        return None
    if starts_at_receipt(line.row) or begun_at(line.row, ticket) is not None:
        promise = promise_by(line, ticket, received_at=begins_at)
        started_at: datetime | None = begins_at
    else:
        promise, started_at = pending_by(line, ticket, at=at), None
    if promise is None:
        return None
    return new_clock(ticket, kind, promise, cycle=cycle, started_at=started_at)


def turned_over(ticket: Ticket, team: Team, *, by: Actor, at: datetime) -> None:
    """The ticket was handed over to a team: what counts from that begins."""
    fire(ticket, note_handover(ticket, team, by=by, at=at), by=by, at=at)


def passed_on(
    ticket: Ticket, *, left_at: datetime, passed_at: datetime, by: Actor, at: datetime
) -> None:
    """The on-call service passed a message on: what counts from that has begun then."""
    occasion = note_passed_on(ticket, left_at=left_at, passed_at=passed_at, by=by, at=at)
    fire(ticket, occasion, by=by, at=at)


def fire(ticket: Ticket, occasion: Occasion, *, by: Actor, at: datetime) -> None:
    """Let the clocks run that have waited for this; `at` is when it is written down."""
    for clock in owed(ticket):
        if clock.state == S.PENDING and clock.row is not None and starts(clock.row, occasion):
            _set_going(clock, clock.row, ticket, occasion, by=by, at=at)
    note_due(ticket)


def _set_going(
    clock: Clock, row: PromiseRow, ticket: Ticket, occasion: Occasion, *, by: Actor, at: datetime
) -> None:
    promise = promise_by(line_of(row), ticket, received_at=occasion.at)
    if promise is None:
        cancel([clock], NO_PROMISE, by=by, at=at)
        return
    set_going(clock, for_clock(promise, clock), started_at=occasion.at, by=by, at=at)
    if clock.kind in WORK:
        _hold(clock, ticket, by=by, at=at)


def requester_wrote(
    ticket: Ticket, *, by: Actor, at: datetime, recorded_at: datetime | None = None
) -> None:
    """A message of the requester came at `at`: an answer is owed, if none is owed already.

    More messages before the answer do not begin anew. One that is told late counts from its own
    time: it was answered by what was said since, or is the oldest that waits. Where a program's
    letter began the ticket and nobody had asked anything, what is owed for a request begins now.
    """
    recorded_at = recorded_at or at
    waiting = [clock for clock in owed(ticket, *ANSWERS) if clock.state != S.PENDING]
    if waiting:
        words, count = "an earlier message came late", 0
        for clock in waiting:
            if clock.kind == K.NEXT_RESPONSE:
                count += count_from(clock, ticket, at, words, by=by, at=recorded_at)
        if not count:
            return
    elif not ticket.clocks.exists() and (late := _at_opening(ticket, begins_at=at, at=at)):
        begin_all(late, by=by, at=recorded_at)
        note_least_due([(ticket, late)])
        return
    elif not is_answer_owed(ticket):
        begun = begin(ticket, K.NEXT_RESPONSE, started_at=at, by=by, at=recorded_at)
        answer_at = answer_since(ticket, at, recorded_at) if begun else None
        if begun is not None and answer_at is not None:
            add(begun, "stop", at=answer_at, recorded_at=recorded_at, by=by)
    note_due(ticket)


def answer_since(ticket: Ticket, since: datetime, until: datetime) -> datetime | None:
    """When the requester was first answered from an instant on; None when he was not."""
    if since >= until:
        return None
    released = [message.released_at for message in answers(ticket, at=until)]
    told = [at for at in (*released, *calls_answering(ticket)) if at is not None and at >= since]
    return min(told, default=None)


def is_answer_owed(ticket: Ticket) -> bool:
    """Whether the requester of a locked ticket waits for an answer."""
    answers = ticket.clocks.filter(kind__in=ANSWERS, state__in=OWED, stopped_at=None)
    return bool(answers.exists())


def answered(
    ticket: Ticket, *, by: Actor, at: datetime, recorded_at: datetime | None = None
) -> None:
    """A person of the provider answered in public: `at` is the release of his reply.

    It is a first or next response and an update, and the next update is owed from here. What
    waits for something else is not met by it. One that is told late was an answer at its own time.
    """
    has_update = False
    for clock in owed(ticket, *ANSWERS, K.UPDATE):
        if clock.started_at is not None and clock.started_at <= at:
            add(clock, "stop", at=at, recorded_at=recorded_at, by=by)
        else:
            # What was told late came before this.
            has_update |= clock.kind == K.UPDATE
    if recorded_at is not None and recorded_at > at:
        _stop_earlier(ticket, by=by, at=at, recorded_at=recorded_at)
    if ticket.is_open and not has_update:
        update = begin(ticket, K.UPDATE, started_at=at, by=by, at=recorded_at or at)
        if update is not None:
            _hold(update, ticket, by=by, at=recorded_at or at)
    note_due(ticket)


def _stop_earlier(ticket: Ticket, *, by: Actor, at: datetime, recorded_at: datetime) -> None:
    """What a later answer stopped, this one had stopped before."""
    stopped = ticket.clocks.select_for_update(of=("self",)).filter(
        kind__in=ANSWERS, started_at__lte=at, stopped_at__gt=at, replaced_at=None
    )
    for clock in stopped.select_related("policy_version", "calendar_version", "ticket"):
        stopped_at = clock.stopped_at or at
        if strike(clock, "stop", happened_at=stopped_at, by=by, at=recorded_at):
            add(clock, "stop", at=at, recorded_at=recorded_at, by=by)


def answered_on_call(ticket: Ticket, *, by: Actor, at: datetime) -> bool:
    """The desk took the call itself: where the row says that this is an answer, it is one."""
    rows = [clock.row for clock in owed(ticket, K.FIRST_RESPONSE) if clock.state != S.PENDING]
    if not any(row is not None and row.answered_on_call for row in rows):
        return False
    answered(ticket, by=by, at=at)
    return True


def unanswered(
    ticket: Ticket, *, answered_at: datetime, instead_at: datetime | None, by: Actor, at: datetime
) -> None:
    """The answer released at `answered_at` never reached the requester.

    The clocks that it stopped run again from their original start, or stop at `instead_at`,
    the next answer that reached him. Done twice, it changes nothing more.
    """
    stopped = ticket.clocks.select_for_update(of=("self",)).filter(
        kind__in=(*ANSWERS, K.UPDATE), stopped_at=answered_at, replaced_at=None
    )
    for clock in stopped.select_related("policy_version", "calendar_version", "ticket"):
        if not strike(clock, "stop", happened_at=answered_at, by=by, at=at):
            continue
        if instead_at is not None:
            add(clock, "stop", at=instead_at, recorded_at=at, by=by)
        record(undelivered(clock), by=by, at=at)
    begun = [clock for clock in owed(ticket, K.UPDATE) if clock.started_at == answered_at]
    if instead_at is None:
        cancel(begun, "the update did not arrive", by=by, at=at)
    note_due(ticket)


def follow_status(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """The status changed: clocks are held, go on, stop, end or start, in the same transaction."""
    occasion = note_status(ticket, by=by, at=at)
    category = Category(ticket.category)
    if category == Category.CANCELLED:
        withdraw(ticket, reason=ticket.status.name, by=by, at=at)
    elif category.is_open:
        _go_on(ticket, by=by, at=at)
        for clock in owed(ticket, *WORK):
            _hold(clock, ticket, by=by, at=at)
        fire(ticket, occasion, by=by, at=at)
    else:
        _finish(ticket, category, by=by, at=at)
        note_due(ticket)


def _finish(ticket: Ticket, category: Category, *, by: Actor, at: datetime) -> None:
    """Done: the work stops, and what has not begun never does."""
    for clock in owed(ticket):
        if clock.kind in WORK and clock.state != S.PENDING:
            clock.held_by = ""
            add(clock, "stop", at=at, by=by)
        elif clock.state == S.PENDING or clock.kind in FOR_OPEN:
            cancel([clock], ticket.status.name, by=by, at=at)
    if category == Category.CLOSED:
        # Who answers and closes in one go has answered first.
        spared = ANSWERS if is_answer_given(ticket, at=at) else ()
        left = [clock for clock in owed(ticket) if clock.kind not in spared]
        cancel(left, str(ticket.status), by=by, at=at)


def not_answered(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """A reply was taken back before its release: of a closed ticket nothing is owed then."""
    if not ticket.is_open and not is_answer_given(ticket, at=at):
        cancel(owed(ticket, *ANSWERS), str(ticket.status), by=by, at=at)
        note_due(ticket)


def retarget(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """The priority changed: running promises follow as their policy says (`options`).

    Usually, raised: the earlier of the old due time and the new target counted from now.
    Lowered: the new target from the start. The band stays as decided at the start. What was not
    promised before is promised from now on.
    """
    if not ticket.clocks.exists():
        start(ticket, by=by, at=at)
        return
    for clock in owed(ticket, *BY_POLICY):
        if clock.priority_level != ticket.priority_level and clock.row is not None:
            _follow_priority(clock, clock.row, ticket, by=by, at=at)
    if ticket.is_open:
        _promise_more(ticket, by=by, at=at)
    note_due(ticket)


def _follow_priority(
    clock: Clock, row: PromiseRow, ticket: Ticket, *, by: Actor, at: datetime
) -> None:
    options = options_of(clock.policy_version_id)
    is_raised = ticket.priority_level < clock.priority_level
    clock.priority_level = ticket.priority_level
    if clock.state == S.PENDING and line_of(row).promises(ticket.priority_level):
        clock.save(update_fields=["priority_level"])
        return
    spec = targets_of(row, ticket.priority_level).get(clock.band)
    if spec is None or spec["unit"] == "none":
        cancel([clock], NO_PROMISE, by=by, at=at)
        return
    payload: dict[str, Any] = {"target": spec}
    payload["mode"] = options.raised if is_raised else options.lowered
    if payload["mode"] == Raised.GRACE:
        payload["grace"] = int(options.grace.total_seconds())
    add(clock, "retarget", payload, at=at, by=by)


def _promise_more(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Begin what the priority before was not promised, and is still to be done."""
    clocks = ticket.clocks.filter(kind__in=AT_OPENING, replaced_at=None).order_by("cycle")
    last = {clock.kind: clock for clock in clocks}
    for kind in AT_OPENING:
        clock = last.get(kind)
        if clock is not None and not _was_not_promised(clock):
            continue
        if kind == K.RESOLUTION or not _is_answered(ticket, at=at):
            _open(ticket, kind, begins_at=at, by=by, at=at)


def _is_answered(ticket: Ticket, *, at: datetime) -> bool:
    return is_answered(ticket, at=at) or bool(calls_answering(ticket))


def _was_not_promised(clock: Clock) -> bool:
    last = clock.events.order_by("-seq").first()
    return last is not None and last.payload.get("reason") == NO_PROMISE


def withdraw(ticket: Ticket, *, reason: str, by: Actor, at: datetime) -> None:
    """The promises no longer stand; a breach that has happened stays."""
    cancel(owed(ticket), reason, by=by, at=at)
    note_due(ticket)


def watch(clock_id: int, *, by: Actor, at: datetime) -> bool:
    """Look at a clock whose time has come, and let its steps fire; True when a breach was found.

    One that somebody else holds at the moment is left to him.
    """
    clock = due_clock(clock_id, at=at)
    if clock is None or is_answer_on_its_way(clock, at=at):
        return False
    was_breached = clock.state == S.BREACHED
    refresh(clock, by=by, at=at, fires=True)
    return clock.state == S.BREACHED and not was_breached


def _hold(clock: Clock, ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Hold a clock, or let it go on, as the status of its ticket asks."""
    is_held, must_hold = bool(clock.held_by), ticket.category in clock.holds
    if must_hold == is_held or clock.state == S.PENDING:
        return
    clock.held_by = str(ticket.status)[:40] if must_hold else ""
    add(clock, "pause" if must_hold else "resume", {"reason": clock.held_by}, at=at, by=by)


def _go_on(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Open again: a stopped resolution goes on where it stood; what was given up is owed from
    now, or waits again for what it starts with."""
    clocks = ticket.clocks.filter(kind__in=AT_OPENING, replaced_at=None).order_by("cycle")
    last = {clock.kind: clock for clock in clocks}
    for kind, clock in last.items():
        if kind == K.RESOLUTION and clock.stopped_at is not None:
            if options_of(clock.policy_version_id).reopened == Reopened.RESTART:
                _open(ticket, kind, begins_at=at, by=by, at=at)
            else:
                add(clock, "reopen", at=at, by=by)
        elif clock.state == S.CANCELLED and not _was_not_promised(clock):
            _open(ticket, kind, begins_at=at, by=by, at=at)


def cancel(clocks: list[Clock], reason: str, *, by: Actor, at: datetime) -> None:
    """Take promises back, each with what belongs to it."""
    for clock in clocks:
        add(clock, "cancel", {"reason": reason[:300]}, at=at, by=by)
        if clock.kind == K.CALLBACK:
            ended = {"ended_at": at, "end": CallBack.End.WITHDRAWN, "why": reason[:300]}
            CallBack.objects.filter(clock=clock).update(**ended)
