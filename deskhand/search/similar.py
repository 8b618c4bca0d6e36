"""Tickets that are about the same as one, with the words that they share.

The index names the newest that have one of its rarest words; those that the reader may see are
compared, and never more than NEAR of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Left

from deskhand.people.reader import Reader
from deskhand.rules.similar import READ, Text, alike, rarest
from deskhand.rules.words import Sought
from deskhand.search.asking import organizations_of
from deskhand.search.engine import index
from deskhand.search.question import Question
from deskhand.search.tickets import TICKETS
from deskhand.search.vocabulary import look_up, wanted
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
    own = _texts(Ticket.objects.filter(pk=ticket.pk)).get(ticket.pk, Text(ticket.subject))
    words = [Sought(((word,),)) for word in own.words()]
    if not words or not reader.is_agent:
        return []
    known = look_up(words)
    entries = {each.words[0][0]: known.entries(each.words[0]) for each in words}
    chosen = [word for word in rarest(own, entries, most=WORDS) if entries[word] <= TOO_USUAL]
    rows = _candidates(ticket, chosen, reader)
    texts = _texts(rows)
    found = alike(own, texts, entries, most=most, least=LEAST)
    tickets = rows.model.objects.select_related("status").in_bulk([each.key for each in found])
    return [Similar(tickets[each.key], each.shared) for each in found if each.key in tickets]


def _candidates(ticket: Ticket, words: list[str], reader: Reader) -> TicketQuerySet:
    question = Question(
        every=(tuple(Sought(((word,),)) for word in words),) if words else (),
        marks=tuple(organizations_of(reader)),
        with_notes=False,
    )
    numbers = (
        index().newest(wanted(question), TICKETS, most=NEAR, below=None).numbers if words else []
    )
    seen = tickets_for(reader).exclude(pk=ticket.pk).filter(merged_into=None)
    return seen.filter(Among("pk", index().among(numbers))) if numbers else seen.none()


def _texts(rows: TicketQuerySet) -> Mapping[int, Text]:
    """Subject and first public message of each."""
    said = Message.objects.filter(ticket=OuterRef("pk"), is_public=True, withdrawn_at=None)
    first = Subquery(said.order_by("id").values(cut=Left("text", READ))[:1])
    read = rows.annotate(first=first).values_list("pk", "subject", "first")
    return {pk: Text(subject, body or "") for pk, subject, body in read}
