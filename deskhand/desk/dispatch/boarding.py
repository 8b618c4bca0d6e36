"""The board: who works when, what each has to do, and what nobody has planned yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Q

from deskhand.catalog.models import Category
from deskhand.desk.dispatch import booking
from deskhand.desk.dispatch.hours import away, held_and_outside, working_time
from deskhand.desk.story import story
from deskhand.people.models import Agent, Team
from deskhand.people.reader import Reader
from deskhand.people.reading import agents_for
from deskhand.rules.free_time import Span, overlaps
from deskhand.tickets.access import TicketNotFound, lock
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import tickets_for
from deskhand.work.appointments import appointment_of, plan_of
from deskhand.work.models import Appointment
from deskhand.work.planned import Attendance
from deskhand.work.planning import planned_between, unplanned

MOST_AGENTS = 40
MOST_UNPLANNED = 25
IDLE = (Category.WAITING_REQUESTER, Category.HELD)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that an agent has to do; `is_seen` is False where the reader may know its time
    alone, `is_in_conflict` where it meets another of his."""

    attendance: Attendance
    is_seen: bool
    is_in_conflict: bool

    @property
    def appointment(self) -> Appointment:
        found: Appointment = self.attendance.appointment
        return found


@dataclass(slots=True)
class Row:
    """One agent on the board: when he works, is away, has times offered or is busy elsewhere."""

    agent: Agent
    working: list[Span]
    away: list[tuple[Span, str]]
    kept: list[tuple[Span, str]]
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shift:
    """Where an appointment is drawn to on the board."""

    begins_at: datetime
    ends_at: datetime
    from_agent: int
    to_agent: int


def agents_of(reader: Reader, team: Team | None, *, agent_id: int | None = None) -> list[Agent]:
    """Return whose rows a reader sees: one agent's, a team's, or those of his own teams."""
    found = agents_for(reader).exclude(role=Agent.Role.LIGHT).select_related("person", "duty")
    if agent_id is not None:
        found = found.filter(pk=agent_id)
    elif team is not None:
        found = found.filter(teams=team)
    elif reader.teams:
        found = found.filter(Q(teams__in=reader.teams) | Q(pk=reader.agent_id)).distinct()
    return list(found[:MOST_AGENTS])


def rows(
    reader: Reader, agents: Sequence[Agent], begin: datetime, end: datetime, *, at: datetime
) -> list[Row]:
    """Return the rows of some agents between two instants; as many statements for forty agents as
    for one."""
    working = working_time(agents, begin, end, at=at)
    absent = away(agents, begin, end)
    kept = held_and_outside(agents, begin, end, at=at)
    found = {
        agent.pk: Row(agent, working[agent.pk], absent.get(agent.pk, []), kept.get(agent.pk, []))
        for agent in agents
    }
    planned = planned_between(found, begin, end, tickets=tickets_for(reader))
    for attendance in planned:
        others = [
            one
            for one in planned
            if one.agent_id == attendance.agent_id and one.pk != attendance.pk
        ]
        meets = any(overlaps(_span(attendance), _span(one)) for one in others)
        entry = Entry(attendance, getattr(attendance, "is_seen", False), meets)
        found[attendance.agent_id].entries.append(entry)
    return list(found.values())


def waiting(reader: Reader, agents: Sequence[Agent], team: Team | None) -> list[Ticket]:
    """Return open tickets of these agents, and of the team, for which nothing is planned: those
    due first."""
    whose = Q(assignee__in=[agent.pk for agent in agents])
    if team is not None:
        whose |= Q(team=team, assignee=None)
    open_now = tickets_for(reader).open().filter(whose).exclude(category__in=IDLE)
    shown = unplanned(open_now.filter(snoozed_until=None).for_list().by_due())
    return list(shown[:MOST_UNPLANNED])


@story
def shift(
    number: int, key: int, to: Shift, *, version: int | None, by: Reader, at: datetime
) -> tuple[Appointment, Shift]:
    """Draw an appointment to another time or agent; returns it as it is now, and the shift that
    leads back. Who goes and the requester hear of it when no further move comes for a while.
    Raises as `booking.draw`."""
    appointment = appointment_of(lock(number, reader=by), key)
    before = plan_of(appointment)
    new = _agent(by, to.to_agent)
    agents = [new if agent.pk == to.from_agent else agent for agent in before.agents]
    agents = list({agent.pk: agent for agent in agents}.values())
    plan = replace(before, begins_at=to.begins_at, ends_at=to.ends_at, agents=agents)
    booking.draw(number, key, plan, version=version, by=by, at=at)
    appointment.refresh_from_db()
    back = Shift(before.begins_at, before.ends_at, to.to_agent, to.from_agent)
    return appointment, back


def _agent(reader: Reader, key: int) -> Agent:
    rows = agents_for(reader).exclude(role=Agent.Role.LIGHT).filter(pk=key)
    found: Agent | None = rows.first()
    if found is None:
        raise TicketNotFound(key)
    return found


def _span(attendance: Attendance) -> Span:
    return attendance.busy_from, attendance.busy_until
