"""What is shown of a ticket that was found: its subject and the message that has the words.

Excerpts come from messages as the reader sees them, never from the index.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from deskhand.people.reader import Reader
from deskhand.rules.excerpts import Piece, excerpt, marked
from deskhand.rules.words import Sought, passage
from deskhand.tickets.models import Message, Ticket
from deskhand.tickets.reading import tickets_for

# So many messages of a ticket are looked through for the words, the newest ones.
LATEST = 20
READ = 20_000


@dataclass(frozen=True, slots=True)
class Hit:
    """A ticket with its subject and one of its messages, in pieces."""

    ticket: Ticket
    subject: tuple[Piece, ...]
    message: Message | None = None
    excerpt: tuple[Piece, ...] = ()


def hits(
    numbers: Sequence[int], wanted: Sequence[Sought], *, reader: Reader, at: datetime
) -> list[Hit]:
    """Return these tickets in this order, each with what shows why it was found."""
    rows = {row.pk: row for row in tickets_for(reader).filter(pk__in=numbers).for_list()}
    said = _said(list(rows), reader, at)
    return [_hit(rows[number], said[number], wanted) for number in numbers if number in rows]


def _said(numbers: Sequence[int], reader: Reader, at: datetime) -> dict[int, list[Message]]:
    """The newest messages of each ticket that this reader sees, the newest first."""
    place = Window(RowNumber(), partition_by=F("ticket"), order_by=F("id").desc())
    newest = (
        Message.objects.visible_to(reader, at=at)
        .filter(ticket__in=numbers)
        .annotate(place=place)
        .filter(place__lte=LATEST)
        .only("ticket", "is_public", "person", "author_name", "text", "written_at")
        .order_by("-id")
    )
    found: dict[int, list[Message]] = defaultdict(list)
    for message in newest:
        found[message.ticket_id].append(message)
    return found


def _hit(ticket: Ticket, said: Sequence[Message], wanted: Sequence[Sought]) -> Hit:
    subject = marked(ticket.subject, wanted)
    message = _telling(said, wanted)
    if message is None:
        return Hit(ticket, subject)
    return Hit(ticket, subject, message, excerpt(message.text, wanted))


def _telling(said: Sequence[Message], wanted: Sequence[Sought]) -> Message | None:
    """The newest message with the most of what was looked for; the first one without any."""
    best, most = (said[-1] if said else None), 0
    for message in said:
        words = [passage(message.text[:READ])]
        found = sum(each.holds(words) for each in wanted)
        if found > most:
            best, most = message, found
        if most == len(wanted):
            break
    return best
