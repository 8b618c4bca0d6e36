"""An agent says what one ticket is to another."""

from datetime import datetime

from deskhand.desk.story import story
from deskhand.people.acting import actor_of
from deskhand.people.reader import Reader
from deskhand.tickets import relations
from deskhand.tickets.access import TicketNotFound, lock, need_worker
from deskhand.tickets.related import Relation


@story
def relate(number: int, other: int, *, kind: str, by: Reader, at: datetime) -> Relation:
    """Say what a ticket is to another, both of which he may see.

    Raises TicketLocked, TicketNotFound, NotAllowed.
    """
    need_worker(by)
    tickets = {pk: lock(pk, reader=by) for pk in sorted({number, other})}
    return relations.relate(tickets[number], tickets[other], kind=kind, by=actor_of(by), at=at)


@story
def unrelate(number: int, row_id: int, *, by: Reader, at: datetime) -> None:
    """Say that a ticket has no longer to do with another. Raises TicketNotFound, NotAllowed."""
    need_worker(by)
    row = Relation.objects.filter(pk=row_id).select_related("ticket", "other").first()
    if row is None or number not in {row.ticket_id, row.other_id}:
        raise TicketNotFound(row_id)
    for pk in sorted((row.ticket_id, row.other_id)):
        lock(pk, reader=by)
    relations.unrelate(row, by=actor_of(by), at=at)
