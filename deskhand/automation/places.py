"""What texts of macros and rules can be filled with: `{{ticket.number}}` and the like."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deskhand.people.models import Agent
from deskhand.provider.firm import current
from deskhand.tickets.models import Ticket

PLACES: Mapping[str, str | Promise] = {
    "requester.name": _("the requester’s name"),
    "requester.first_name": _("his first name"),
    "organization.name": _("his organization"),
    "ticket.number": _("the ticket’s number"),
    "ticket.subject": _("its subject"),
    "ticket.status": _("its status"),
    "ticket.priority": _("its priority"),
    "team.name": _("its team"),
    "assignee.name": _("its assignee"),
    "agent.name": _("whoever writes"),
    "firm.name": _("your firm"),
}


def values_for(ticket: Ticket, *, agent: Agent | None) -> dict[str, str]:
    """Return what the places are filled with for a ticket; empty where nothing is known."""
    requester = ticket.requester.name if ticket.requester else ""
    status = ticket.status.requester_name or ticket.status.name
    return {
        "requester.name": requester,
        "requester.first_name": requester.partition(" ")[0],
        "organization.name": str(ticket.organization or ""),
        "ticket.number": str(ticket.pk),
        "ticket.subject": ticket.subject,
        "ticket.status": status,
        "ticket.priority": ticket.priority.name,
        "team.name": str(ticket.team or ""),
        "assignee.name": str(ticket.assignee or ""),
        "agent.name": str(agent or ""),
        "firm.name": current().name,
    }
