"""An agent says why a promise was broken."""

from datetime import datetime

from deskhand.desk.story import story
from deskhand.people.acting import actor_of
from deskhand.people.reader import Reader
from deskhand.reports import reasons
from deskhand.reports.models import BreachNote
from deskhand.reports.reasons import Why
from deskhand.tickets.access import lock, need_worker


@story
def say_why(number: int, clock_id: int, why: Why, *, by: Reader, at: datetime) -> BreachNote:
    """Note why a promise on a ticket was broken, also when the ticket is done; colleagues read
    it, requesters never do. Raises ReasonRefused, TicketNotFound, NotAllowed."""
    need_worker(by)
    ticket = lock(number, reader=by)
    return reasons.say(ticket, clock_id, why, by=actor_of(by), at=at)
