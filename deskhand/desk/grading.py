"""How urgent a ticket is by its impact and urgency, where its scheme of priorities says so.

A priority that somebody set by hand stays, until he sets the one that they say.
"""

from datetime import datetime

from deskhand.catalog.choosing import graded_priority
from deskhand.catalog.models import Priority
from deskhand.journal.actor import Actor
from deskhand.tickets.changes import change
from deskhand.tickets.models import Ticket

FIELDS = frozenset({"impact", "urgency"})


def said_by(ticket: Ticket) -> Priority | None:
    """Return the priority that the impact and urgency of a ticket say; None where they do not."""
    return graded_priority(ticket.priority.scheme, ticket.impact, ticket.urgency)


def keep_by_hand(ticket: Ticket, priority: Priority) -> None:
    """A priority is about to be set by hand: it stays, unless it is the one that they say."""
    said = said_by(ticket)
    ticket.keeps_priority = said is None or said != priority


def follow(ticket: Ticket, *, by: Actor, at: datetime) -> bool:
    """Set the priority that they say on a locked ticket; False where nothing changes."""
    said = None if ticket.keeps_priority else said_by(ticket)
    return said is not None and change(ticket, "priority", said, by=by, at=at)
