"""Writing clocks down: each is begun with its own copy of what was promised, lives by appended
facts, and its row is what `rules.clock` reads from them.

Only this file writes clocks, and the copy of the nearest due time on the ticket.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min

from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.rules import clock as reckoning
from deskhand.rules.escalation import Outlook
from deskhand.rules.steps import Step, fire_at
from deskhand.rules.targets import Target as PromisedTarget
from deskhand.sla.batches import Told
from deskhand.sla.calendars import followed, versions_after
from deskhand.sla.events import AnswerUndelivered, TargetBreached, TargetMet, TargetNear
from deskhand.sla.facts import CALENDAR, as_set, begun, calendar_fact, calendars_told
from deskhand.sla.firing import fire_steps
from deskhand.sla.lines import options_of
from deskhand.sla.models import Clock, ClockEvent
from deskhand.sla.policies import Promise, promise_for
from deskhand.sla.stepping import (
    arm,
    course_of,
    is_warned,
    may_arm,
    next_fire_at,
    note_warned,
    outlook_of,
    projected_due,
)
from deskhand.sla.verdicts import turned
from deskhand.tickets.models import NOTHING_DUE, Ticket

S = Clock.State
# By how much clocks of machines may differ. What is dated later has not happened yet.
A_MOMENT = timedelta(minutes=1)
# Percent of its time at which a clock is late.
LATE = 100
# Facts that say how a clock came about; the rest is what happened to it.
BESIDE = frozenset({"wait", "start", "strike", "replaced", "counted_from", CALENDAR})
# What may turn a verdict without its having been wrong.
TURNS = frozenset({"reopen", "cancel", "replaced", "correct"})
# Still owed: in time, standing still, or late.
OWED = (S.PENDING, S.RUNNING, S.PAUSED, S.BREACHED)


def begin(
    ticket: Ticket, kind: str, *, started_at: datetime, by: Actor, at: datetime
) -> Clock | None:
    """Begin the next cycle of a kind of promise; None where the policy promises nothing."""
    promise = promise_for(ticket, kind, received_at=started_at)
    if promise is None:
        return None
    return begin_with(ticket, kind, promise, started_at=started_at, by=by, at=at)


def begin_with(
    ticket: Ticket, kind: str, promise: Promise, *, started_at: datetime, by: Actor, at: datetime
) -> Clock:
    """Begin the next cycle of a kind with a promise that was chosen already."""
    cycle = next_cycle(ticket, kind)
    clock = new_clock(ticket, kind, promise, cycle=cycle, started_at=started_at)
    begin_all([clock], by=by, at=at)
    return clock


def begin_all(clocks: Sequence[Clock], *, by: Actor, at: datetime) -> None:
    """Write new clocks down, in two statements. Without a start they are pending: nothing is due
    until they are set going."""
    facts: list[ClockEvent] = []
    for clock in clocks:
        told = list(begun(clock, by=by, at=at))
        _read(clock, told, at=max(clock.started_at or at, at))
        facts += told
    Clock.objects.bulk_create(clocks)
    for fact in facts:
        # Its key is known only now.
        fact.clock = fact.clock
    ClockEvent.objects.bulk_create(facts)
    for clock in clocks:
        if clock.state not in {S.RUNNING, S.PENDING}:
            tell(clock, by=by)


def next_cycle(ticket: Ticket, kind: str) -> int:
    """Return the number of the clock of a kind that is begun next."""
    return int(ticket.clocks.filter(kind=kind).count()) + 1


def new_clock(
    ticket: Ticket, kind: str, promise: Promise, *, cycle: int, started_at: datetime | None
) -> Clock:
    """Return a clock that is neither read nor saved."""
    return Clock(
        ticket=ticket,
        kind=kind,
        cycle=cycle,
        state=S.RUNNING if started_at else S.PENDING,
        revision=0,
        policy_version=promise.version,
        row=promise.row,
        calendar_version=promise.calendar,
        priority_level=ticket.priority_level,
        band=promise.band,
        promised=promise.target,
        reason=promise.reason,
        holds=promise.version.holds.get(kind, []),
        started_at=started_at,
    )


def set_going(
    clock: Clock, promise: Promise, *, started_at: datetime, by: Actor, at: datetime
) -> None:
    """Let a pending clock run from an instant, by what its row promises then."""
    clock.started_at, clock.calendar_version = started_at, promise.calendar
    clock.band, clock.promised, clock.reason = promise.band, promise.target, promise.reason
    for version in versions_after(clock.calendar_version):
        calendar_fact(clock, version, seq=clock.events.count() + 1, by=by, at=at).save()
    payload = {"target": promise.target}
    add(clock, "start", payload, at=started_at, recorded_at=at, by=by)


def enact(
    clock: Clock,
    events: Sequence[reckoning.Event],
    *,
    made_at: datetime | None,
    by_hand: ClockEvent | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Write down a clock with all that happened to it already, in one go.

    `made_at` is when it was promised, if it is still to be kept: only then its breach is told.
    `by_hand` is the fact by which somebody set the due time of the clock that it replaces.
    """
    begun: dict[str, Any] = {"target": clock.promised} if clock.started_at else {}
    if made_at is not None:
        begun["made_at"] = made_at.isoformat()
    told = [("start" if clock.started_at else "wait", clock.started_at or at, begun)]
    told += [(e.kind, e.at, {"reason": e.reason} if e.reason else {}) for e in events]
    facts = [
        ClockEvent(seq=seq, at=when, recorded_at=at, kind=kind, payload=payload, actor=by.name)
        for seq, (kind, when, payload) in enumerate(told, start=1)
    ]
    if by_hand is not None and clock.started_at:
        facts.append(as_set(by_hand, clock.started_at, seq=len(facts) + 1))
    for version in versions_after(clock.calendar_version) if clock.started_at else []:
        facts.append(calendar_fact(clock, version, seq=len(facts) + 1, by=by, at=at))
    _read(clock, facts, at=at)
    clock.save(force_insert=True)
    for fact in facts:
        fact.clock = clock
    ClockEvent.objects.bulk_create(facts)
    if clock.state == S.BREACHED and made_at is not None:
        tell(clock, by=by)


def retire(clock: Clock, reason: str, *, by: Actor, at: datetime) -> None:
    """Make a clock history: what is still owed on it is cancelled, what was kept or broken stays
    as it was."""
    is_owed = clock.state in OWED and clock.stopped_at is None
    clock.replaced_at = at
    add(clock, "cancel" if is_owed else "replaced", {"reason": reason}, at=at, by=by)


def owed(ticket: Ticket, *kinds: str) -> list[Clock]:
    """Lock and return the clocks that still wait for their stop, of these kinds or of all."""
    clocks = ticket.clocks.select_for_update(of=("self",)).filter(state__in=OWED, stopped_at=None)
    if kinds:
        clocks = clocks.filter(kind__in=kinds)
    return list(clocks.select_related("policy_version", "calendar_version", "row", "ticket"))


def add(
    clock: Clock,
    kind: str,
    payload: dict[str, Any] | None = None,
    *,
    at: datetime,
    by: Actor,
    recorded_at: datetime | None = None,
) -> None:
    """Append a fact that happened at `at` (UTC) and read the clock anew."""
    recorded_at = recorded_at or at
    before = rule_of(clock) if may_arm(kind) else None
    was_due_at = clock.due_at or (projected_due(before, at=at) if before else None)
    ClockEvent.objects.create(
        clock=clock,
        seq=clock.events.count() + 1,
        at=at,
        recorded_at=recorded_at,
        kind=kind,
        payload=payload or {},
        actor=by.name,
    )
    if before is not None:
        arm(clock, before, rule_of(clock), was_due_at=was_due_at, at=at)
    refresh(clock, by=by, at=max(at, recorded_at), may_turn=kind in TURNS)


def strike(clock: Clock, kind: str, *, happened_at: datetime, by: Actor, at: datetime) -> bool:
    """Strike out a fact that turned out never to have been; it stays on record, and so does
    the striking. False when there is no such fact."""
    struck = _struck(clock.events.all())
    facts = clock.events.filter(kind=kind, at=happened_at).order_by("-seq")
    fact = next((fact for fact in facts if fact.seq not in struck), None)
    if fact is None:
        return False
    add(clock, "strike", {"seq": fact.seq}, at=happened_at, recorded_at=at, by=by)
    return True


def refresh(
    clock: Clock, *, by: Actor, at: datetime, fires: bool = False, may_turn: bool = False
) -> None:
    """Read a clock from its facts, keep what it says, and tell when a promise was kept or not.

    With `fires` what has come of its steps by then fires, too.
    """
    before, facts = clock.state, list(clock.events.all())
    at = _not_before(clock, facts, at=at)
    outlook = _read(clock, facts, at=at)
    if fires:
        fire_steps(clock, outlook, by=by, at=at)
        _warn(clock, by=by, at=at)
        clock.next_fire_at = next_fire_at(clock, outlook, at=at)
    clock.save()
    if clock.state != before:
        if before in {S.MET, S.BREACHED} and not may_turn:
            turned(clock, before, by=by, at=at)
        tell(clock, by=by)


def _not_before(clock: Clock, facts: Iterable[ClockEvent], *, at: datetime) -> datetime:
    """Return an instant from which all that is written down has happened already.

    The sweep looks a moment behind, and clocks of machines differ: read at that instant, a clock
    would be what it was before the last story, and late a second time.
    """
    written = [fact.recorded_at for fact in facts if fact.recorded_at <= at + A_MOMENT]
    if clock.breached_at is not None:
        written.append(clock.breached_at + timedelta(microseconds=1))
    return max([at, *written])


def _warn(clock: Clock, *, by: Actor, at: datetime) -> None:
    """Tell once in an arming that a promise is soon due; of one that is late it is too late."""
    if is_warned(clock) or clock.warn_at is None or clock.warn_at >= at:
        return
    note_warned(clock)
    if clock.state == S.RUNNING:
        record(_event(TargetNear, clock), by=by, at=clock.warn_at)


def _read(clock: Clock, facts: Iterable[ClockEvent | Told], *, at: datetime) -> Outlook:
    rule = _rule(clock, facts)
    reading = reckoning.read(rule, at)
    clock.state = S(reading.state)
    clock.due_at = reading.due_at
    is_by_hand = reading.computed_due_at != reading.due_at
    clock.computed_due_at = reading.computed_due_at if is_by_hand else None
    clock.met_at = reading.met_at
    clock.breached_at = reading.breached_at
    clock.stopped_at = reading.stopped_at
    options = options_of(clock.policy_version_id)
    clock.warn_at = _warn_at(options.amber, rule, reading, at=at)
    clock.alarm_at = _warn_at(options.red, rule, reading, at=at) if options.red < LATE else None
    outlook = outlook_of(clock, course_of(rule, reading, at=at), reading, at=at)
    clock.next_fire_at = next_fire_at(clock, outlook, at=at)
    clock.revision += 1
    return outlook


def _warn_at(
    percent: int, rule: reckoning.Clock, reading: reckoning.Reading, *, at: datetime
) -> datetime | None:
    """When so much of a running clock's time is used up, in its own measure."""
    course = course_of(rule, reading, at=at) if reading.state == S.RUNNING else None
    return fire_at(Step("percent", value=percent), course) if course is not None else None


def rule_of(clock: Clock) -> reckoning.Clock:
    """Return the clock as arithmetic, built from its recorded facts."""
    return _rule(clock, clock.events.all())


def _rule(clock: Clock, facts: Iterable[ClockEvent | Told]) -> reckoning.Clock:
    in_order = sorted(facts, key=lambda e: (e.at, e.seq))
    struck = _struck(in_order)
    events = tuple(
        reckoning.Event(
            at=event.at,
            kind=event.kind,
            target=_target(event.payload.get("target")),
            mode=event.payload.get("mode", "retroactive"),
            reason=event.payload.get("reason", ""),
            grace=timedelta(seconds=event.payload.get("grace", 0)),
        )
        for event in in_order
        if event.kind not in BESIDE and event.seq not in struck
    )
    made_at = next((e.payload["made_at"] for e in in_order if "made_at" in e.payload), None)
    return reckoning.Clock(
        calendar=followed(clock.calendar_version, tuple(calendars_told(in_order))),
        target=PromisedTarget.from_spec(clock.promised),
        started=clock.started_at,
        events=events,
        made_at=datetime.fromisoformat(made_at) if made_at else None,
    )


def reread(clock: Clock, facts: Sequence[ClockEvent | Told], *, at: datetime) -> bool:
    """Read a clock from facts that were fetched already, for the caller to save; whether
    anything of its promise is another now."""
    before = (clock.due_at, clock.state)
    _read(clock, facts, at=at)
    return before != (clock.due_at, clock.state)


def rule_with(clock: Clock, facts: Iterable[ClockEvent | Told]) -> reckoning.Clock:
    """As `rule_of`, from facts that were fetched already."""
    return _rule(clock, facts)


def undelivered(clock: Clock) -> AnswerUndelivered:
    """Return the audit entry of an answer that never arrived, on the clock that it stopped."""
    return AnswerUndelivered(
        ticket=clock.ticket_id,
        clock=clock.pk,
        kind=clock.kind,
        organization=clock.ticket.organization_id,
        team=clock.ticket.team_id,
    )


def note_due(ticket: Ticket) -> None:
    """Copy the nearest due time that is still owed to the ticket, for the queues."""
    waiting = ticket.clocks.filter(state__in=OWED, stopped_at=None)
    ticket.due_order_at = waiting.aggregate(least=Min("due_at"))["least"] or NOTHING_DUE
    ticket.save(update_fields=["due_order_at"])


def note_least_due(begun: Sequence[tuple[Ticket, Iterable[Clock]]]) -> None:
    """As `note_due`, in one statement for tickets of which all clocks are given."""
    changed = []
    for ticket, clocks in begun:
        waiting = (c for c in clocks if c.state in OWED and c.stopped_at is None)
        least = min((c.due_at for c in waiting if c.due_at is not None), default=NOTHING_DUE)
        if ticket.due_order_at != least:
            ticket.due_order_at = least
            changed.append(ticket)
    Ticket.objects.bulk_update(changed, ["due_order_at"])


def _struck(facts: Iterable[ClockEvent | Told]) -> set[int]:
    return {event.payload["seq"] for event in facts if event.kind == "strike"}


def _target(spec: dict[str, Any] | None) -> PromisedTarget | None:
    return PromisedTarget.from_spec(spec) if spec else None


def tell(clock: Clock, *, by: Actor) -> None:
    """Write down that a promise was kept, or broken."""
    if clock.state == S.MET:
        record(_event(TargetMet, clock), by=by, at=_told_at(clock.met_at, clock))
    elif clock.state == S.BREACHED:
        record(_event(TargetBreached, clock), by=by, at=_told_at(clock.breached_at, clock))


def _told_at(happened_at: datetime | None, clock: Clock) -> datetime:
    told_at = happened_at or clock.started_at
    if told_at is None:
        raise ValueError(f"clock {clock.pk} ended before it began")
    return told_at


def _event(
    kind: type[TargetMet] | type[TargetBreached] | type[TargetNear], clock: Clock
) -> TargetMet | TargetBreached | TargetNear:
    ticket = clock.ticket
    return kind(
        ticket=ticket.pk,
        clock=clock.pk,
        kind=clock.kind,
        organization=ticket.organization_id,
        team=ticket.team_id,
    )
