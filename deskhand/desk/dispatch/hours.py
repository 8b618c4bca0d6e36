"""When an agent works and has time: his hours by his calendar and his own clock, without absences
and what he has to do already."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from deskhand.automation.models import Absence, Duty
from deskhand.people.models import Agent
from deskhand.people.zones import zone_of
from deskhand.rules.free_time import Span, merged, within, without
from deskhand.rules.worktime import open_intervals
from deskhand.sla.calendars import arithmetic, version_at
from deskhand.sla.governing import default_version
from deskhand.sla.models import AgentCalendar, Calendar
from deskhand.work.appointments import held, outside, taken

DAY = timedelta(days=1)


def working_time(
    agents: Sequence[Agent], begin: datetime, end: datetime, *, at: datetime
) -> dict[int, list[Span]]:
    """Return when each agent works between two instants: the hours of his calendar (the firm's,
    where he has none), on his weekdays and hours, and not while he is away. In four statements,
    however many they are."""
    agents = list(agents)
    calendars = {row.agent_id: row.calendar for row in _kept(agents)}
    usual = _usual(at)
    absences = away(agents, begin, end)
    found: dict[int, list[Span]] = {}
    for agent in agents:
        calendar = calendars.get(agent.pk, usual)
        hours = _open(calendar, begin, end, at=at) if calendar else [(begin, end)]
        hours = within(hours, _by_duty(agent, begin, end))
        found[agent.pk] = without(hours, (span for span, _why in absences.get(agent.pk, ())))
    return found


def free_time(
    agents: Sequence[Agent], begin: datetime, end: datetime, *, at: datetime
) -> dict[int, list[Span]]:
    """Return when each agent works and has nothing to do yet."""
    busy: dict[int, list[Span]] = {}
    for one in taken(agents, (begin, end), at=at):
        busy.setdefault(one.agent.pk, []).append((one.begins_at, one.ends_at))
    for row in outside([agent.pk for agent in agents], (begin, end)):
        busy.setdefault(row.agent_id, []).append((row.begins_at, row.ends_at))
    working = working_time(agents, begin, end, at=at)
    return {key: without(spans, busy.get(key, ())) for key, spans in working.items()}


def held_and_outside(
    agents: Sequence[Agent], begin: datetime, end: datetime, *, at: datetime
) -> dict[int, list[tuple[Span, str]]]:
    """Return what else takes an agent's time: times offered to somebody (`held`), and what stands
    in his calendar elsewhere (`outside`)."""
    keys, found = [agent.pk for agent in agents], dict[int, list[tuple[Span, str]]]()
    for time_held in held(keys, (begin, end), at=at):
        span = (time_held.busy_from, time_held.busy_until)
        found.setdefault(time_held.agent_id, []).append((span, "held"))
    for row in outside(keys, (begin, end)):
        found.setdefault(row.agent_id, []).append(((row.begins_at, row.ends_at), "outside"))
    return found


def away(
    agents: Iterable[Agent], begin: datetime, end: datetime
) -> dict[int, list[tuple[Span, str]]]:
    """Return when each agent is away between two instants, by his own clock, and why."""
    by_key = {agent.pk: agent for agent in agents}
    rows = Absence.objects.filter(
        agent__in=by_key, begins_on__lte=end.date() + DAY, ends_on__gte=begin.date() - DAY
    )
    found: dict[int, list[tuple[Span, str]]] = {}
    for row in rows:
        zone = zone_of(by_key[row.agent_id].person)
        low, high = (_instant(one.date(), one.time(), zone) for one in row.span)
        if low < end and high > begin:
            span = (max(low, begin), min(high, end))
            found.setdefault(row.agent_id, []).append((span, row.why))
    return found


def calendar_of(agent: Agent) -> Calendar | None:
    """Return the calendar by which an agent works; None for the firm's."""
    row = next(iter(_kept([agent])), None)
    return row.calendar if row else None


def keep_calendar(agent: Agent, calendar: Calendar | None) -> None:
    """Let an agent work by a calendar, or by the firm's."""
    if calendar is None:
        AgentCalendar.objects.filter(agent=agent).delete()
    else:
        AgentCalendar.objects.update_or_create(agent=agent, defaults={"calendar": calendar})


def _kept(agents: Sequence[Agent]) -> list[AgentCalendar]:
    return list(AgentCalendar.objects.filter(agent__in=agents).select_related("calendar"))


def _usual(at: datetime) -> Calendar | None:
    version = default_version(at)
    return version.calendar if version else None


def _open(calendar: Calendar, begin: datetime, end: datetime, *, at: datetime) -> list[Span]:
    return open_intervals(arithmetic(version_at(calendar, at)), begin, end)


def _by_duty(agent: Agent, begin: datetime, end: datetime) -> list[Span]:
    """The hours that are kept of an agent, on each day of his own clock."""
    duty: Duty | None = getattr(agent, "duty", None)
    if duty is None or (not duty.weekdays and duty.begins is None):
        return [(begin, end)]
    zone = zone_of(agent.person)
    day, last = (instant.astimezone(zone).date() for instant in (begin - DAY, end + DAY))
    spans = []
    while day <= last:
        if not duty.weekdays or day.weekday() in duty.weekdays:
            opens, closes = duty.begins or time(), duty.ends or time()
            until = day if closes > opens else day + DAY
            spans.append((_instant(day, opens, zone), _instant(until, closes, zone)))
        day += DAY
    return within(merged(spans), [(begin, end)])


def _instant(day: date, hour: time, zone: ZoneInfo) -> datetime:
    # An hour that the clocks skip is the one after it.
    return datetime.combine(day, hour, zone).astimezone(UTC)
