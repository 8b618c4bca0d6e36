"""A vendor's number on a ticket, as an agent gives or takes it."""

from datetime import datetime

from deskhand.desk.story import story
from deskhand.people.acting import actor_of
from deskhand.people.reader import Reader
from deskhand.tickets import vendors
from deskhand.tickets.access import lock, need_worker


@story
def give_number(number: int, *, domain: str, given: str, by: Reader, at: datetime) -> None:
    """Keep a vendor's number on a ticket: letters from that domain which bear it join here.

    Raises tickets.vendors.NumberRefused, TicketNotFound, NotAllowed.
    """
    need_worker(by)
    vendors.keep_number(
        lock(number, reader=by), domain=domain, number=given, by=actor_of(by), at=at
    )


@story
def take_number(number: int, row: int, *, by: Reader, at: datetime) -> bool:
    """Forget a vendor's number."""
    need_worker(by)
    return vendors.forget_number(lock(number, reader=by), row, by=actor_of(by), at=at)
