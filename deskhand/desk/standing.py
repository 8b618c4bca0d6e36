"""Where a ticket stands: its status, and the clocks that follow it in the same transaction."""

from datetime import datetime

from deskhand.catalog.models import Status
from deskhand.contracts import covering
from deskhand.desk import ending
from deskhand.journal.actor import Actor
from deskhand.sla import clocks
from deskhand.tickets.changes import change
from deskhand.tickets.models import Ticket


def stand(ticket: Ticket, status: Status, *, by: Actor, at: datetime) -> bool:
    """Set the status of a locked ticket; False when it has it already. What is to end together
    with it ends."""
    was_first_contact = ticket.first_contact
    if not change(ticket, "status", status, by=by, at=at):
        return False
    if ticket.first_contact != was_first_contact:
        covering.cover_again(ticket, by=by, at=at)
    clocks.follow_status(ticket, by=by, at=at)
    ending.end_together(ticket, by=by, at=at)
    return True
