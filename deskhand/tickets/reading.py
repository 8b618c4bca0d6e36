"""Tickets as their readers get them: every page and every list begins here."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects

from deskhand.jobs.prepared import prepared
from deskhand.jobs.together import told
from deskhand.journal.models import Event
from deskhand.people.models import Person
from deskhand.people.reader import Reader
from deskhand.tickets.access import TicketNotFound
from deskhand.tickets.models import NOTHING_DUE, Attachment, Channel, Message, Sight, Ticket
from deskhand.tickets.queries import MessageQuerySet, TicketQuerySet
from deskhand.tickets.regrouped import Regrouping

MOST_CHANGES = 400

# How many messages of a conversation are shown at first.
LAST = 40
SENT_BY = ("person", "agent__person", "letter", "outgoing")
SENT_WITH = ("attachments", "outgoing__copies")
AN_AGENT = Reader(agent_id=0)
OFFERED = 8
EARLIER = 6
# As many digits as the number of any ticket has.
LONGEST_NUMBER = 9


def tickets_for(reader: Reader) -> TicketQuerySet:
    """Return the tickets that this reader may see."""
    return Ticket.objects.visible_to(reader)


def may_see(reader: Reader, ticket: Ticket) -> bool:
    """Whether this agent may see a ticket; asked of the database only where he has limits."""
    if not reader.has_limits and not ticket.is_confidential:
        return reader.is_agent
    return bool(tickets_for(reader).filter(pk=ticket.pk).exists())


def numbers_asked(reader: Reader, numbers: set[int]) -> QuerySet:
    """Return what to read to know which of these tickets a reader may see: the `id` of each, for
    `read_together`."""
    return told(tickets_for(reader).filter(pk__in=numbers), id="pk")


def seen_of(numbers: set[int], reader: Reader) -> list[int]:
    """Return those of these tickets that a reader may see."""
    return list(tickets_for(reader).filter(pk__in=numbers).values_list("pk", flat=True))


def tickets_numbered(reader: Reader, digits: str) -> list[Ticket]:
    """Return some tickets that this reader may see whose number begins so, that number first."""
    if not digits.isdecimal() or len(digits) > LONGEST_NUMBER:
        return []
    found = tickets_for(reader)
    exact = list(found.filter(pk=int(digits)))
    return exact + list(found.filter(pk__in=_beginning(digits)).order_by("pk")[: OFFERED - 1])


def _beginning(digits: str) -> list[int]:
    """The numbers of one and two more digits that begin so."""
    number = int(digits)
    return [*range(number * 10, number * 10 + 10), *range(number * 100, number * 100 + 100)]


def ticket_for(reader: Reader, number: int) -> Ticket:
    """Return one ticket with what its page shows; raises TicketNotFound."""
    found = _whole(reader, number)
    if not found:
        raise TicketNotFound(number)
    return found[0]


def _whole(reader: Reader, number: int) -> list[Ticket]:
    """The ticket, or nothing; for agents without limits the question is always the same."""
    if reader.agent_id is None or reader.person_id is None or reader.has_limits:
        return list(_with_all(tickets_for(reader).filter(pk=number))[:1])
    if reader.is_administrator:
        return _of_administrator(number)
    return _of_agent(reader.agent_id, reader.person_id, number)


@prepared
def _of_agent(agent: int, person: int, number: int) -> QuerySet[Ticket]:
    reader = Reader(agent_id=agent, person_id=person)
    return _with_all(tickets_for(reader).filter(pk=number))


@prepared
def _of_administrator(number: int) -> QuerySet[Ticket]:
    reader = Reader(agent_id=0, person_id=0, role="administrator")
    return _with_all(tickets_for(reader).filter(pk=number))


def _with_all(tickets: TicketQuerySet) -> TicketQuerySet:
    return tickets.select_related(
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
        "merged_into",
    )


def messages_for(reader: Reader, ticket: Ticket, *, at: datetime) -> list[Message]:
    """Return what this reader sees of the conversation, oldest first, with its files."""
    return list(_said(reader, ticket, at=at))


def _said(reader: Reader, ticket: Ticket, *, at: datetime) -> MessageQuerySet:
    said: MessageQuerySet = (
        Message.objects.visible_to(reader, at=at)
        .filter(ticket=ticket)
        .select_related(*SENT_BY)
        .prefetch_related(*SENT_WITH)
    )
    return said


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a conversation is shown: of one sort, or "" for all; the last `size` messages,
    or those before a message."""

    show: str = ""
    before: int | None = None
    size: int = LAST


# What sort of messages each choice shows; those of changes and time show none.
SORTS: dict[str, Q] = {
    "conversation": Q(is_public=True),
    "notes": Q(is_public=False, side=None),
    "calls": ~Q(call=""),
    "mails": Q(channel=Channel.EMAIL),
}
CHANGES, TIME = "changes", "time"


def messages_in(
    window: Window, reader: Reader, ticket: Ticket, *, at: datetime
) -> tuple[list[Message], bool]:
    """Return the messages of a window, oldest first, and whether there are earlier ones."""
    if window.show in {CHANGES, TIME}:
        return [], False
    if window == Window() and reader.is_agent:
        found = _last_said(ticket.pk)
        prefetch_related_objects(found, *SENT_WITH)
        return found[: window.size][::-1], len(found) > window.size
    said = _said(reader, ticket, at=at).filter(SORTS.get(window.show, Q()))
    if window.before is not None:
        said = said.filter(pk__lt=window.before)
    found = list(said.order_by("-pk")[: window.size + 1])
    return found[: window.size][::-1], len(found) > window.size


@prepared
def _last_said(ticket: int) -> QuerySet[Message]:
    """What agents see; they see what is released and what is not."""
    said = Message.objects.visible_to(AN_AGENT, at=NOTHING_DUE).filter(ticket=ticket)
    return said.select_related(*SENT_BY).order_by("-pk")[: LAST + 1]


def last_message_on(reader: Reader, ticket: Ticket, *, at: datetime) -> int:
    """Return the number of the last message that a reader sees; 0 without one."""
    said = Message.objects.visible_to(reader, at=at).filter(ticket=ticket)
    return said.order_by("-pk").values_list("pk", flat=True).first() or 0


def news_for(reader: Reader, ticket: Ticket, *, after: int, at: datetime) -> list[Message]:
    """Return what others said after the message with this id, oldest first."""
    said = messages_for(reader, ticket, at=at)
    return [m for m in said if m.pk > after and m.agent_id != reader.agent_id]


def message_for(reader: Reader, message_id: int, *, at: datetime) -> Message:
    """Return one message that this reader may see; raises TicketNotFound."""
    message = (
        Message.objects.visible_to(reader, at=at)
        .filter(_seen_by(reader), pk=message_id)
        .select_related("ticket", "letter__raw", "outgoing")
        .first()
    )
    if message is None:
        raise TicketNotFound(message_id)
    return message


def attachment_for(reader: Reader, key: str, *, at: datetime) -> Attachment:
    """Return a file by its key, if its message is one that this reader sees, or its draft his."""
    found = Attachment.objects.filter(key=key).select_related("message", "draft", "blob")
    attachment = found.first()
    if attachment is None:
        raise TicketNotFound(key)
    draft = attachment.draft
    is_own = draft is not None and draft.agent_id == reader.agent_id
    if draft and is_own and tickets_for(reader).filter(pk=draft.ticket_id).exists():
        return attachment
    if attachment.message is None:
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


def changes_for(
    reader: Reader,
    ticket: Ticket,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Change]:
    """Return what happened to a ticket beside its messages, oldest first; at most the last
    MOST_CHANGES, from an instant on and before another."""
    if reader.is_agent and until is None:
        found = _changes_since(ticket.pk, since) if since else _last_changes(ticket.pk)
        return [Change(event, event.at) for event in reversed(found)]
    events = _changes(ticket.pk)
    if not reader.is_agent:
        events = events.filter(is_public=True)
    if since is not None:
        events = events.filter(at__gte=since)
    if until is not None:
        events = events.filter(at__lt=until)
    newest = events.order_by("-id")[:MOST_CHANGES]
    return [Change(event, event.at) for event in reversed(newest)]


@prepared
def _last_changes(ticket: int) -> QuerySet[Event]:
    return _changes(ticket).order_by("-id")[:MOST_CHANGES]


@prepared
def _changes_since(ticket: int, since: datetime) -> QuerySet[Event]:
    return _changes(ticket).filter(at__gte=since).order_by("-id")[:MOST_CHANGES]


def _changes(ticket: int) -> QuerySet[Event]:
    events = Event.objects.filter(subject_kind="ticket", subject_id=ticket)
    return events.exclude(name__in=("message_added", "message_released", "message_withdrawn"))


def regroupings_on(ticket: Ticket) -> list[Regrouping]:
    """Return the merges and splits of a ticket that were not undone, the newest first."""
    rows = Regrouping.objects.filter(Q(ticket=ticket) | Q(other=ticket), undone_at=None)
    return list(rows.select_related("ticket").order_by("-pk"))


def kind_of_regrouping(reader: Reader, row_id: int) -> str | None:
    """Return whether it is a merge or a split; None when this reader may not see both tickets."""
    row = Regrouping.objects.filter(pk=row_id).first()
    if row is None:
        return None
    seen = tickets_for(reader).filter(pk__in=(row.ticket_id, row.other_id)).count()
    return row.kind if seen == 2 else None


def earlier_of(
    reader: Reader, person: Person, *, without: Ticket, most: int = EARLIER
) -> list[Ticket]:
    """Return what somebody asked on other tickets that the reader may see, the last first."""
    others = tickets_for(reader).filter(requester=person).exclude(pk=without.pk)
    return list(others.select_related("status").order_by("-id")[:most])


def last_word_of(reader: Reader, person: Person, *, without: Ticket) -> Message | None:
    """Return what somebody said last in public on another ticket that the reader may see."""
    said = Message.objects.filter(person=person, is_public=True, withdrawn_at=None, agent=None)
    others = said.exclude(ticket=without).filter(_seen_by(reader))
    return others.select_related("ticket").order_by("-pk").first()


def _seen_by(reader: Reader) -> Exists:
    """Whether the ticket of a row is one that a reader may see; asked of each row, where a list of
    all that he may see would be read whole."""
    return Exists(tickets_for(reader).filter(pk=OuterRef("ticket")))


def mark_seen(ticket: Ticket, *, agent_id: int, at: datetime) -> None:
    """Note that an agent has read the ticket up to now."""
    Sight.objects.bulk_create(
        [Sight(ticket=ticket, agent_id=agent_id, seen_at=at)],
        update_conflicts=True,
        unique_fields=["ticket", "agent"],
        update_fields=["seen_at"],
    )
