"""What a requester does on his own ticket in the portal: answer, close, reopen."""

from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.catalog.choosing import status_of
from deskhand.catalog.models import Category
from deskhand.desk.standing import stand
from deskhand.desk.story import story
from deskhand.journal.actor import Actor
from deskhand.people.acting import NotAllowed, actor_of, person_id_of
from deskhand.people.models import Person
from deskhand.people.reader import Reader
from deskhand.sla import clocks
from deskhand.sla.governing import opens_new
from deskhand.tickets import conversation
from deskhand.tickets.access import TicketLocked, lock, may_close
from deskhand.tickets.conversation import NewFile, NewMessage
from deskhand.tickets.models import Channel, Message, Ticket


@story
def answer(
    number: int,
    text: str,
    *,
    by: Reader,
    at: datetime,
    files: tuple[NewFile, ...] = (),
    once_key: str | None = None,
) -> Message:
    """Add what a requester writes in the portal; a solved ticket opens again.

    Raises TicketLocked for a closed ticket, TicketNotFound.
    """
    by = by.as_requester()
    ticket = lock(number, reader=by)
    if before := conversation.said_already(ticket, once_key):
        return before
    if ticket.closed_at is not None:
        raise TicketLocked(_("This request is closed. Send a new one and name its number."))
    if not ticket.is_open and opens_new(ticket):
        raise TicketLocked(_("This request is done. Send a new one and name its number."))
    if not text.strip() and not files:
        raise TicketLocked(_("Write something before you send."))
    person = Person.objects.get(pk=person_id_of(by))
    message = conversation.add(
        ticket,
        NewMessage(
            text=text,
            is_public=True,
            channel=Channel.WEB,
            person=person,
            author_name=str(person),
            once_key=once_key,
            files=files,
        ),
        by=actor_of(by),
        at=at,
        released_at=at,
    )
    wake(ticket, by=actor_of(by), at=at)
    return message


def wake(ticket: Ticket, *, by: Actor, at: datetime, received_at: datetime | None = None) -> None:
    """The requester wrote, at `received_at` or now: the ball is with us again.

    Moves a ticket out of "waiting for requester", solved or closed (promises, section 4: in
    the same transaction, else pauses can be gamed). Whether a closed one may open again is
    for the caller to know.
    """
    if ticket.category in {Category.WAITING_REQUESTER, Category.SOLVED, Category.CLOSED}:
        stand(ticket, status_of(ticket.status.scheme, Category.OPEN), by=by, at=at)
    clocks.requester_wrote(ticket, by=by, at=received_at or at, recorded_at=at)


@story
def close(number: int, *, by: Reader, at: datetime) -> Ticket:
    """Close one's own request: it is solved, or no longer wanted. Raises NotAllowed."""
    by = by.as_requester()
    ticket = lock(number, reader=by)
    if not may_close(by, ticket):
        raise NotAllowed(_("Only who sent the request, or a manager there, may close it."))
    if not ticket.is_open and ticket.closed_at is not None:
        return ticket
    status = status_of(ticket.status.scheme, Category.CLOSED)
    stand(ticket, status, by=actor_of(by), at=at)
    return ticket
