"""A reply came back, or could not be delivered: it was no answer (promises, section 3)."""

from datetime import datetime

from django.db.models import Q

from deskhand.desk.story import story
from deskhand.journal.actor import system
from deskhand.mail import outbox
from deskhand.mail.models import OutgoingLetter
from deskhand.mail.outbox import NotToBeSent
from deskhand.people.reader import Reader
from deskhand.sla import clocks
from deskhand.tickets.access import lock, need_worker
from deskhand.tickets.answers import has_missed
from deskhand.tickets.conversation import await_agent
from deskhand.tickets.models import CallOutcome, Message, Ticket

POST = system("post")


@story
def come_back(outgoing_id: int, *, at: datetime) -> bool:
    """Take a reply that never reached the requester for no answer.

    The clocks that it stopped run again from their original start, or stop at the next answer
    that did reach him. False when the letter was no reply, has not been released, or reached
    him. Harmless when done twice.
    """
    replies = Message.objects.filter(agent__isnull=False, withdrawn_at=None)
    letter = Q(outgoing=outgoing_id) | Q(outgoing__copies=outgoing_id)
    message = replies.filter(letter).select_related("outgoing").first()
    if message is None or message.released_at is None or message.released_at > at:
        return False
    ticket = lock(message.ticket_id)
    if not has_missed(message, ticket):
        return False
    instead_at = _next_answer(message, ticket, at=at)
    if instead_at is None and ticket.is_open:
        await_agent(ticket)
    clocks.unanswered(
        ticket, answered_at=message.released_at, instead_at=instead_at, by=POST, at=at
    )
    return True


@story
def send_again(message_id: int, *, by: Reader, at: datetime) -> Message:
    """Send the letters of a reply once more that failed, or that cannot leave yet, to those who
    have not got them.

    Raises NotToBeSent when none of them did, TicketNotFound, NotAllowed.
    """
    need_worker(by)
    found = Message.objects.filter(pk=message_id).values_list("ticket_id", flat=True).first()
    lock(found or 0, reader=by)
    message = Message.objects.select_related("outgoing").get(pk=message_id)
    letter: OutgoingLetter | None = message.outgoing
    if letter is None or message.withdrawn_at is not None:
        raise NotToBeSent
    due = [each for each in (letter, *letter.copies.order_by("pk")) if each.may_be_tried]
    if not due:
        raise NotToBeSent
    for each in due:
        outbox.retry(each, at=at)
    return message


def _next_answer(message: Message, ticket: Ticket, *, at: datetime) -> datetime | None:
    others = ticket.messages.filter(
        agent__isnull=False,
        is_public=True,
        call__in=("", CallOutcome.REACHED),
        is_automatic=False,
        withdrawn_at=None,
        released_at__gte=message.released_at,
        released_at__lte=at,
    ).exclude(pk=message.pk)
    reached = (other for other in others.select_related("outgoing").order_by("released_at"))
    return next((other.released_at for other in reached if not has_missed(other, ticket)), None)
