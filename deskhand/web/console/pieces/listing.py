"""The rows of a page of a list: which tickets, in one statement, and in a second one all that is
said of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from deskhand.jobs.together import Row, read_together
from deskhand.people.acting import agent_id_of
from deskhand.people.reader import Reader
from deskhand.sla.listed import clocks_asked, clocks_in
from deskhand.tickets.access import TicketNotFound
from deskhand.tickets.listed import listed_asked, listed_in
from deskhand.tickets.marks import marks_asked, marks_of
from deskhand.tickets.models import Ticket
from deskhand.tickets.paging import Places
from deskhand.work.tasks import progress_asked, progress_in


@dataclass(frozen=True, slots=True)
class Listing:
    """Tickets in the order of a list, and the rows that show them."""

    tickets: list[Ticket]
    rows: list[dict[str, Any]]


def listing(reader: Reader, places: Places, *, at: datetime) -> Listing:
    """Read the tickets of a page, as far as the reader still sees them."""
    found = _read(reader, places.numbers, at=at)
    known = listed_in(found)
    tickets = [known[number] for number in places.numbers if number in known]
    for ticket in tickets:
        ticket.__dict__.update(places.said_of(ticket.pk))
    return Listing(tickets, _rows(found, tickets))


def rows_with(
    number: int, reader: Reader, places: Places, *, at: datetime
) -> dict[int, dict[str, Any]]:
    """Return the rows of a page by number, with that of one more ticket; raises TicketNotFound
    where the reader does not see it any more."""
    found = _read(reader, list({number: None, **places.values}), at=at)
    tickets = listed_in(found)
    if number not in tickets:
        raise TicketNotFound(number)
    return {row["ticket"].pk: row for row in _rows(found, list(tickets.values()))}


def _read(reader: Reader, numbers: Sequence[int], *, at: datetime) -> dict[str, list[Row]]:
    marks = marks_asked(numbers, agent_id=agent_id_of(reader), at=at)
    more = clocks_asked(numbers) | progress_asked(numbers)
    return read_together(**listed_asked(reader, numbers), **marks, **more)


def _rows(found: Mapping[str, list[Row]], tickets: Sequence[Ticket]) -> list[dict[str, Any]]:
    """What each row shows."""
    clocks, marks = clocks_in(found), marks_of(found, tickets)
    progress = progress_in(found)
    return [
        {
            "ticket": ticket,
            "clock": clocks.get(ticket.pk),
            "is_unread": ticket.pk in marks.news,
            "has_draft": ticket.pk in marks.drafts,
            "progress": progress.get(ticket.pk),
            "present": marks.present.get(ticket.pk, []),
        }
        for ticket in tickets
    ]
