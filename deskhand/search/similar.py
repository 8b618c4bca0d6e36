"""Tickets that are about the same as one, with the words that they share.

The index names the newest that have one of its rarest words; those that the reader may see are
compared, and never more than NEAR of them.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Left

from deskhand.people.reader import Reader
from deskhand.rules.similar import READ, Text, alike, rarest
from deskhand.rules.words import Sought
from deskhand.search.asking import organizations_of
from deskhand.search.engine import index
from deskhand.search.question import Question, Wanted
from deskhand.search.tickets import TICKETS
from deskhand.search.vocabulary import look_up, signs, wanted
from deskhand.tickets.models import Message, Ticket
from deskhand.tickets.queries import Among, TicketQuerySet
from deskhand.tickets.reading import tickets_for

# So many of the rarest words are looked for, and so many of those that have them compared.
WORDS, NEAR = 8, 120
# A word that more entries have tells nothing, and would be long to look for.
TOO_USUAL = 20_000
# Below this likeness two tickets have a word in common, no more.
LEAST = 0.18


@dataclass(frozen=True, slots=True)
class Similar:
    """A ticket that is like another one, and the words by which it is."""

    ticket: Ticket
    shared: tuple[str, ...]


def similar_to(ticket: Ticket, *, reader: Reader, most: int) -> list[Similar]:
    """Return the tickets most like one that an agent may see, the likest first; a
    handful of statements however many there are."""
    said = Message.objects.filter(ticket=ticket, is_public=True, withdrawn_at=None)
    first = said.order_by("id").values_list(Left("text", READ), flat=True).first()
    own = Text(ticket.subject, first or "")
    words = [Sought(((word,),)) for word in own.words()]
    if not words or not reader.is_agent:
        return []
    marks = tuple(organizations_of(reader))
    known = look_up(words, signs(marks))
    entries = {each.words[0][0]: known.entries(each.words[0]) for each in words}
    chosen = [word for word in rarest(own, entries, most=WORDS) if entries[word] <= TOO_USUAL]
    if not chosen:
        return []
    question = Question(
        every=(tuple(Sought(((word,),)) for word in chosen),), marks=marks, with_notes=False
    )
    tickets = {row.pk: row for row in _candidates(ticket, wanted(question, known), reader)}
    texts = {pk: Text(row.subject, row.first or "") for pk, row in tickets.items()}
    found = alike(own, texts, entries, most=most, least=LEAST)
    return [Similar(tickets[each.key], each.shared) for each in found]


def _candidates(ticket: Ticket, asked: Wanted, reader: Reader) -> TicketQuerySet:
    """The newest that have one of the words, each with its `first` message."""
    numbers = index().newest(asked, TICKETS, most=NEAR, below=None).numbers
    seen = tickets_for(reader).exclude(pk=ticket.pk).filter(merged_into=None)
    rows = seen.filter(Among("pk", index().among(numbers))) if numbers else seen.none()
    named = ("subject", "received_at", "status__name", "status__category")
    return rows.select_related("status").only(*named).annotate(first=_first(OuterRef("pk")))


def _first(ticket: Any) -> Any:
    """The beginning of the first public message of a ticket."""
    said = Message.objects.filter(ticket=ticket, is_public=True, withdrawn_at=None)
    return Subquery(said.order_by("id").values(cut=Left("text", READ))[:1])
