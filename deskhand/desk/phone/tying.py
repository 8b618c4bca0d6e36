"""A call and a ticket: a new one because of it, or one that it is about."""

from datetime import datetime

from deskhand.desk.story import story
from deskhand.desk.submit import Entry, enter
from deskhand.people.acting import actor_of, agent_id_of
from deskhand.people.callers import learn
from deskhand.people.models import Person
from deskhand.people.reader import Reader
from deskhand.people.reading import people_for
from deskhand.phone.hearing import Heard, hear
from deskhand.phone.models import PhoneCall
from deskhand.phone.reading import call_for, put_away
from deskhand.tickets import phoned
from deskhand.tickets.access import lock, need_worker
from deskhand.tickets.models import Ticket

__all__ = ("attach", "enter_from", "hear_all")


@story
def hear_all(said: list[Heard], *, at: datetime) -> list[PhoneCall]:
    """Note what a telephone system told."""
    return [hear(each, at=at) for each in said]


@story
def attach(number: int, call_id: int, *, learns: bool = False, by: Reader, at: datetime) -> Ticket:
    """Note that a call is about a ticket, and with `learns` that its requester has this number.

    Raises CallNotFound, TicketNotFound, NotAllowed.
    """
    need_worker(by)
    ticket = lock(number, reader=by)
    call = call_for(by, call_id)
    phoned.tie(ticket, call, agent_id=agent_id_of(by), by=actor_of(by), at=at)
    put_away(call, by=by, at=at)
    if learns:
        _learn(ticket.requester, call, by)
    return ticket


@story
def enter_from(
    entry: Entry, call_id: int | None, *, learns: bool = False, by: Reader, at: datetime
) -> Ticket:
    """Enter a ticket for whoever calls, tied to the call; raises as `enter` and `attach` do."""
    ticket = enter(entry, by=by, at=at)
    if call_id is not None:
        attach(ticket.pk, call_id, learns=learns, by=by, at=at)
    return ticket


def _learn(person: Person | None, call: PhoneCall, by: Reader) -> None:
    is_known = person is not None and people_for(by).filter(pk=person.pk).exists()
    if is_known and person is not None and call.number:
        learn(person, call.number)
