"""All lines are busy, and what is asked for says what happens then: an urgent work order and a call
within the hour for some, a call alone for others (product text, pack D)."""

from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.catalog.acts import acts_when
from deskhand.catalog.choosing import fitting_priority
from deskhand.desk.story import story
from deskhand.desk.triage import put
from deskhand.people.acting import actor_of
from deskhand.people.reader import Reader
from deskhand.sla.asked_calls import owe_act
from deskhand.tickets.access import TicketLocked, lock, need_worker
from deskhand.tickets.models import Ticket

CASE = "lines_busy"
CALLS = frozenset({"call_back", "update"})


def says_when_busy(ticket: Ticket) -> bool:
    """Whether what a ticket asks for says what happens when all lines are busy."""
    return bool(ticket.request_type and acts_when(ticket.request_type.acts, CASE))


@story
def lines_busy(number: int, *, by: Reader, at: datetime) -> Ticket:
    """Do what the request type of a ticket says for this case; a second time changes nothing.

    Raises TicketLocked where it says nothing, CallRefused, TicketNotFound, NotAllowed.
    """
    need_worker(by)
    ticket = lock(number, reader=by)
    if not ticket.is_open:
        raise TicketLocked(_("This ticket is done. Reopen it first."))
    if ticket.request_type is None or not says_when_busy(ticket):
        raise TicketLocked(_("What is asked for does not say what happens when lines are busy."))
    actor = actor_of(by)
    for act in acts_when(ticket.request_type.acts, CASE):
        if act.get("do") == "work_order" and act.get("level", 9) < ticket.priority.level:
            wanted = fitting_priority(ticket.priority.scheme, act["level"])
            put(ticket, "priority", wanted, by=actor, at=at)
        elif act.get("do") in CALLS:
            owe_act(ticket, act, by=actor, at=at)
    return ticket
