"""An agent's timer on a ticket: begun, paused, thrown away, or turned into an entry."""

from datetime import datetime

from deskhand.desk.story import story
from deskhand.people.acting import agent_id_of
from deskhand.people.reader import Reader
from deskhand.tickets.access import TicketLocked, lock, need_worker
from deskhand.tickets.reading import ticket_for
from deskhand.work.timekeeping import timers

DEEDS = frozenset({"start", "pause", "drop"})


@story
def act(number: int, deed: str, *, by: Reader, at: datetime) -> None:
    """Start, pause or drop one's timer on a ticket.

    Raises TicketLocked for any other deed, TicketNotFound, NotAllowed.
    """
    need_worker(by)
    agent_id = agent_id_of(by)
    if deed == "start":
        timers.start(lock(number, reader=by), agent_id=agent_id, at=at)
    elif deed == "pause":
        timers.pause(ticket_for(by, number).pk, agent_id=agent_id, at=at)
    elif deed == "drop":
        timers.drop(ticket_for(by, number).pk, agent_id=agent_id)
    else:
        raise TicketLocked(deed)
