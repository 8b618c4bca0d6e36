"""What is asked for was named on a ticket that is here: its kind, service and priority follow,
as far as nobody has said them otherwise."""

from datetime import datetime

from deskhand.catalog.choosing import fitting_priority, usual_priority
from deskhand.catalog.models import Priority, RequestType
from deskhand.desk.grading import said_by
from deskhand.journal.actor import Actor
from deskhand.tickets.changes import change
from deskhand.tickets.models import Kind, Ticket
from deskhand.work.checklists import apply_with


def follow_request(ticket: Ticket, before: RequestType | None, *, by: Actor, at: datetime) -> None:
    """Set what the request type of a locked ticket says, where the ticket still has what the
    one `before` said, or what nobody said."""
    wanted = ticket.request_type
    apply_with(wanted, ticket, by=by, at=at)
    if ticket.kind == _kind(before):
        change(ticket, "kind", _kind(wanted), by=by, at=at)
    if ticket.service == (before.service if before else None):
        change(ticket, "service", wanted.service if wanted else None, by=by, at=at)
    if said_by(ticket) is None and ticket.priority == _priority(ticket, before):
        change(ticket, "priority", _priority(ticket, wanted), by=by, at=at)


def _kind(asked: RequestType | None) -> Kind:
    return Kind(asked.kind) if asked else Kind.INCIDENT


def _priority(ticket: Ticket, asked: RequestType | None) -> Priority:
    scheme = ticket.priority.scheme
    if asked is None or asked.priority_level is None:
        return usual_priority(scheme)
    return fitting_priority(scheme, asked.priority_level)
