"""Whom we owe a call: next first, and who takes it.

A call that was taken is nobody else's for a while; when nothing is logged in that time it is owed
to whoever takes the next one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from deskhand.jobs.together import told
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.people.models import Agent
from deskhand.people.reader import Reader
from deskhand.sla.events import CallTaken
from deskhand.sla.models import Call, CallBack
from deskhand.sla.recording import OWED
from deskhand.tickets.models import Ticket

# As long as a call and its note take.
HELD_FOR = timedelta(minutes=15)
MOST_SHOWN = 200
MOST_COUNTED = 100


class TakenAlready(Exception):
    """A colleague is about to make this call; the text is his name."""


def calls_owed(reader: Reader, *, team_id: int | None = None) -> "QuerySet[CallBack]":
    """Return the calls that are owed on tickets that this reader may see, the next one first: by
    due time, then priority, then who asked first."""
    # One look by key for each; a plain IN would read all that he may see.
    seen = Ticket.objects.visible_to(reader).filter(pk=OuterRef("ticket"))
    rows = CallBack.objects.filter(
        Exists(seen), ended_at=None, clock__state__in=OWED, clock__stopped_at=None
    )
    if team_id is not None:
        rows = rows.filter(ticket__team=team_id)
    return rows.order_by(
        F("clock__due_at").asc(nulls_last=True), "ticket__priority_level", "asked_at", "pk"
    )


@dataclass(frozen=True, slots=True)
class Board:
    """Calls that can be made now, those that can be made later, and those that somebody makes.

    `mine` is the one that the reader has taken.
    """

    now: list[CallBack]
    later: list[CallBack]
    taken: list[CallBack]
    mine: CallBack | None
    following: CallBack | None

    @property
    def opens_at(self) -> datetime | None:
        """When the next call can be made, while none can be made now; None where none is owed."""
        return min((row.ready_at for row in self.later), default=None)


def board(reader: Reader, *, team_id: int | None, ends_at: datetime, at: datetime) -> Board:
    """Return what is owed; later is what can be made later, or is due after `ends_at`."""
    rows = list(_shown(calls_owed(reader, team_id=team_id))[:MOST_SHOWN])
    taken = [row for row in rows if is_held(row, at=at)]
    free = [row for row in rows if not is_held(row, at=at)]
    now = [row for row in free if row.ready_at <= at and not _is_due_after(row, ends_at)]
    ready = [row for row in free if row.ready_at <= at]
    own = [row for row in ready if row.ticket.team_id in reader.teams]
    return Board(
        now=now,
        later=[row for row in free if row not in now],
        taken=[row for row in taken if row.taken_by_id != reader.agent_id],
        mine=next((row for row in taken if row.taken_by_id == reader.agent_id), None),
        following=next(iter(own or ready), None),
    )


def _is_due_after(row: CallBack, instant: datetime) -> bool:
    return row.clock.due_at is not None and row.clock.due_at > instant


def is_held(row: CallBack, *, at: datetime) -> bool:
    """Whether somebody is about to make this call."""
    return row.taken_at is not None and row.taken_at + HELD_FOR > at


def held_until(row: CallBack | None) -> datetime | None:
    """Return until when a call is held that somebody has taken."""
    return row.taken_at + HELD_FOR if row is not None and row.taken_at else None


def _shown(rows: "QuerySet[CallBack]") -> "QuerySet[CallBack]":
    return rows.select_related(
        "clock__row",
        "taken_by__person",
        "ticket__organization",
        "ticket__priority",
        "ticket__assignee__person",
        "ticket__team",
    )


def count_owed(reader: Reader, *, at: datetime) -> int:
    """Count the calls that wait for somebody to make them now, up to MOST_COUNTED."""
    rows = _free(calls_owed(reader), at=at).order_by()
    return int(rows[:MOST_COUNTED].values("pk").count())


def _free(rows: "QuerySet[CallBack]", *, at: datetime) -> "QuerySet[CallBack]":
    is_free = Q(taken_at=None) | Q(taken_at__lte=at - HELD_FOR)
    return rows.filter(is_free, ready_at__lte=at)


def take_next(
    reader: Reader, agent_id: int, *, team_id: int | None = None, by: Actor, at: datetime
) -> CallBack | None:
    """Hand out the next call, of his own teams first; None when none waits.

    Two agents at once get two different ones, and one agent who asks twice the same.
    """
    Agent.objects.select_for_update(of=("self",)).get(pk=agent_id)
    held = calls_owed(reader).filter(taken_by=agent_id, taken_at__gt=at - HELD_FOR).first()
    if held is not None:
        return held
    is_own = Case(When(ticket__team__in=reader.teams, then=Value(0)), default=Value(1))
    rows = _free(calls_owed(reader, team_id=team_id), at=at)
    rows = rows.order_by(is_own, *rows.query.order_by)
    row = rows.select_for_update(of=("self",), skip_locked=True).first()
    if row is not None:
        _hold(row, agent_id, by=by, at=at)
    return row


def take(row: CallBack, agent_id: int, *, by: Actor, at: datetime) -> None:
    """Take one call that is owed and locked, or keep it a while longer; raises TakenAlready."""
    if is_held(row, at=at) and row.taken_by_id != agent_id:
        raise TakenAlready(str(row.taken_by))
    _hold(row, agent_id, by=by, at=at)


def _hold(row: CallBack, agent_id: int, *, by: Actor, at: datetime) -> None:
    row.taken_by_id, row.taken_at = agent_id, at
    row.save(update_fields=["taken_by", "taken_at"])
    record(_event(row, is_left=False), by=by, at=at)


def leave(row: CallBack, agent_id: int, *, by: Actor, at: datetime) -> bool:
    """Leave a call that one has taken to others; False for who has not taken it."""
    if row.taken_by_id != agent_id:
        return False
    row.taken_by_id, row.taken_at = None, None
    row.save(update_fields=["taken_by", "taken_at"])
    record(_event(row, is_left=True), by=by, at=at)
    return True


def _event(row: CallBack, *, is_left: bool) -> CallTaken:
    ticket = row.ticket
    return CallTaken(
        ticket=ticket.pk,
        call=row.pk,
        is_left=is_left,
        organization=ticket.organization_id,
        team=ticket.team_id,
    )


def owed_on(ticket: Ticket) -> list[CallBack]:
    """Return the calls that are owed on a ticket, the next one first."""
    rows = ticket.call_backs.filter(
        ended_at=None, clock__state__in=OWED, clock__stopped_at=None
    ).select_related("clock__row", "taken_by__person")
    return list(rows.order_by(F("clock__due_at").asc(nulls_last=True), "pk"))


def lengths_asked(ticket: Ticket) -> QuerySet:
    """Return what to read of how long the calls on a ticket took: by `id` of the message that
    tells of one its `seconds`, for `read_together`."""
    rows = Call.objects.filter(ticket=ticket, seconds__gt=0)
    return told(rows, id="message", seconds="seconds")


def ended_since(reader: Reader, instant: datetime) -> dict[str, int]:
    """Count how calls ended since an instant, and under `late` how many of them late."""
    seen = Ticket.objects.visible_to(reader).filter(pk=OuterRef("ticket"))
    rows = CallBack.objects.filter(Exists(seen), ended_at__gte=instant).exclude(
        end=CallBack.End.WITHDRAWN
    )
    late = Count("pk", filter=Q(clock__breached_at__isnull=False))
    found = list(rows.order_by().values("end").annotate(all=Count("pk"), late=late))
    return {row["end"]: row["all"] for row in found} | {"late": sum(r["late"] for r in found)}
