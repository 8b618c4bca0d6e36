"""Which of the replies on a ticket are answers: released, and not known to have missed."""

from datetime import datetime

from deskhand.mail.models import OutgoingLetter
from deskhand.tickets.models import Message, Ticket


def has_missed(message: Message, ticket: Ticket) -> bool:
    """Whether the letter of a reply is known not to have reached the requester, nor a copy
    anybody else where he has no address."""
    letter: OutgoingLetter | None = message.outgoing
    if letter is None or not letter.refused:
        return False
    letters = [letter, *letter.copies.all()]
    refused = {address.lower() for each in letters for address in each.refused}
    if refused >= {address.lower() for each in letters for address in each.recipients}:
        return True
    if ticket.requester is None:
        return False
    return ticket.requester.addresses.filter(email__in=refused).exists()


def answers(ticket: Ticket, *, at: datetime) -> list[Message]:
    """Return the replies of people of the provider that have reached the requester by an
    instant, oldest first. One whose undo window ended is an answer once that was noted.

    Telephone calls stand apart: whether one was an answer says the policy.
    """
    replies = ticket.messages.filter(
        agent__isnull=False,
        is_public=True,
        call="",
        is_automatic=False,
        withdrawn_at=None,
        released_at__lte=at,
    )
    found = replies.select_related("outgoing").order_by("released_at")
    return [reply for reply in found if not reply.undo and not has_missed(reply, ticket)]


def is_answered(ticket: Ticket, *, at: datetime) -> bool:
    """Whether the requester has had an answer of a person."""
    return bool(answers(ticket, at=at))


def is_answer_given(ticket: Ticket, *, at: datetime) -> bool:
    """Whether a reply was sent that has not been released yet: it can still be taken back."""
    waiting = ticket.messages.filter(
        agent__isnull=False, is_public=True, withdrawn_at=None, written_at__lte=at
    )
    return bool(waiting.exclude(undo={}).exists())


def asked(ticket: Ticket, *, at: datetime) -> list[Message]:
    """Return what the requester has written after his request, oldest first."""
    written = ticket.messages.filter(
        agent=None,
        is_public=True,
        is_automatic=False,
        withdrawn_at=None,
        released_at__gt=ticket.received_at,
        released_at__lte=at,
    )
    return list(written.order_by("released_at", "pk"))
