"""Agents enter time that they worked, correct it and withdraw it."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from deskhand.desk.story import story
from deskhand.journal.actor import Actor
from deskhand.people.acting import NotAllowed, actor_of
from deskhand.people.models import Agent
from deskhand.people.reader import Reader
from deskhand.people.zones import zone_of
from deskhand.rules.spoken.lengths import Length
from deskhand.rules.worked import NoSuchTime, stretch
from deskhand.tickets.access import lock, need_reach
from deskhand.tickets.models import Message, Ticket
from deskhand.work.timekeeping import entries, timers
from deskhand.work.timekeeping.access import (
    locked_entry,
    need_approving,
    need_entering,
    oversees,
)
from deskhand.work.timekeeping.checks import TimeRefused, Worked
from deskhand.work.timekeeping.choosing import usual
from deskhand.work.timekeeping.entries import Again, How
from deskhand.work.timekeeping.models import Source, TimeEntry, WorkType


@dataclass(frozen=True, slots=True)
class Said:
    """How long and of which kind, as it is typed below a reply; all else is as usual. `ends_timer`
    where it is what the agent's timer on the ticket said."""

    length: Length
    work_type: WorkType | None = None
    is_billable: bool | None = None
    why_not_billable: str = ""
    ends_timer: bool = False


def with_length(worked: Worked, length: Length) -> Worked:
    """Put the length that was read into what was worked. Raises TimeRefused.

    A length without times of day keeps none; its seconds are taken as they are.
    """
    if length.begin is None or length.end is None:
        return replace(worked, seconds=length.seconds or 0, began_at=None, ended_at=None)
    zone = zone_of(worked.agent.person)
    try:
        began, ended = stretch(worked.worked_on, length.begin, length.end, zone)
    except NoSuchTime as error:
        words = _("There was no %(time)s on that day: the clocks went forward.")
        raise TimeRefused(words % {"time": error}) from error
    seconds = int((ended - began).total_seconds())
    return replace(worked, seconds=seconds, began_at=began, ended_at=ended)


@story
def enter(worked: Worked, how: How, *, by: Reader, at: datetime) -> TimeEntry:
    """Enter time. Raises TimeRefused, TimeDoubtful, NotAllowed, TicketNotFound."""
    need_entering(by, worked.agent)
    worked = replace(worked, ticket=_locked(worked.ticket, by))
    if worked.ticket is None and worked.organization is not None:
        need_reach(by, worked.organization)
    return entries.enter(worked, how, by=actor_of(by), at=at)


@story
def correct(key: int, worked: Worked, again: Again, *, by: Reader, at: datetime) -> TimeEntry:
    """Correct an entry. Raises TimeRefused, TimeDoubtful, NotAllowed, TicketNotFound."""
    worked = replace(worked, ticket=_locked(worked.ticket, by))
    entry = locked_entry(by, key)
    _need_changing(by, entry)
    need_entering(by, worked.agent)
    if worked.ticket is None and worked.organization is not None:
        need_reach(by, worked.organization)
    return entries.correct(entry, worked, again, by=actor_of(by), at=at)


@story
def withdraw(
    key: int, *, seen_revision: int | None = None, why: str = "", by: Reader, at: datetime
) -> TimeEntry:
    """Withdraw an entry. Raises TimeRefused, NotAllowed, TicketNotFound."""
    entry = locked_entry(by, key)
    _need_changing(by, entry)
    return entries.withdraw(entry, seen_revision=seen_revision, why=why, by=actor_of(by), at=at)


def may_change(reader: Reader, entry: TimeEntry) -> bool:
    """Whether somebody may correct an entry: its agent until it is approved, who oversees him."""
    is_own = entry.agent_id == reader.agent_id
    if is_own and entry.state != TimeEntry.State.APPROVED:
        return reader.may_work
    if is_own and reader.is_administrator:
        return True
    return not is_own and reader.may_work and oversees(reader, entry.agent_id)


def of_message(
    ticket: Ticket, message: Message, said: Said, agent: Agent, *, by: Actor, at: datetime
) -> TimeEntry:
    """Enter the time of a reply or note on a locked ticket, in the transaction of that.

    What is doubtful is taken as said: nobody waits with an answer for it. Raises TimeRefused.
    """
    work_type, role = usual(agent.pk)
    work_type = said.work_type or work_type
    if work_type is None:
        raise TimeRefused(_("The firm has no kind of work yet. Ask an administrator for one."))
    is_billable = work_type.is_billable if said.is_billable is None else said.is_billable
    worked = Worked(
        agent=agent,
        ticket=ticket,
        worked_on=_today(agent, at),
        seconds=0,
        work_type=work_type,
        role=role,
        is_billable=is_billable,
        why_not_billable="" if is_billable else said.why_not_billable.strip() or str(work_type),
    )
    how = How(source=Source.REPLY, message=message, is_sure=True)
    if said.ends_timer:
        how = replace(how, source=Source.TIMER)
        timers.drop(ticket.pk, agent_id=agent.pk)
    return entries.enter(with_length(worked, said.length), how, by=by, at=at)


def take_back_of(message: Message, *, by: Actor, at: datetime) -> str:
    """Withdraw the time of a reply that was taken back; returns it as one types it, or nothing."""
    rows = TimeEntry.objects.select_for_update(of=("self",)).filter(message=message)
    seconds = 0
    for entry in rows.filter(withdrawn_at=None).order_by("pk"):
        seconds += entry.seconds
        entries.withdraw(entry, by=by, at=at)
    return f"{-(-seconds // 60)} min" if seconds else ""


def _today(agent: Agent, at: datetime) -> date:
    return at.astimezone(zone_of(agent.person)).date()


def _locked(ticket: Ticket | None, by: Reader) -> Ticket | None:
    """The ticket itself, or that into which it went up; raises TicketNotFound."""
    if ticket is None:
        return None
    found = lock(ticket.pk, reader=by)
    if found.merged_into_id is not None:
        words = _("This ticket was merged. Enter the time on #%d.") % found.merged_into_id
        raise TimeRefused(words, "ticket")
    return found


def _need_changing(by: Reader, entry: TimeEntry) -> None:
    if may_change(by, entry):
        return
    if entry.agent_id == by.agent_id:
        raise NotAllowed(_("This time is approved. Who approved it corrects it."))
    need_approving(by, entry.agent_id)
