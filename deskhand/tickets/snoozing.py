"""Putting a ticket aside until a time, or until the requester answers, whichever comes first.

Its promises go on: what falls due is late whether somebody looks or not.
"""

from datetime import datetime

from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.tickets.events import TicketSnoozed, TicketWoken
from deskhand.tickets.models import NOTHING_DUE, Ticket


def snooze(ticket: Ticket, *, until: datetime | None, by: Actor, at: datetime) -> None:
    """Put a locked, open ticket aside; None: until the requester answers."""
    _set(ticket, until or NOTHING_DUE)
    told = TicketSnoozed(
        ticket=ticket.pk,
        until=until.isoformat() if until else "",
        organization=ticket.organization_id,
        team=ticket.team_id,
    )
    record(told, by=by, at=at)


def wake(ticket: Ticket, *, why: str, by: Actor, at: datetime) -> bool:
    """Let a locked ticket come back; False when it is awake."""
    if ticket.snoozed_until is None:
        return False
    _set(ticket, None)
    told = TicketWoken(
        ticket=ticket.pk, why=why, organization=ticket.organization_id, team=ticket.team_id
    )
    record(told, by=by, at=at)
    return True


def _set(ticket: Ticket, until: datetime | None) -> None:
    ticket.snoozed_until = until
    ticket.save(update_fields=["snoozed_until"])
