"""What is said on a ticket: letters, replies, notes. Public or not is always said aloud."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.people.models import Agent, Person
from deskhand.tickets.attaching import NewFile, attach, attach_all
from deskhand.tickets.events import MessageAdded, MessageReleased, MessageWithdrawn
from deskhand.tickets.models import Channel, Message, ThreadReference, Ticket
from deskhand.tickets.snoozing import wake

__all__ = ("NewFile", "NewMessage", "add", "attach", "attach_all")


@dataclass(frozen=True, slots=True)
class NewMessage:
    """What is to be said. `once_key` makes a second try of the same act harmless."""

    text: str
    is_public: bool
    channel: Channel
    person: Person | None = None
    agent: Agent | None = None
    author_name: str = ""
    format: str = Message.Format.PLAIN
    quoted_text: str = ""
    letter_id: int | None = None
    outgoing_id: int | None = None
    recipients: list[str] = field(default_factory=list)
    call: str = ""
    side_id: int | None = None
    is_automatic: bool = False
    is_unverified: bool = False
    once_key: str | None = None
    undo: dict[str, Any] = field(default_factory=dict)
    files: tuple[NewFile, ...] = ()


def said_already(ticket: Ticket, once_key: str | None) -> Message | None:
    """Return the message that this act already made, if it was tried before."""
    if not once_key:
        return None
    return Message.objects.filter(ticket=ticket, once_key=once_key).first()


@dataclass(frozen=True, slots=True)
class Saying:
    """A message that is to be added to a locked ticket.

    `released_at` is the instant from which requesters see it and from which it counts as an
    answer; None for notes. An agent's reply may lie in the future (its undo window).
    """

    ticket: Ticket
    new: NewMessage
    by: Actor
    released_at: datetime | None


def add(
    ticket: Ticket, new: NewMessage, *, by: Actor, at: datetime, released_at: datetime | None
) -> Message:
    """Add a message to a locked ticket; see `Saying`."""
    return add_all([Saying(ticket, new, by, released_at)], at=at)[0]


def add_all(many: Sequence[Saying], *, at: datetime) -> list[Message]:
    """Add messages to locked tickets, in as few statements as one takes."""
    messages = [_message(saying, at=at) for saying in many]
    Message.objects.bulk_create(messages)
    attach_all([(m, saying.new.files) for m, saying in zip(messages, many, strict=True)])
    for message, saying in zip(messages, many, strict=True):
        ticket, new, released_at = saying.ticket, saying.new, saying.released_at
        _touch(ticket, message, by=saying.by, at=at)
        is_seen = new.is_public and released_at is not None and released_at <= at
        record(
            MessageAdded(
                ticket=ticket.pk,
                message=message.pk,
                is_note=not new.is_public,
                organization=ticket.organization_id,
                team=ticket.team_id,
                is_public=is_seen and not ticket.is_confidential,
            ),
            by=saying.by,
            at=at,
        )
    return messages


def _message(saying: Saying, *, at: datetime) -> Message:
    new = saying.new
    return Message(
        ticket=saying.ticket,
        is_public=new.is_public,
        channel=new.channel,
        person=new.person,
        agent=new.agent,
        author_name=new.author_name or saying.by.name,
        text=new.text,
        format=new.format,
        quoted_text=new.quoted_text,
        letter_id=new.letter_id,
        outgoing_id=new.outgoing_id,
        recipients=new.recipients,
        call=new.call,
        side_id=new.side_id,
        is_automatic=new.is_automatic,
        is_unverified=new.is_unverified,
        once_key=_unused(new.once_key),
        undo=new.undo,
        written_at=at,
        released_at=saying.released_at,
    )


def _unused(once_key: str | None) -> str | None:
    """A key that stands on a message of another act already means nothing here."""
    if not once_key or Message.objects.filter(once_key=once_key).exists():
        return None
    return once_key


def release(message: Message, ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Let a reply out when its undo window has ended; the ticket is locked."""
    ticket.last_public_at = message.released_at
    ticket.awaits_agent = False
    ticket.save(update_fields=["last_public_at", "awaits_agent"])
    record(
        MessageReleased(
            ticket=ticket.pk,
            message=message.pk,
            organization=ticket.organization_id,
            team=ticket.team_id,
            is_public=not ticket.is_confidential,
        ),
        by=by,
        at=at,
    )


def withdraw(message: Message, ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Take back a reply that has not gone out; it never was an answer."""
    message.withdrawn_at = at
    message.once_key = None
    message.save(update_fields=["withdrawn_at", "once_key"])
    record(
        MessageWithdrawn(
            ticket=ticket.pk,
            message=message.pk,
            organization=ticket.organization_id,
            team=ticket.team_id,
        ),
        by=by,
        at=at,
    )


def await_agent(ticket: Ticket) -> None:
    """The last word to the requester did not reach him: the ball is with us again."""
    ticket.awaits_agent = True
    ticket.save(update_fields=["awaits_agent"])


def spoken_to(ticket: Ticket) -> None:
    """The requester was spoken to: he waits for no answer."""
    ticket.awaits_agent = False
    ticket.save(update_fields=["awaits_agent"])


def remember(ticket: Ticket, message_ids: Iterable[str]) -> None:
    """Note that these Message-IDs belong to this ticket, for the answers to them."""
    remember_all((ticket, message_id) for message_id in message_ids)


def remember_all(pairs: Iterable[tuple[Ticket, str]]) -> None:
    """As `remember`, in one statement for several tickets."""
    kept = {(ticket.pk, message_id[:995]): None for ticket, message_id in pairs if message_id}
    ThreadReference.objects.bulk_create(
        [ThreadReference(ticket_id=pk, message_id=message_id) for pk, message_id in kept],
        ignore_conflicts=True,
    )


def _touch(ticket: Ticket, message: Message, *, by: Actor, at: datetime) -> None:
    was = (ticket.updated_at, ticket.last_public_at, ticket.awaits_agent)
    ticket.updated_at = at
    from_requester = message.is_public and message.agent_id is None and not message.is_automatic
    if from_requester:
        ticket.last_public_at = message.released_at
        ticket.awaits_agent = True
        wake(ticket, why="answer", by=by, at=at)
    # The first message of a new ticket changes nothing.
    if was != (ticket.updated_at, ticket.last_public_at, ticket.awaits_agent):
        ticket.save(update_fields=["updated_at", "last_public_at", "awaits_agent"])
