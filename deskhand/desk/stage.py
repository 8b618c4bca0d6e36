"""What some events of the journal are about, read at once: tickets, messages, agents, watchers."""

from collections.abc import Sequence
from functools import cached_property

from django.db.models import Min

from deskhand.journal.models import Event
from deskhand.mail.models import OutgoingLetter
from deskhand.people.identity import readers_of
from deskhand.people.models import Agent
from deskhand.people.reader import Reader
from deskhand.tickets.models import Message, Ticket
from deskhand.tickets.reading import tickets_for
from deskhand.tickets.watching import watchers_of


class Stage:
    """Everything that telling of these events asks, in a handful of statements."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = events
        self._sights: dict[int, set[int]] = {}

    @cached_property
    def letters(self) -> dict[int, OutgoingLetter]:
        keys = {event.payload["outgoing"] for event in self.events if "outgoing" in event.payload}
        return OutgoingLetter.objects.in_bulk(keys)

    @cached_property
    def messages(self) -> dict[int, Message]:
        keys = {event.payload["message"] for event in self.events if "message" in event.payload}
        return Message.objects.in_bulk(keys)

    @cached_property
    def first_messages(self) -> set[int]:
        """The messages with which tickets began."""
        rows = Message.objects.filter(ticket__in=list(self.tickets)).order_by()
        return set(rows.values("ticket").annotate(first=Min("pk")).values_list("first", flat=True))

    @cached_property
    def replies(self) -> dict[int, Message]:
        """The messages that letters carried, by the letter."""
        rows = Message.objects.filter(outgoing__in=list(self.letters))
        return {row.outgoing_id: row for row in rows if row.outgoing_id is not None}

    @cached_property
    def tickets(self) -> dict[int, Ticket]:
        keys = {event.subject_id for event in self.events if event.subject_kind == "ticket"}
        keys |= {number for letter in self.letters.values() if (number := _number(letter))}
        return Ticket.objects.in_bulk([key for key in keys if key is not None])

    @cached_property
    def watchers(self) -> dict[int, dict[int, bool]]:
        return watchers_of(self.tickets)

    @cached_property
    def agents(self) -> dict[int, Agent]:
        rows = Agent.objects.active().select_related("person").order_by("pk")
        return {agent.pk: agent for agent in rows}

    @cached_property
    def readers(self) -> dict[int, Reader]:
        return readers_of(self.agents.values())

    @cached_property
    def handles(self) -> dict[str, int]:
        """The agents by how their colleagues call them."""
        return {agent.handle: key for key, agent in self.agents.items() if agent.handle}

    def ticket_of(self, event: Event) -> Ticket | None:
        """The ticket of an event, also where the event is about a letter of it."""
        if event.subject_kind == "ticket":
            return self.tickets.get(event.subject_id or 0)
        letter = self.letters.get(event.payload.get("outgoing", 0))
        return self.tickets.get(_number(letter)) if letter else None

    def members(self, team_id: int | None) -> list[int]:
        """The agents of a team."""
        if team_id is None:
            return []
        return [key for key, reader in self.readers.items() if team_id in reader.teams]

    def sees(self, agent_id: int, ticket: Ticket) -> bool:
        """Whether an agent may see a ticket; asked of the database only where he has limits."""
        reader = self.readers.get(agent_id)
        if reader is None:
            return False
        if not reader.has_limits and not ticket.is_confidential:
            return True
        if agent_id not in self._sights:
            rows = tickets_for(reader).filter(pk__in=list(self.tickets))
            self._sights[agent_id] = set(rows.values_list("pk", flat=True))
        return ticket.pk in self._sights[agent_id]


def _number(letter: OutgoingLetter) -> int:
    mark, _colon, number = letter.thread.partition(":")
    return int(number) if mark == "ticket" and number.isdecimal() else 0
