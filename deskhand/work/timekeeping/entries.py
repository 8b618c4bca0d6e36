"""Entries of time: entered, corrected and withdrawn, each time with a revision that stays.

What was closed or billed is not written over: an adjustment takes it back and says it anew, both
on the day of the work and in the month that is open.
"""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.people.models import Organization
from deskhand.people.zones import zone_of
from deskhand.provider.firm import current
from deskhand.tickets.models import Message, Ticket
from deskhand.work.events import TimeCorrected, TimeEntered, TimeWithdrawn
from deskhand.work.timekeeping import months
from deskhand.work.timekeeping.checks import TimeDoubtful, TimeRefused, Worked, doubts, refuse
from deskhand.work.timekeeping.choosing import time_rules
from deskhand.work.timekeeping.models import Source, TimeEntry, TimeRevision

FACTS = tuple(field.name for field in fields(Worked))
OF_REVISION = ("booked_on", "revision", "state", "state_by", "state_at", "withdrawn_at")


class MonthIsClosed(TimeRefused):
    """The month of the work is closed; it can be booked in the one that is open."""


class EntryChanged(TimeRefused):
    """Somebody corrected the entry meanwhile."""


@dataclass(frozen=True, slots=True)
class How:
    """How time is entered: by what, with which message, and what its writer is sure of.

    `book_now` lets work of a closed month count in the one that is open. The same `once_key` of the
    same doer again returns the first entry.
    """

    source: str = Source.FORM
    message: Message | None = None
    once_key: str | None = None
    is_sure: bool = False
    book_now: bool = False


def enter(worked: Worked, how: How, *, by: Actor, at: datetime) -> TimeEntry:
    """Enter time that was worked. Raises TimeRefused, MonthIsClosed and TimeDoubtful."""
    once_key = f"{by.kind}.{by.id}.{how.once_key}" if how.once_key else None
    if once_key and (before := TimeEntry.objects.filter(once_key=once_key).first()):
        return before
    _need_note(worked, how)
    worked = _of_its_client(worked)
    booked_on = _booked_on(worked.worked_on, book_now=how.book_now, at=at)
    _check(worked, at=at, is_sure=how.is_sure)
    entry = TimeEntry(
        **_facts(worked),
        booked_on=booked_on,
        source=how.source,
        message=how.message,
        once_key=once_key,
        made_at=at,
        made_by=by.name,
    )
    return _made(entry, by=by, at=at)


@dataclass(frozen=True, slots=True)
class Again:
    """What is said along with a correction: the revision that stood on the page, why it is made,
    and whether its writer is sure."""

    seen_revision: int | None = None
    why: str = ""
    is_sure: bool = False


def correct(
    entry: TimeEntry, worked: Worked, again: Again, *, by: Actor, at: datetime
) -> TimeEntry:
    """Let a locked entry say something else; the entry that counts now is returned.

    It is the same with a further revision, or an adjustment where the first is closed or billed.
    Raises TimeRefused, EntryChanged and TimeDoubtful.
    """
    _need_standing(entry, again.seen_revision)
    worked = _of_its_client(worked)
    if all(getattr(entry, name) == getattr(worked, name) for name in FACTS):
        return entry
    if _is_fixed(entry):
        return _adjust(entry, worked, again, by=by, at=at)
    old_seconds, old_ticket = entry.seconds, entry.ticket_id
    if worked.worked_on != entry.worked_on:
        entry.booked_on = _booked_on(worked.worked_on, book_now=False, at=at)
    _check(worked, at=at, is_sure=again.is_sure, entry=entry)
    for name in FACTS:
        setattr(entry, name, getattr(worked, name))
    _revise(entry, why=again.why, by=by, at=at)
    event = TimeCorrected(
        ticket=entry.ticket_id,
        entry=entry.pk,
        revision=entry.revision,
        agent=entry.agent_id,
        seconds=entry.seconds,
        old_seconds=old_seconds,
        old_ticket=old_ticket if old_ticket != entry.ticket_id else None,
        worked_on=entry.worked_on.isoformat(),
        booked_on=entry.booked_on.isoformat(),
        is_billable=entry.is_billable,
        organization=entry.organization_id,
        team=entry.ticket.team_id if entry.ticket else None,
    )
    record(event, by=by, at=at)
    return entry


def withdraw(
    entry: TimeEntry,
    *,
    seen_revision: int | None = None,
    why: str = "",
    by: Actor,
    at: datetime,
) -> TimeEntry:
    """Let a locked entry count no more; where it is closed or billed, an adjustment takes it back.

    The same again changes nothing. Raises EntryChanged.
    """
    if entry.is_gone:
        return entry
    _need_standing(entry, seen_revision)
    if _is_fixed(entry):
        return _take_back(entry, by=by, at=at)
    entry.withdrawn_at = at
    _revise(entry, why=why, by=by, at=at)
    event = TimeWithdrawn(
        ticket=entry.ticket_id,
        entry=entry.pk,
        revision=entry.revision,
        agent=entry.agent_id,
        seconds=entry.seconds,
        worked_on=entry.worked_on.isoformat(),
        booked_on=entry.booked_on.isoformat(),
        organization=entry.organization_id,
        team=entry.ticket.team_id if entry.ticket else None,
    )
    record(event, by=by, at=at)
    return entry


def worked_of(entry: TimeEntry) -> Worked:
    """What an entry says, to be said again."""
    return Worked(**{name: getattr(entry, name) for name in FACTS})


def revisions_of(entry: TimeEntry) -> list[TimeRevision]:
    """Return all that an entry ever said, the first thing first."""
    return list(entry.revisions.select_related("work_type", "ticket", "organization", "role"))


def _need_note(worked: Worked, how: How) -> None:
    """Where the firm asks for a note; a message is one, and a sheet has no place for it."""
    has_none = how.message is None and how.source in {Source.FORM, Source.TIMER}
    if has_none and time_rules().needs_note and not worked.note.strip():
        raise TimeRefused(_("Say in a note what was done."), "note")


def _booked_on(worked_on: date, *, book_now: bool, at: datetime) -> date:
    """The day by which work counts; its month is locked. Raises MonthIsClosed."""
    if not months.lock_month(worked_on).is_closed:
        return worked_on
    if not book_now:
        words = _("%(month)s is closed. Book this in the month that is open, if it is right.")
        month = months.month_words(worked_on)
        raise MonthIsClosed(words % {"month": month}, "worked_on")
    today = at.astimezone(ZoneInfo(current().time_zone)).date()
    months.lock_month(today)
    return today


def _is_fixed(entry: TimeEntry) -> bool:
    return months.lock_month(entry.booked_on).is_closed or entry.billed_at is not None


def _need_standing(entry: TimeEntry, seen_revision: int | None) -> None:
    if entry.is_gone:
        raise EntryChanged(_("This entry was withdrawn. Enter the time anew."))
    if seen_revision is not None and seen_revision != entry.revision:
        raise EntryChanged(_("Somebody corrected this entry meanwhile. Look at it again."))
    if entry.adjusts_id is not None and entry.seconds < 0:
        raise TimeRefused(_("What was taken back stays so. Enter the time anew."))
    if entry.adjustments.filter(withdrawn_at=None).exists():
        raise EntryChanged(_("This entry was adjusted already. Correct the adjustment."))


def _adjust(
    entry: TimeEntry, worked: Worked, again: Again, *, by: Actor, at: datetime
) -> TimeEntry:
    """Take back what is closed, and say it anew in the month that is open."""
    _check(worked, at=at, is_sure=again.is_sure, entry=entry)
    gone = _take_back(entry, by=by, at=at)
    new = TimeEntry(
        **_facts(worked),
        booked_on=gone.booked_on,
        source=Source.ADJUSTMENT,
        adjusts=entry,
        made_at=at,
        made_by=by.name,
    )
    return _made(new, why=again.why, by=by, at=at)


def _take_back(entry: TimeEntry, *, by: Actor, at: datetime) -> TimeEntry:
    gone = TimeEntry(
        **_facts(replace(worked_of(entry), began_at=None, ended_at=None, seconds=-entry.seconds)),
        booked_on=_booked_on_open(entry, at=at),
        source=Source.ADJUSTMENT,
        adjusts=entry,
        made_at=at,
        made_by=by.name,
    )
    return _made(gone, by=by, at=at)


def _booked_on_open(entry: TimeEntry, *, at: datetime) -> date:
    """Where an adjustment counts: in the month of the entry while it is open, else today."""
    if not months.lock_month(entry.booked_on).is_closed:
        return entry.booked_on
    return _booked_on(entry.booked_on, book_now=True, at=at)


def _made(entry: TimeEntry, *, why: str = "", by: Actor, at: datetime) -> TimeEntry:
    entry.save(force_insert=True)
    _write_revision(entry, why=why, by=by, at=at)
    event = TimeEntered(
        ticket=entry.ticket_id,
        entry=entry.pk,
        agent=entry.agent_id,
        seconds=entry.seconds,
        worked_on=entry.worked_on.isoformat(),
        booked_on=entry.booked_on.isoformat(),
        is_billable=entry.is_billable,
        source=entry.source,
        adjusts=entry.adjusts_id,
        organization=entry.organization_id,
        team=entry.ticket.team_id if entry.ticket else None,
    )
    record(event, by=by, at=at)
    return entry


def _revise(entry: TimeEntry, *, why: str, by: Actor, at: datetime) -> None:
    entry.revision += 1
    # What was approved said something else.
    entry.state, entry.state_by, entry.state_at = TimeEntry.State.OPEN, "", None
    entry.save(update_fields=(*FACTS, *OF_REVISION))
    _write_revision(entry, why=why, by=by, at=at)


def _write_revision(entry: TimeEntry, *, why: str, by: Actor, at: datetime) -> None:
    TimeRevision.objects.create(
        entry=entry,
        number=entry.revision,
        booked_on=entry.booked_on,
        is_withdrawn=entry.is_gone,
        why=why.strip()[:200],
        said_by=by.name,
        said_at=at,
        **{name: getattr(entry, name) for name in FACTS},
    )


def _check(worked: Worked, *, at: datetime, is_sure: bool, entry: TimeEntry | None = None) -> None:
    refuse(worked, zone=zone_of(worked.agent.person), at=at, entry=entry)
    if not is_sure and (words := " ".join(doubts(worked, entry=entry))):
        raise TimeDoubtful(words)


def _of_its_client(worked: Worked) -> Worked:
    ticket: Ticket | None = worked.ticket
    if ticket is None:
        return worked
    client: Organization | None = ticket.organization
    return replace(worked, organization=client)


def _facts(worked: Worked) -> dict:
    return {name: getattr(worked, name) for name in FACTS}
