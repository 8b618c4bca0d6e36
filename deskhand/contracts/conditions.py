"""What coverage rules may ask: what a ticket is, and how the work on it is done.

While nothing is done yet, work is taken to be remote and of no role; a rule that asks for
something else then matches only once somebody supposes or enters it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deskhand.contracts.models import Place
from deskhand.people.reader import STRANGER
from deskhand.rules import conditions
from deskhand.rules.bands import AFTER, IN
from deskhand.rules.conditions import Condition, Field, Kind
from deskhand.tickets.fields import ticket_fields
from deskhand.tickets.models import Ticket

OF_TICKET = (
    "kind", "service", "request", "tier", "site", "requester", "channel", "tag", "vip",
    "first-contact",
)  # fmt: skip
OF_WORK = {
    "band": Field("band", Kind.CHOICE, choices=(IN, AFTER)),
    "place": Field("place", Kind.CHOICE, choices=tuple(Place.values)),
    "role": Field("role", Kind.NAME, may_be_missing=True),
    "work": Field("work", Kind.NAME, may_be_missing=True),
    "asset": Field("asset", Kind.NAME, may_be_missing=True),
    "minor": Field("minor", Kind.FLAG),
}


@dataclass(frozen=True, slots=True)
class Work:
    """How work is done, as far as it is known: `asset` waits for a room that knows assets."""

    band: str
    place: str = Place.REMOTE.value
    role: str = ""
    work_type: str = ""
    is_minor: bool = False

    def facts(self) -> dict[str, Any]:
        return {
            "band": self.band,
            "place": self.place,
            "role": (self.role,) if self.role else None,
            "work": (self.work_type,) if self.work_type else None,
            "asset": None,
            "minor": self.is_minor,
        }


def read(text: str) -> Condition:
    """Read the condition of a rule; raises ConditionError with the position."""
    known = ticket_fields()
    fields = {name: known[name].field for name in OF_TICKET if name in known}
    return conditions.parse(text, {**fields, **OF_WORK}, allow_words=False)


def facts_of(condition: Condition, ticket: Ticket) -> dict[str, Any]:
    """Return what a condition asks of a ticket; what it asks of work is added by `Work.facts`."""
    known = ticket_fields()
    names = conditions.fields_of(condition) - OF_WORK.keys()
    return {name: known[name].fact(ticket, STRANGER) for name in names}


def holds(condition: Condition, ticket: Ticket, work: Work) -> bool:
    facts = {**facts_of(condition, ticket), **work.facts()}
    return conditions.evaluate(condition, facts, at=ticket.received_at)


def why(condition: Condition, ticket: Ticket, work: Work) -> list[str]:
    """Say in sentences why it holds; nothing for one without terms."""
    facts: Mapping[str, Any] = {**facts_of(condition, ticket), **work.facts()}
    return conditions.explain(condition, facts, at=ticket.received_at)
