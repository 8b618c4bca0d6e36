"""A letter moves from one ticket to another: its message, and the answers that refer to it."""

from datetime import datetime

from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.tickets.conversation import remember
from deskhand.tickets.events import MessageMoved
from deskhand.tickets.models import Message, ThreadReference, Ticket
from deskhand.tickets.snoozing import wake


def move_message(message: Message, *, into: Ticket, by: Actor, at: datetime) -> Ticket:
    """Move a message to another ticket; both are locked. Returns the ticket it came from.

    What refers to its letter belongs to the new ticket from now on; when nothing is left on
    the old one, all that refers to it does.
    """
    source = message.ticket
    message.ticket = into
    message.save(update_fields=["ticket"])
    references = ThreadReference.objects.filter(ticket=source)
    if source.messages.exists() and message.letter is not None:
        references = references.filter(message_id=message.letter.message_id)
    remember(into, list(references.values_list("message_id", flat=True)))
    references.delete()
    into.updated_at = at
    if message.is_public and message.agent_id is None:
        into.last_public_at = message.released_at
        into.awaits_agent = True
        wake(into, why="answer", by=by, at=at)
    into.save(update_fields=["updated_at", "last_public_at", "awaits_agent"])
    for ticket in (source, into):
        event = MessageMoved(
            ticket=ticket.pk,
            message=message.pk,
            origin=source.pk,
            into=into.pk,
            organization=ticket.organization_id,
            team=ticket.team_id,
        )
        record(event, by=by, at=at)
    return source
