"""Who is on duty: the one place that says whom a level of a ladder reaches, asked when it pages.

Rotas will answer here, as one more `who`; today a level is a team, a list of agents, or whoever
stands in for the ticket.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.oncall.models import Rung
from deskhand.people.identity import readers_of
from deskhand.people.models import Agent, Team
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import may_see


@dataclass(frozen=True, slots=True)
class Duty:
    """Who it is, and the path to him in words; with nobody there is a gap."""

    agents: tuple[Agent, ...]
    path: str


def on_duty(rung: Rung, ticket: Ticket, *, at: datetime) -> Duty:
    """Return whom a level reaches at an instant: active agents who may see the ticket."""
    found, path = _FINDERS[Rung.Who(rung.who)](rung, ticket)
    return Duty(tuple(who_see(ticket, found)), path)


def who_see(ticket: Ticket, agents: Iterable[Agent]) -> list[Agent]:
    """Return those of these agents who are active and may see a ticket, each once."""
    active = {agent.pk: agent for agent in agents if agent.is_active}
    readers = readers_of(active.values())
    return [agent for key, agent in active.items() if may_see(readers[key], ticket)]


def _assignee(rung: Rung, ticket: Ticket) -> tuple[list[Agent], str]:
    if ticket.assignee is not None:
        return [ticket.assignee], _("has the ticket")
    return _ticket_team(rung, ticket)


def _ticket_team(rung: Rung, ticket: Ticket) -> tuple[list[Agent], str]:
    return _of_team(ticket.team)


def _lead(rung: Rung, ticket: Ticket) -> tuple[list[Agent], str]:
    lead = ticket.team.lead if ticket.team else None
    return [lead] if lead else [], _("leads the ticket’s team")


def _manager(rung: Rung, ticket: Ticket) -> tuple[list[Agent], str]:
    manager = ticket.organization.manager if ticket.organization else None
    return [manager] if manager else [], _("is the client’s account manager")


def _team(rung: Rung, ticket: Ticket) -> tuple[list[Agent], str]:
    return _of_team(rung.team)


def _agents(rung: Rung, ticket: Ticket) -> tuple[list[Agent], str]:
    return list(rung.agents.select_related("person")), _("named in the ladder")


def _of_team(team: Team | None) -> tuple[list[Agent], str]:
    if team is None:
        return [], _("the ticket has no team")
    members = team.agents.select_related("person")
    return list(members), _("of the team %(team)s") % {"team": team}


_FINDERS: dict[Rung.Who, Callable[[Rung, Ticket], tuple[list[Agent], str]]] = {
    Rung.Who.ASSIGNEE: _assignee,
    Rung.Who.TICKET_TEAM: _ticket_team,
    Rung.Who.LEAD: _lead,
    Rung.Who.MANAGER: _manager,
    Rung.Who.TEAM: _team,
    Rung.Who.AGENTS: _agents,
}
