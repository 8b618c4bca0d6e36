"""Timers: one runs per agent, others of his stand still. They are rows, so a reload or another
device shows the same."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from deskhand.people.reader import Reader
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import tickets_for
from deskhand.work.timekeeping.choosing import time_rules
from deskhand.work.timekeeping.models import Timer
from deskhand.work.timekeeping.queries import OVERSEERS, led_by

DAY_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Shown:
    """A timer as it stands at an instant. `was_left` when it runs longer than the firm takes for
    usual."""

    timer: Timer
    seconds: int
    was_left: bool

    @property
    def is_running(self) -> bool:
        return self.timer.runs_since is not None


def start(ticket: Ticket, *, agent_id: int, at: datetime) -> Timer:
    """Let a timer run on a ticket; whichever else of the agent runs stands still from now on."""
    mine = Timer.objects.select_for_update().filter(agent=agent_id)
    found = None
    for timer in mine.order_by("pk"):
        if timer.ticket_id == ticket.pk:
            found = timer
        else:
            _stand_still(timer, at=at)
    if found is None:
        return Timer.objects.create(agent_id=agent_id, ticket=ticket, began_at=at, runs_since=at)
    if found.runs_since is None:
        found.runs_since = at
        found.save(update_fields=["runs_since"])
    return found


def pause(ticket_id: int, *, agent_id: int, at: datetime) -> None:
    for timer in Timer.objects.select_for_update().filter(agent=agent_id, ticket=ticket_id):
        _stand_still(timer, at=at)


def drop(ticket_id: int, *, agent_id: int) -> None:
    """End a timer; its time is forgotten, or stands in an entry."""
    Timer.objects.filter(agent=agent_id, ticket=ticket_id).delete()


def spent(timer: Timer, *, at: datetime) -> int:
    """Seconds on a timer, at most a day's."""
    running = at - timer.runs_since if timer.runs_since is not None else timedelta()
    return min(DAY_SECONDS, timer.seconds + max(0, int(running.total_seconds())))


def timer_on(ticket_id: int, *, agent_id: int, at: datetime) -> Shown | None:
    timer = Timer.objects.filter(agent=agent_id, ticket=ticket_id).first()
    return _shown(timer, at=at) if timer is not None else None


def timers_of(agent_id: int, *, at: datetime) -> list[Shown]:
    """Return an agent's timers, the running one first."""
    rows = Timer.objects.filter(agent=agent_id).select_related("ticket")
    shown = [_shown(timer, at=at) for timer in rows.order_by("-began_at")]
    return sorted(shown, key=lambda one: not one.is_running)


def running_for(reader: Reader, *, at: datetime) -> list[Shown]:
    """Return the timers that run for those whom somebody oversees, the longest first."""
    rows: QuerySet[Timer] = Timer.objects.filter(runs_since__isnull=False)
    if reader.role not in OVERSEERS:
        own = Timer.objects.filter(agent=reader.agent_id).values("pk")
        rows = rows.filter(agent__in=led_by(reader)) | rows.filter(pk__in=own)
    seen = tickets_for(reader).values("pk")
    rows = rows.filter(ticket__in=seen).distinct().select_related("ticket", "agent__person")
    return [_shown(timer, at=at) for timer in rows.order_by("runs_since")[:200]]


def _shown(timer: Timer, *, at: datetime) -> Shown:
    limit = timedelta(hours=time_rules().left_running_hours)
    was_left = timer.runs_since is not None and at - timer.runs_since > limit
    return Shown(timer, spent(timer, at=at), was_left)


def _stand_still(timer: Timer, *, at: datetime) -> None:
    if timer.runs_since is not None:
        timer.seconds, timer.runs_since = spent(timer, at=at), None
        timer.save(update_fields=["seconds", "runs_since"])
