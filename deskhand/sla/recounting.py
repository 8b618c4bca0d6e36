"""Open clocks are reckoned anew, a batch in a transaction, so that a crash costs a batch at most.

What has passed is never counted anew: a version of a calendar holds from an instant on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Min, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from deskhand.jobs.memory import remembering
from deskhand.journal.actor import Actor
from deskhand.rules import worktime
from deskhand.rules.clock import read
from deskhand.sla import following
from deskhand.sla.batches import A_BATCH, Shared, Told, facts_of, write
from deskhand.sla.facts import CALENDAR, calendar_fact
from deskhand.sla.models import Calendar, CalendarVersion, Clock, ClockEvent, Recount
from deskhand.sla.recording import OWED, reread, rule_with, tell
from deskhand.sla.stepping import arm_anew
from deskhand.tickets.models import NOTHING_DUE, Ticket

S = Clock.State
OPEN = (S.RUNNING, S.PAUSED, S.PENDING)
KEPT = ("state", "due_at", "computed_due_at", "warn_at", "alarm_at", "next_fire_at")
WRITTEN = (*KEPT, "breached_at", "revision", "arming", "fired")
# So many are looked at for a preview; of more it says so.
MOST_PREVIEWED = 3000


@dataclass(frozen=True, slots=True)
class Preview:
    """What an edit would do: of `total` open clocks `looked_at` were reckoned; so many due times
    would move, and so many would have gone by when it holds."""

    total: int
    looked_at: int
    moved: int
    late: int


def open_clocks(calendar: Calendar | None = None) -> QuerySet[Clock]:
    """Return the clocks that run or stand still, of one calendar or of all."""
    clocks = Clock.objects.filter(state__in=OPEN, stopped_at=None, started_at__isnull=False)
    if calendar is None:
        return clocks
    return clocks.filter(calendar_version__in=list(calendar.versions.values_list("pk", flat=True)))


@remembering(afresh=True)
def preview(
    calendar: Calendar, spec: dict[str, Any], *, valid_from: datetime, at: datetime
) -> Preview:
    """Tell what another version would do to open clocks, before it is saved."""
    clocks, rule = open_clocks(calendar), worktime.Calendar.from_spec(spec)
    total = clocks.count()
    found = list(clocks.order_by("pk")[:MOST_PREVIEWED])
    Shared().lend(found)
    moved = late = 0
    # Hours that follow others are worked out once, not for each clock.
    following: dict[int, worktime.Calendar] = {}
    for start in range(0, len(found), A_BATCH):
        part = found[start : start + A_BATCH]
        told = facts_of(part)
        for clock in part:
            before = rule_with(clock, told[clock.pk])
            key = id(before.calendar)
            if key not in following:
                following[key] = before.calendar.followed(valid_from, rule)
            after = replace(before, calendar=following[key])
            due_at = read(after, at).due_at
            if due_at != read(before, at).due_at:
                moved += 1
                late += due_at is not None and due_at <= valid_from
    return Preview(total, len(found), moved, late)


def recent_runs(most: int = 3) -> list[Recount]:
    """Return the runs that were asked for last, without the first look at the zones."""
    runs = Recount.objects.exclude(cause=Recount.Cause.ZONES, total=0)
    return list(runs.select_related("version__calendar")[:most])


def run_of(recount_id: int) -> Recount | None:
    runs = Recount.objects.select_related("version__calendar", "policy", "organization")
    return runs.filter(pk=recount_id).first()


def ask_for_calendar(version: CalendarVersion, *, by: Actor, at: datetime) -> Recount:
    """Let open clocks follow another version of their calendar."""
    return _ask(Recount.Cause.CALENDAR, version.calendar, by=by, at=at, version=version)


def ask_for_zones(zones: str, *, by: Actor, at: datetime) -> Recount:
    """Let all open clocks be reckoned by other rules of time zones."""
    return _ask(Recount.Cause.ZONES, None, by=by, at=at, zones=zones)


def _ask(cause: str, calendar: Calendar | None, *, by: Actor, at: datetime, **more: Any) -> Recount:
    total = open_clocks(calendar).count()
    return Recount.objects.create(cause=cause, total=total, asked_by=by.name, asked_at=at, **more)


def stop(recount_id: int, *, at: datetime) -> bool:
    """Stop a run where it stands; what it has done stays. False when it had ended."""
    going = Recount.objects.exclude(state__in=(Recount.State.DONE, Recount.State.STOPPED))
    ended = going.filter(pk=recount_id).update(state=Recount.State.STOPPED, ended_at=at)
    return bool(ended)


@remembering(afresh=True)
@transaction.atomic
def step(recount_id: int, *, by: Actor, at: datetime) -> bool:
    """Do the next batch of a run; False when it has ended. Done twice, it does the one after."""
    run = Recount.objects.select_for_update(of=("self",)).filter(pk=recount_id).first()
    if run is None or run.is_ended:
        return False
    if run.is_of_tickets:
        return _follow(run, by=by, at=at)
    clocks = _next(run)
    if not clocks:
        run.state, run.ended_at = Recount.State.DONE, at
        run.save(update_fields=["state", "ended_at"])
        return False
    run.state = Recount.State.RUNNING
    moved = _reckon(clocks, run, by=by, at=at)
    run.moved += len(moved)
    run.late += sum(clock.due_at is not None and clock.due_at <= at for clock in moved)
    run.looked_at += len(clocks)
    run.cursor = clocks[-1].pk
    run.total = max(run.total, run.looked_at)
    run.save()
    return True


def _follow(run: Recount, *, by: Actor, at: datetime) -> bool:
    """The next open tickets go by their policy as it is now."""
    tickets, moved = following.batch(run, by=by, at=at)
    run.state = Recount.State.RUNNING if tickets else Recount.State.DONE
    run.moved, run.looked_at = run.moved + moved, run.looked_at + len(tickets)
    if tickets:
        run.cursor = tickets[-1].pk
    else:
        run.ended_at = at
    run.total = max(run.total, run.looked_at)
    run.save()
    return bool(tickets)


def _next(run: Recount) -> list[Clock]:
    """Lock the next batch: tickets first, as everybody does who moves their clocks."""
    calendar = run.version.calendar if run.version else None
    rows = open_clocks(calendar).filter(pk__gt=run.cursor).order_by("pk")
    found = dict(rows.values_list("pk", "ticket_id")[:A_BATCH])
    tickets = Ticket.objects.select_for_update(of=("self",)).filter(pk__in=set(found.values()))
    list(tickets.order_by("pk").values_list("pk", flat=True))
    clocks = Clock.objects.select_for_update(of=("self",)).filter(pk__in=list(found))
    locked = list(clocks.order_by("pk"))
    Shared().lend(locked)
    return locked


def _reckon(clocks: Sequence[Clock], run: Recount, *, by: Actor, at: datetime) -> list[Clock]:
    """Read each clock with what is new; returns those whose due time moved."""
    told = facts_of(clocks)
    facts: list[ClockEvent] = []
    other: list[Clock] = []
    moved: list[Clock] = []
    for clock in clocks:
        if clock.state not in OPEN or clock.stopped_at is not None:
            continue
        known = told[clock.pk]
        if run.version is not None and _is_new(clock, run.version, known):
            fact = calendar_fact(clock, run.version, seq=len(known) + 1, by=by, at=at)
            facts.append(fact)
            known = [*known, Told(clock.pk, fact.seq, fact.at, fact.kind, fact.payload)]
        before = [getattr(clock, name) for name in KEPT]
        due_at, state = clock.due_at, clock.state
        reread(clock, known, at=at)
        if clock.fired and due_at and clock.due_at and clock.due_at > due_at:
            # What was told too early is told again.
            arm_anew(clock)
            reread(clock, known, at=at)
        if before != [getattr(clock, name) for name in KEPT]:
            other.append(clock)
        if clock.due_at != due_at:
            moved.append(clock)
        if clock.state != state:
            tell(clock, by=by)
    ClockEvent.objects.bulk_create(facts)
    write(other, WRITTEN)
    _note_due({clock.ticket_id for clock in moved})
    return moved


def _is_new(clock: Clock, version: CalendarVersion, told: Sequence[Told]) -> bool:
    """Whether a clock does not follow a version yet: it began before that was made."""
    if clock.calendar_version.number >= version.number:
        return False
    return not any(e.kind == CALENDAR and e.payload["version"] == version.pk for e in told)


def _note_due(tickets: set[int]) -> None:
    """Copy the nearest due time to each ticket, in one statement."""
    waiting = Clock.objects.filter(ticket=OuterRef("pk"), stopped_at=None, state__in=OWED)
    least = waiting.order_by().values("ticket").annotate(least=Min("due_at")).values("least")
    rows = Ticket.objects.filter(pk__in=tickets)
    rows.update(due_order_at=Coalesce(Subquery(least), Value(NOTHING_DUE)))
