"""An agent says of the work on a ticket where it is done and whether it is minor; coverage is
decided anew."""

from datetime import datetime

from deskhand.contracts import covering
from deskhand.contracts.models import Place, TicketCoverage
from deskhand.desk.story import story
from deskhand.people.acting import actor_of
from deskhand.people.reader import Reader
from deskhand.tickets.access import lock, need_worker


@story
def say(
    number: int, *, place: str, is_minor: bool, by: Reader, at: datetime
) -> TicketCoverage | None:
    """Note how the work is done; an unknown place is remote. Raises TicketNotFound, NotAllowed."""
    need_worker(by)
    ticket = lock(number, reader=by)
    where = place if place in Place.values else Place.REMOTE.value
    return covering.say(ticket, place=where, is_minor=is_minor, by=actor_of(by), at=at)
