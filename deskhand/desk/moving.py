"""An agent says where a letter really belongs."""

from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.catalog.choosing import status_of
from deskhand.catalog.models import Category
from deskhand.desk import letters
from deskhand.desk.requester import wake
from deskhand.desk.standing import stand
from deskhand.desk.story import story
from deskhand.mail.incoming import rethread
from deskhand.people.acting import NotAllowed, actor_of
from deskhand.people.reader import Reader
from deskhand.sla import joining
from deskhand.tickets import moving
from deskhand.tickets.access import TicketLocked, lock, need_worker
from deskhand.tickets.changes import change
from deskhand.tickets.models import Message, Ticket
from deskhand.tickets.participants import standing


@story
def move_letter(message_id: int, *, into: int, by: Reader, at: datetime) -> Ticket:
    """Move a letter, with what refers to it, into another ticket; returns that ticket.

    A ticket that loses its last message is cancelled. The writer does not become a reader by
    it. Raises TicketNotFound, TicketLocked, NotAllowed.
    """
    need_worker(by)
    found = Message.objects.filter(pk=message_id).values_list("ticket_id", flat=True).first() or 0
    if found == into:
        raise TicketLocked(_("The letter stands there already."))
    tickets = {pk: lock(pk, reader=by) for pk in sorted((found, into))}
    target, source = tickets[into], tickets[found]
    message = Message.objects.select_related("letter").get(pk=message_id)
    if message.letter is None or message.ticket_id != source.pk:
        raise NotAllowed(_("Only letters can be moved."))
    if target.closed_at is not None:
        raise TicketLocked(_("That ticket is closed. Reopen it first."))
    message.ticket = source
    _mark(message, target)
    actor = actor_of(by)
    moving.move_message(message, into=target, by=actor, at=at)
    rethread(message.letter, letters.mark(target), f"{by.name} moved it into #{target.pk}")
    is_asked = message.is_public and message.agent_id is None and not message.is_automatic
    is_empty = not source.messages.exists()
    if is_asked:
        # It was asked when it came, not now.
        wake(target, by=actor, at=at, received_at=message.released_at)
    if is_empty:
        joining.merge(target, source, by=actor, at=at)
    elif is_asked and message.released_at is not None:
        joining.left(source, asked_at=message.released_at, by=actor, at=at)
    if is_empty:
        change(source, "related", target, by=actor, at=at)
        change(source, "needs_review", False, by=actor, at=at)
        stand(source, status_of(source.status.scheme, Category.CANCELLED), by=actor, at=at)
    return target


def _mark(message: Message, target: Ticket) -> None:
    """What somebody wrote who does not belong there is shown as unverified."""
    if message.person is not None and standing(target, message.person) is None:
        message.is_unverified = True
        message.save(update_fields=["is_unverified"])
