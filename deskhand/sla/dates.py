"""Promise dates: given for one ticket, moved with a reason, kept or withdrawn."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.sla.calendars import version_at
from deskhand.sla.clocks import fire
from deskhand.sla.events import DatePromised, DateWithdrawn
from deskhand.sla.governing import version_for
from deskhand.sla.models import PromiseDate, PromiseKind
from deskhand.sla.occasions import note_date
from deskhand.sla.policies import Promise
from deskhand.sla.recording import OWED, add, begin_with, note_due, owed
from deskhand.tickets.models import Ticket

K = PromiseKind.PROMISE_DATE


class DateRefused(ValueError):
    """The date cannot be promised; the text says why and how to mend it."""


@dataclass(frozen=True, slots=True)
class NewDate:
    """A date to promise (UTC), for the whole ticket or for one stage of it."""

    due_at: datetime
    why: str
    stage: str = ""
    was_told: bool = False


def promise_date(ticket: Ticket, new: NewDate, *, by: Actor, at: datetime) -> PromiseDate:
    """Give a date on a locked ticket; one that is owed for the same stage is moved.

    A late stage does not move the others (product text, pack D). Raises DateRefused.
    """
    if new.due_at <= at:
        raise DateRefused(_("This instant is past. Promise one that is to come."))
    if not new.why.strip():
        raise DateRefused(_("Say why it is this date."))
    before = _owed_for(ticket, new.stage)
    if before is not None:
        add(before.clock, "cancel", {"reason": "re-promised"}, at=at, by=by)
    clock = begin_with(ticket, K, _promise(ticket, new, at=at), started_at=at, by=by, at=at)
    row = PromiseDate.objects.create(
        clock=clock,
        replaces=before,
        stage=new.stage.strip()[:80],
        why=new.why.strip()[:300],
        was_told=new.was_told,
        given_by=by.name,
        given_at=at,
    )
    fire(ticket, note_date(ticket, by=by, at=at), by=by, at=at)
    event = DatePromised(
        ticket=ticket.pk,
        clock=clock.pk,
        is_moved=before is not None,
        organization=ticket.organization_id,
        team=ticket.team_id,
    )
    record(event, by=by, at=at)
    return row


def keep_date(ticket: Ticket, clock_id: int, *, by: Actor, at: datetime) -> bool:
    """Note that what was promised is done; False when this date is not owed."""
    clock = next((clock for clock in owed(ticket, K) if clock.pk == clock_id), None)
    if clock is None:
        return False
    add(clock, "stop", at=at, by=by)
    note_due(ticket)
    return True


def withdraw_date(ticket: Ticket, clock_id: int, *, why: str, by: Actor, at: datetime) -> bool:
    """Take a date back, with a reason; False when this date is not owed. Raises DateRefused."""
    if not why.strip():
        raise DateRefused(_("Say why the date no longer stands."))
    clock = next((clock for clock in owed(ticket, K) if clock.pk == clock_id), None)
    if clock is None:
        return False
    add(clock, "cancel", {"reason": why.strip()[:300]}, at=at, by=by)
    note_due(ticket)
    event = DateWithdrawn(
        ticket=ticket.pk,
        clock=clock.pk,
        organization=ticket.organization_id,
        team=ticket.team_id,
    )
    record(event, by=by, at=at)
    return True


def told_dates(ticket: Ticket) -> list[PromiseDate]:
    """Return the dates that are owed and of which the requester knows, nearest first."""
    rows = PromiseDate.objects.filter(
        clock__ticket=ticket, clock__state__in=OWED, clock__stopped_at=None, was_told=True
    )
    return list(rows.select_related("clock").order_by("clock__due_at"))


def moves(row: PromiseDate) -> int:
    """Count how often a date was moved."""
    count = 0
    while row.replaces is not None:
        row, count = row.replaces, count + 1
    return count


def _owed_for(ticket: Ticket, stage: str) -> PromiseDate | None:
    rows = {
        row.clock_id: row
        for row in PromiseDate.objects.filter(clock__ticket=ticket, stage=stage.strip()[:80])
    }
    for clock in owed(ticket, K):
        if clock.pk in rows:
            rows[clock.pk].clock = clock
            return rows[clock.pk]
    return None


def _promise(ticket: Ticket, new: NewDate, *, at: datetime) -> Promise:
    version = version_for(ticket)
    if version is None:
        raise DateRefused(_("There is no calendar yet. Put a service pack into force in Setup."))
    named = new.due_at.astimezone(UTC).isoformat()
    return Promise(
        version=version,
        calendar=version_at(version.calendar, at),
        band="in",
        target={"unit": "date", "named_at": named},
        reason=new.why.strip(),
    )
