"""Giving a ticket to one of its team, by what each has, can and is there for.

The team is locked while it is counted: of two tickets given out at once the second is counted with
the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deskhand.automation.models import Absence, Duty, Given
from deskhand.catalog.models import Category
from deskhand.people.models import Agent, Team
from deskhand.people.zones import zone_of
from deskhand.rules.assigning import Candidate, Pick, pick
from deskhand.tickets.models import Ticket

A_WEEK = timedelta(days=7)
# What an open ticket of a priority weighs; one that waits for the requester weighs nothing.
WEIGHTS = {1: 4, 2: 3, 3: 2}
IDLE = (Category.WAITING_REQUESTER, Category.SCHEDULED)


@dataclass(frozen=True, slots=True)
class Choice:
    """Who gets a ticket, or None, and why, in words."""

    agent: Agent | None
    why: str


def weight_of(level: int) -> int:
    return WEIGHTS.get(level, 1)


def choose(ticket: Ticket, team: Team, *, how: str, sticky: bool, at: datetime) -> Choice:
    """Choose who of a team gets a locked ticket; the caller gives it to him and notes it."""
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    agents = list(
        Agent.objects.active()
        .filter(teams=team)
        .exclude(role=Agent.Role.LIGHT)
        .select_related("person", "duty")
        .order_by("pk")
    )
    if not agents:
        return Choice(None, _("Nobody works in the team %(team)s.") % {"team": team})
    candidates = _candidates(agents, ticket, at=at)
    made = pick(
        candidates,
        how=how,
        asks=_asks(ticket),
        weight=weight_of(ticket.priority_level),
        favourite=_favourite(ticket, agents, at=at) if sticky else None,
    )
    by_key = {agent.pk: agent for agent in agents}
    agent = by_key.get(made.id or 0)
    load = next((each for each in candidates if each.id == made.id), None)
    return Choice(agent, _why(made, agent, load, how=how))


def note_given(ticket: Ticket, agent: Agent, *, at: datetime) -> None:
    """Write down that a rule gave a ticket to an agent."""
    Given.objects.create(ticket=ticket, agent=agent, at=at)


def absent(agents: Sequence[Agent], *, at: datetime) -> dict[int, Absence]:
    """Return who is away now, by the clock of each."""
    here = {agent.pk: at.astimezone(zone_of(agent.person)).replace(tzinfo=None) for agent in agents}
    first, last = min(here.values()).date(), max(here.values()).date()
    rows = Absence.objects.filter(
        agent__in=agents, begins_on__lte=last, ends_on__gte=first
    ).select_related("substitute")
    spans = ((row, row.span) for row in rows)
    return {row.agent_id: row for row, (a, b) in spans if a <= here[row.agent_id] < b}


def is_at_work(agent: Agent, *, at: datetime) -> bool:
    """Whether an agent takes part and works at this hour of his day."""
    duty: Duty | None = getattr(agent, "duty", None)
    if duty is None:
        return True
    here = at.astimezone(zone_of(agent.person))
    if not duty.takes_part or (duty.weekdays and here.weekday() not in duty.weekdays):
        return False
    if duty.begins is None or duty.ends is None:
        return True
    now = here.time()
    if duty.begins <= duty.ends:
        return bool(duty.begins <= now < duty.ends)
    return bool(now >= duty.begins or now < duty.ends)


def _candidates(agents: Sequence[Agent], ticket: Ticket, *, at: datetime) -> list[Candidate]:
    loads, given = _loads(agents, ticket), _given(agents, at=at)
    away = absent(agents, at=at)
    return [
        Candidate(
            id=agent.pk,
            load=loads.get(agent.pk, 0),
            capacity=_duty(agent).capacity,
            lately=given.get(agent.pk, (0, None))[0],
            last_at=given.get(agent.pk, (0, None))[1],
            skills=frozenset(map(str, _duty(agent).skills)),
            away="away" if agent.pk in away or not is_at_work(agent, at=at) else "",
        )
        for agent in agents
    ]


def _duty(agent: Agent) -> Duty:
    return getattr(agent, "duty", None) or Duty()


def _loads(agents: Sequence[Agent], ticket: Ticket) -> dict[int, int]:
    rows = Ticket.objects.open().filter(assignee__in=agents).exclude(category__in=IDLE)
    counted = rows.exclude(pk=ticket.pk).order_by().values("assignee", "priority_level")
    loads: dict[int, int] = {}
    for row in counted.annotate(count=Count("pk")):
        loads.setdefault(row["assignee"], 0)
        loads[row["assignee"]] += weight_of(row["priority_level"]) * row["count"]
    return loads


def _given(agents: Sequence[Agent], *, at: datetime) -> dict[int, tuple[int, datetime]]:
    rows = Given.objects.filter(agent__in=agents, at__gt=at - A_WEEK).order_by().values("agent")
    return {
        row["agent"]: (row["count"], row["last"])
        for row in rows.annotate(count=Count("pk"), last=Max("at"))
    }


def _asks(ticket: Ticket) -> frozenset[str]:
    named = [row.slug for row in (ticket.request_type, ticket.service) if row is not None]
    return frozenset([*named, *ticket.tags])


def _favourite(ticket: Ticket, agents: Sequence[Agent], *, at: datetime) -> int | None:
    """Who had the requester's last ticket, or who stands in for him."""
    if ticket.requester_id is None:
        return None
    before = Ticket.objects.filter(requester=ticket.requester_id, assignee__isnull=False)
    last = before.exclude(pk=ticket.pk).order_by("-id").values_list("assignee", flat=True).first()
    row = absent(agents, at=at).get(last or 0)
    return row.substitute_id if row is not None else last


def _why(made: Pick, agent: Agent | None, load: Candidate | None, *, how: str) -> str:
    passed = [reason for _id, reason in made.passed_over]
    said = [_counted(reason, passed.count(reason)) for reason in ("away", "unskilled", "full")]
    others = ", ".join(words for words in said if words)
    if agent is None or load is None:
        return _("Nobody of the team can take it: %(others)s") % {"others": others}
    if made.was_favourite:
        reason = _("had the requester’s last ticket, or stands in")
    elif how == "in_turn":
        reason = _("is next in turn")
    else:
        reason = _("has the least to do (%(load)d)") % {"load": load.load}
    if made.asked:
        reason += _("; knows %(skills)s") % {"skills": ", ".join(sorted(made.asked))}
    words = _("%(name)s %(reason)s; %(others)s") if others else _("%(name)s %(reason)s")
    return words % {"name": agent, "reason": reason, "others": others}


def _counted(reason: str, count: int) -> str:
    if not count:
        return ""
    words = {
        "away": ngettext("%(count)d is away", "%(count)d are away", count),
        "unskilled": ngettext("%(count)d does not know it", "%(count)d do not know it", count),
        "full": ngettext("%(count)d has enough", "%(count)d have enough", count),
    }[reason]
    return words % {"count": count}
