"""An agent puts a ticket aside, until a time or an answer, or lets it come back."""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from deskhand.desk.snooze_jobs import wake_up
from deskhand.desk.story import story
from deskhand.desk.triage import ChangeRefused
from deskhand.people.acting import actor_of
from deskhand.people.reader import Reader
from deskhand.rules.spoken.moments import moment
from deskhand.rules.spoken.promises import Standpoint
from deskhand.tickets import snoozing
from deskhand.tickets.access import lock, need_worker
from deskhand.tickets.columns import zone_of_reader
from deskhand.tickets.models import NOTHING_DUE, Ticket

MORNING = time(9)
LATER = timedelta(hours=3)
FARTHEST = timedelta(days=366)
REPLY, AWAKE = "reply", "awake"


class NoSuchMoment(Exception):
    """What was typed is no time ahead; the text says so."""


def presets(reader: Reader, *, at: datetime) -> dict[str, datetime | None]:
    """Return until when a ticket is usually put aside, by this reader's clock; None: an answer."""
    zone = zone_of_reader(reader)
    here = at.astimezone(zone)
    later = (here + LATER + timedelta(minutes=59)).replace(minute=0, second=0, microsecond=0)

    def morning(days: int) -> datetime:
        return datetime.combine(here.date() + timedelta(days=days), MORNING, zone)

    return {
        "later": later,
        "tomorrow": morning(1),
        "week": morning(7 - here.weekday()),
        REPLY: None,
    }


def until(value: str, reader: Reader, *, at: datetime) -> datetime | None:
    """Read a preset, an instant, or what somebody typed; raises NoSuchMoment."""
    usual = presets(reader, at=at)
    if value in usual:
        return usual[value]
    zone: Any = zone_of_reader(reader)
    found = _instant(value) or moment(value, Standpoint(at, zone))
    if found is None or not at < found <= at + FARTHEST:
        raise NoSuchMoment(_("This is no time ahead. Write it like fri 14:00, or 3d."))
    return found


def _instant(value: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


@story
def snooze(number: int, *, until: datetime | None, by: Reader, at: datetime) -> Ticket:
    """Put a ticket aside; None: until the requester answers.

    Raises ChangeRefused for one that is done, TicketNotFound, NotAllowed.
    """
    need_worker(by)
    ticket = lock(number, reader=by)
    if not ticket.is_open:
        raise ChangeRefused("snooze", _("It is done, and waits for nothing."))
    if ticket.snoozed_until != (until or NOTHING_DUE):
        snoozing.snooze(ticket, until=until, by=actor_of(by), at=at)
        if until is not None:
            wake_up.using(run_after=until).enqueue(ticket.pk)
    return ticket


@story
def wake(number: int, *, by: Reader, at: datetime) -> Ticket:
    """Let a ticket come back now; raises TicketNotFound, NotAllowed."""
    need_worker(by)
    ticket = lock(number, reader=by)
    snoozing.wake(ticket, why="agent", by=actor_of(by), at=at)
    return ticket
