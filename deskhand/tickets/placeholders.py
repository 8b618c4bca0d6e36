"""What texts about a ticket can be filled with: `{{ticket.number}}` and the like."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deskhand.catalog.spoken import spoken
from deskhand.people.models import Agent, Person
from deskhand.provider.firm import current
from deskhand.tickets.models import Ticket

NAMES: Mapping[str, str | Promise] = {
    "requester.first_name": _("first name of the requester"),
    "requester.name": _("name of the requester"),
    "organization.name": _("name of the client"),
    "ticket.number": _("number of the ticket"),
    "ticket.subject": _("subject of the ticket"),
    "ticket.status": _("status of the ticket, as the requester reads it"),
    "ticket.priority": _("priority of the ticket"),
    "team.name": _("name of the team"),
    "assignee.name": _("name of the assignee"),
    "agent.name": _("name of whoever writes"),
    "agent.first_name": _("first name of whoever writes"),
    "firm.name": _("name of the firm"),
}


def values_for(ticket: Ticket, *, agent: Agent | None) -> dict[str, str]:
    """Return what is put in for a ticket; empty where nothing is known. `agent` is who writes."""
    return {
        "requester.first_name": _first_name(ticket.requester),
        "requester.name": ticket.requester.name if ticket.requester else "",
        "organization.name": str(ticket.organization or ""),
        "ticket.number": str(ticket.pk),
        "ticket.subject": ticket.subject,
        "ticket.status": spoken(ticket.status.requester_name or ticket.status.name),
        "ticket.priority": spoken(ticket.priority.name),
        "team.name": str(ticket.team or ""),
        "assignee.name": str(ticket.assignee or ""),
        "agent.name": str(agent or ""),
        "agent.first_name": _first_name(agent.person if agent else None),
        "firm.name": current().name,
    }


def _first_name(person: Person | None) -> str:
    """The first of the names, without a title before it."""
    words = person.name.replace(",", " ").split() if person else []
    names = [word for word in words if not word.endswith(".")]
    return names[0] if names else ""
