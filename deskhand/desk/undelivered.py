"""A reply came back, or could not be delivered: it was no answer (promises, section 3)."""

from datetime import datetime, timedelta

from django.db.models import Q

from deskhand.desk.ledger import drawing
from deskhand.desk.story import story
from deskhand.journal.actor import system
from deskhand.mail.models import OutgoingLetter
from deskhand.sla import clocks
from deskhand.tickets.access import lock
from deskhand.tickets.answers import has_missed
from deskhand.tickets.conversation import await_agent, spoken_to
from deskhand.tickets.models import CallOutcome, Message, Ticket

POST = system("post")
# As long as a mail server usually takes to take a letter.
A_WHILE = timedelta(seconds=30)


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
    drawing.came_back(ticket, message, by=POST, at=at)
    return True


@story
def see_arrival(message_id: int, *, at: datetime) -> datetime | None:
    """Take a reply that had failed for an answer once its letter was taken after all, and return
    when to look again while that is open.

    When the requester has written since, it is not what he waits for.
    """
    message = Message.objects.select_related("outgoing").get(pk=message_id)
    ticket, letter = lock(message.ticket_id), message.outgoing
    if letter is None or letter.state == OutgoingLetter.State.FAILED:
        return None
    if letter.sent_at is None or has_missed(message, ticket):
        return max(letter.next_try_at or at, at) + A_WHILE if letter.next_try_at else None
    said_since = ticket.messages.filter(
        agent=None, is_public=True, written_at__gt=message.released_at
    )
    if not said_since.exists():
        clocks.answered(ticket, by=POST, at=letter.sent_at, recorded_at=at)
        drawing.answered(ticket, message, by=POST, at=at)
        spoken_to(ticket)
    return None


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
