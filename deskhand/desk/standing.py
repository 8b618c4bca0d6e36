"""Where a ticket stands: its status, and the clocks that follow it in the same transaction."""

from datetime import datetime

from deskhand.catalog.models import Status
from deskhand.desk import ending
from deskhand.journal.actor import Actor
from deskhand.sla import clocks
from deskhand.tickets.changes import change
from deskhand.tickets.models import Ticket


def stand(ticket: Ticket, status: Status, *, by: Actor, at: datetime) -> bool:
    """Set the status of a locked ticket; False when it has it already. What is to end together
    with it ends."""
    if not change(ticket, "status", status, by=by, at=at):
        return False
    clocks.follow_status(ticket, by=by, at=at)
    ending.end_together(ticket, by=by, at=at)
    return True
