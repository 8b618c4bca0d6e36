"""Promise dates: given for one ticket, moved with a reason, kept or withdrawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.rules.worktime import Calendar
from deskhand.sla.calendars import arithmetic, version_at
from deskhand.sla.clocks import fire
from deskhand.sla.events import DateAnswered, DatePromised, DateWithdrawn
from deskhand.sla.governing import version_for
from deskhand.sla.models import Clock, PromiseDate, PromiseKind
from deskhand.sla.occasions import note_date
from deskhand.sla.policies import Promise
from deskhand.sla.recording import OWED, add, begin_with, note_due, owed
from deskhand.tickets.models import NOTHING_DUE, Ticket

K = PromiseKind.PROMISE_DATE
# Nobody promises later; much later the calendar has no days any more.
LATEST = timedelta(days=3660)


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
    if new.due_at > at + LATEST:
        raise DateRefused(_("This is more than ten years ahead. Promise a date before that."))
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


def owed_dates(ticket: Ticket) -> list[PromiseDate]:
    """Return the dates that are owed on a ticket, nearest first."""
    rows = PromiseDate.objects.filter(
        clock__ticket=ticket, clock__state__in=OWED, clock__stopped_at=None
    )
    return list(rows.select_related("clock", "replaces__clock").order_by("clock__due_at"))


def date_on(clock: Clock) -> PromiseDate:
    """Return the date behind a clock of one, which was read with it."""
    row: PromiseDate = clock.promise_date
    row.clock = clock
    return row


def in_danger(owed_now: Iterable[PromiseDate], *, at: datetime) -> list[tuple[str, str]]:
    """Return, as pairs of stages, which late or moved stage endangers which date that stands as
    it was: that does not move by itself, and perhaps cannot be kept."""
    rows = list(owed_now)
    return [
        (row.stage, other.stage)
        for row in rows
        if row.stage and (row.replaces is not None or _due(row) <= at)
        for other in rows
        if _due(other) > max(at, _first_due(row)) and other.given_at <= _troubled_at(row)
        if other is not row
    ]


def _troubled_at(row: PromiseDate) -> datetime:
    """When it was known that a stage is not done as it was promised first."""
    return row.given_at if row.replaces is not None else _due(row)


def _first_due(row: PromiseDate) -> datetime:
    """For when it was promised before it was moved the last time."""
    before = row.replaces
    return (
        _due(row) if before is None else datetime.fromisoformat(before.clock.promised["named_at"])
    )


def _due(row: PromiseDate) -> datetime:
    return row.clock.due_at or NOTHING_DUE


def answer_date(
    ticket: Ticket, clock_id: int, *, wish: str = "", by: Actor, at: datetime
) -> PromiseDate:
    """Note that the requester agrees to a date that he was told, or what he wishes instead.

    Raises DateRefused for one that he was not told, or that is owed no more.
    """
    row = next((row for row in told_dates(ticket) if row.clock_id == clock_id), None)
    if row is None:
        raise DateRefused(_("This date is not promised any more."))
    if wish.strip():
        row.agreed_at, row.wished_at, row.wish = None, at, wish.strip()[:300]
    else:
        row.agreed_at, row.wished_at, row.wish = at, None, ""
    row.save(update_fields=["agreed_at", "wished_at", "wish"])
    event = DateAnswered(
        ticket=ticket.pk,
        clock=clock_id,
        is_agreed=row.agreed_at is not None,
        organization=ticket.organization_id,
        team=ticket.team_id,
    )
    record(event, by=by, at=at)
    return row


def moves(row: PromiseDate) -> int:
    """Count how often a date was moved."""
    count = 0
    while row.replaces is not None:
        row, count = row.replaces, count + 1
    return count


def is_owed_for(ticket: Ticket, stage: str = "") -> bool:
    """Whether a date is owed for a stage: another one moves it."""
    return any(row.stage == stage for row in owed_dates(ticket))


def can_be_promised(ticket: Ticket) -> bool:
    """Whether a date can be promised: for that a calendar must exist."""
    return version_for(ticket) is not None


def calendar_of(ticket: Ticket, *, at: datetime) -> Calendar | None:
    """Return the hours by which a ticket goes; None before any exist."""
    version = version_for(ticket)
    return arithmetic(version_at(version.calendar, at)) if version else None


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
