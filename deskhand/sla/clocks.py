"""The clocks on a ticket: begun on receipt, stopped by the first answer, rebuilt from events.

All functions take a locked ticket and run in the story's transaction. A row's due times and
state are caches of what `rules.clock` reads from its recorded events; this file alone
writes them, and the copy of the nearest due time on the ticket.
"""

from datetime import datetime
from typing import Any

from django.db.models import Min

from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.rules import clock as reckoning
from deskhand.rules.targets import Target as PromisedTarget
from deskhand.sla.calendars import arithmetic
from deskhand.sla.events import TargetBreached, TargetMet
from deskhand.sla.models import Clock, ClockEvent, PromiseKind
from deskhand.sla.policies import Promise, promise_for, specs_of
from deskhand.tickets.models import NOTHING_DUE, Ticket

S = Clock.State
# Still owed: an answer is awaited, in time or late.
OWED = (S.PENDING, S.RUNNING, S.PAUSED, S.BREACHED)


def start(ticket: Ticket, *, by: Actor, at: datetime) -> Clock | None:
    """Promise a first response, counted from receipt; None where the policy promises none."""
    return _begin(ticket, started_at=ticket.received_at, cycle=1, by=by, at=at)


def answered(
    ticket: Ticket, *, by: Actor, at: datetime, recorded_at: datetime | None = None
) -> None:
    """A person of the provider answered in public: `at` is the release of his reply."""
    for clock in _owed(ticket):
        _add(clock, "stop", {}, at=at, recorded_at=recorded_at or at, by=by)
    _note_due(ticket)


def retarget(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """The priority changed: running promises follow (promises.md, section 5).

    Raised: the earlier of the old due time and the new target counted from now. Lowered: the
    new target from the start. The band stays as decided at receipt.
    """
    if not ticket.clocks.exists():
        _begin(ticket, started_at=ticket.received_at, cycle=1, by=by, at=at)
        return
    for clock in _owed(ticket):
        spec = specs_of(clock.policy_version, clock.kind, ticket.priority_level).get(clock.band)
        if spec is None or spec["unit"] == "none":
            _add(clock, "cancel", {"reason": "no promise for this priority"}, at=at, by=by)
            continue
        raised = ticket.priority_level < clock.priority_level
        mode = "raised" if raised else "retroactive"
        clock.priority_level = ticket.priority_level
        _add(clock, "retarget", {"target": spec, "mode": mode}, at=at, by=by)
    _note_due(ticket)


def withdraw(ticket: Ticket, *, reason: str, by: Actor, at: datetime) -> None:
    """The promise no longer stands; a breach that has happened stays."""
    for clock in _owed(ticket):
        _add(clock, "cancel", {"reason": reason[:300]}, at=at, by=by)
    _note_due(ticket)


def reopen(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """A ticket that was closed unanswered is open again: an answer is owed from now."""
    last = ticket.clocks.filter(kind=PromiseKind.FIRST_RESPONSE).order_by("-cycle").first()
    if last is not None and last.stopped_at is None and last.state == S.CANCELLED:
        _begin(ticket, started_at=at, cycle=last.cycle + 1, by=by, at=at)


def watch(clock_id: int, *, by: Actor, at: datetime) -> bool:
    """Look at a clock whose time has come; True when a breach was found."""
    clock = Clock.objects.select_for_update(of=("self",)).filter(pk=clock_id).first()
    if clock is None or clock.next_fire_at is None or clock.next_fire_at > at:
        return False
    before = clock.state
    _refresh(clock, at=at)
    _tell(clock, before, by=by)
    return clock.state == S.BREACHED and before != S.BREACHED


def rule_of(clock: Clock) -> reckoning.Clock:
    """Return the clock as arithmetic, built from its recorded events."""
    events = tuple(
        reckoning.Event(
            at=event.at,
            kind=event.kind,
            target=_target(event.payload.get("target")),
            mode=event.payload.get("mode", "retroactive"),
            reason=event.payload.get("reason", ""),
        )
        for event in sorted(clock.events.all(), key=lambda e: (e.at, e.seq))
        if event.kind != "start"
    )
    return reckoning.Clock(
        calendar=arithmetic(clock.calendar_version),
        target=PromisedTarget.from_spec(clock.promised),
        started=clock.started_at,
        events=events,
    )


def _target(spec: dict[str, Any] | None) -> PromisedTarget | None:
    return PromisedTarget.from_spec(spec) if spec else None


def _begin(
    ticket: Ticket, *, started_at: datetime, cycle: int, by: Actor, at: datetime
) -> Clock | None:
    kind = PromiseKind.FIRST_RESPONSE
    promise = promise_for(ticket, kind, received_at=started_at)
    if promise is None:
        return None
    clock = _new(ticket, kind, promise, started_at=started_at, cycle=cycle)
    _add(clock, "start", {"target": promise.target}, at=started_at, recorded_at=at, by=by)
    _note_due(ticket)
    return clock


def _new(ticket: Ticket, kind: str, promise: Promise, *, started_at: datetime, cycle: int) -> Clock:
    return Clock.objects.create(
        ticket=ticket,
        kind=kind,
        cycle=cycle,
        state=S.RUNNING,
        revision=0,
        policy_version=promise.version,
        calendar_version=promise.calendar,
        priority_level=ticket.priority_level,
        band=promise.band,
        promised=promise.target,
        reason=promise.reason[:300],
        started_at=started_at,
    )


def _owed(ticket: Ticket) -> list[Clock]:
    clocks = ticket.clocks.select_for_update(of=("self",)).filter(state__in=OWED, stopped_at=None)
    return list(clocks.select_related("policy_version", "calendar_version", "ticket"))


def _add(
    clock: Clock,
    kind: str,
    payload: dict[str, Any],
    *,
    at: datetime,
    by: Actor,
    recorded_at: datetime | None = None,
) -> None:
    """Append a fact and read the clock anew."""
    recorded_at = recorded_at or at
    ClockEvent.objects.create(
        clock=clock,
        seq=clock.events.count() + 1,
        at=at,
        recorded_at=recorded_at,
        kind=kind,
        payload=payload,
        actor=by.name,
    )
    before = clock.state
    _refresh(clock, at=max(at, recorded_at))
    _tell(clock, before, by=by)


def _refresh(clock: Clock, *, at: datetime) -> None:
    reading = reckoning.read(rule_of(clock), at)
    clock.state = S(reading.state)
    clock.due_at = reading.due_at
    clock.met_at = reading.met_at
    clock.breached_at = reading.breached_at
    clock.stopped_at = reading.stopped_at
    clock.next_fire_at = reading.due_at if clock.state == S.RUNNING else None
    clock.revision += 1
    clock.save()


def _tell(clock: Clock, before: str, *, by: Actor) -> None:
    if clock.state == before:
        return
    if clock.state == S.MET:
        record(_event(TargetMet, clock), by=by, at=clock.met_at or clock.started_at)
    elif clock.state == S.BREACHED:
        record(_event(TargetBreached, clock), by=by, at=clock.breached_at or clock.started_at)


def _event(
    kind: type[TargetMet] | type[TargetBreached], clock: Clock
) -> TargetMet | TargetBreached:
    ticket = clock.ticket
    return kind(
        ticket=ticket.pk,
        clock=clock.pk,
        kind=clock.kind,
        organization=ticket.organization_id,
        team=ticket.team_id,
    )


def _note_due(ticket: Ticket) -> None:
    """Copy the nearest due time that is still owed to the ticket, for the queues."""
    owed = ticket.clocks.filter(state__in=OWED, stopped_at=None)
    ticket.due_order_at = owed.aggregate(least=Min("due_at"))["least"] or NOTHING_DUE
    ticket.save(update_fields=["due_order_at"])
