"""Whom a step tells: roles on the ticket and certain agents, as far as they may see it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from deskhand.oncall.duty import who_see
from deskhand.people.models import Agent
from deskhand.tickets.models import Ticket, Watcher


def hearers(spec: Mapping[str, Any], ticket: Ticket) -> list[Agent]:
    """Return whom an action of this text tells, each once."""
    found: list[Agent] = []
    for role in spec.get("who", ()):
        found += ROLES[role](ticket)
    if spec.get("agents"):
        found += Agent.objects.filter(pk__in=spec["agents"]).select_related("person")
    return who_see(ticket, found)


def sees(agent: Agent, ticket: Ticket) -> bool:
    """Whether an active agent may see a ticket."""
    return bool(who_see(ticket, [agent]))


def _assignee(ticket: Ticket) -> Iterable[Agent]:
    """Whoever has it; while nobody has, its team."""
    return [ticket.assignee] if ticket.assignee else _team(ticket)


def _team(ticket: Ticket) -> Iterable[Agent]:
    return ticket.team.agents.select_related("person") if ticket.team else ()


def _lead(ticket: Ticket) -> Iterable[Agent]:
    return [ticket.team.lead] if ticket.team and ticket.team.lead else ()


def _manager(ticket: Ticket) -> Iterable[Agent]:
    organization = ticket.organization
    return [organization.manager] if organization and organization.manager else ()


def _watchers(ticket: Ticket) -> Iterable[Agent]:
    rows = Watcher.objects.filter(ticket=ticket, is_muted=False).select_related("agent__person")
    return [row.agent for row in rows]


ROLES: dict[str, Callable[[Ticket], Iterable[Agent]]] = {
    "assignee": _assignee,
    "team": _team,
    "lead": _lead,
    "manager": _manager,
    "watchers": _watchers,
}
