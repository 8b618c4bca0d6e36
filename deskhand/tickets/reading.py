"""Tickets as their readers get them: every page and every list begins here."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Value

from deskhand.journal.models import Event
from deskhand.people.reader import Reader
from deskhand.tickets.access import TicketNotFound
from deskhand.tickets.models import Attachment, Draft, Message, Sight, Ticket
from deskhand.tickets.queries import TicketQuerySet


def tickets_for(reader: Reader) -> TicketQuerySet:
    """Return the tickets that this reader may see."""
    return Ticket.objects.visible_to(reader)


def may_see(reader: Reader, ticket: Ticket) -> bool:
    """Whether this agent may see a ticket; asked of the database only where he has limits."""
    has_limits = reader.only_own_teams or reader.only_organizations is not None
    if not has_limits and not ticket.is_confidential:
        return reader.is_agent
    return bool(tickets_for(reader).filter(pk=ticket.pk).exists())


def ticket_for(reader: Reader, number: int) -> Ticket:
    """Return one ticket with what its page shows; raises TicketNotFound."""
    ticket = (
        tickets_for(reader)
        .select_related(
            "requester",
            "organization",
            "site",
            "service",
            "request_type",
            "status__scheme",
            "priority__scheme",
            "team",
            "assignee__person",
            "related",
        )
        .filter(pk=number)
        .first()
    )
    if ticket is None:
        raise TicketNotFound(number)
    return ticket


def messages_for(reader: Reader, ticket: Ticket, *, at: datetime) -> list[Message]:
    """Return what this reader sees of the conversation, oldest first, with its files."""
    return list(
        Message.objects.visible_to(reader, at=at)
        .filter(ticket=ticket)
        .select_related("person", "agent__person", "letter", "outgoing")
        .prefetch_related("attachments", "outgoing__copies")
    )


def message_for(reader: Reader, message_id: int, *, at: datetime) -> Message:
    """Return one message that this reader may see; raises TicketNotFound."""
    message = (
        Message.objects.visible_to(reader, at=at)
        .filter(pk=message_id, ticket__in=tickets_for(reader))
        .select_related("ticket", "letter__raw", "outgoing")
        .first()
    )
    if message is None:
        raise TicketNotFound(message_id)
    return message


def attachment_for(reader: Reader, key: str, *, at: datetime) -> Attachment:
    """Return a file by its key, if its message is one that this reader sees."""
    attachment = Attachment.objects.filter(key=key).select_related("message", "blob").first()
    if attachment is None or attachment.message is None:
        raise TicketNotFound(key)
    message_for(reader, attachment.message.pk, at=at)
    return attachment


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the ticket as the timeline shows it."""

    event: Event
    at: datetime

    @property
    def field(self) -> str:
        return str(self.event.payload.get("field", self.event.name))


def changes_for(reader: Reader, ticket: Ticket) -> list[Change]:
    """Return what happened to a ticket beside its messages, oldest first."""
    events = Event.objects.filter(subject_kind="ticket", subject_id=ticket.pk).exclude(
        name__in=("message_added", "message_released", "message_withdrawn")
    )
    if not reader.is_agent:
        events = events.filter(is_public=True)
    return [Change(event, event.at) for event in events.order_by("id")]


def mark_seen(ticket: Ticket, *, agent_id: int, at: datetime) -> None:
    """Note that an agent has read the ticket up to now."""
    Sight.objects.update_or_create(ticket=ticket, agent_id=agent_id, defaults={"seen_at": at})


def marks_of(tickets: list[Ticket], *, agent_id: int) -> tuple[set[int], set[int]]:
    """Return which of these tickets have news since the agent last read them, and on which he has
    something unsent, in one statement."""
    ids = [ticket.pk for ticket in tickets]
    sights = Sight.objects.filter(agent=agent_id, ticket__in=ids).order_by()
    drafts = Draft.objects.filter(agent=agent_id, ticket__in=ids).order_by()
    told = sights.values_list(Value("seen"), "ticket", "seen_at").union(
        drafts.values_list(Value("draft"), "ticket", "saved_at"), all=True
    )
    rows = list(told)
    seen = {ticket: at for what, ticket, at in rows if what == "seen"}
    news = {t.pk for t in tickets if t.pk not in seen or seen[t.pk] < t.updated_at}
    return news, {ticket for what, ticket, _at in rows if what == "draft"}
