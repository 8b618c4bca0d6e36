"""An agent promises a date, moves it, keeps it, or takes it back."""

from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.desk.story import story
from deskhand.people.acting import actor_of
from deskhand.people.reader import Reader
from deskhand.sla import dates
from deskhand.sla.dates import NewDate
from deskhand.sla.models import PromiseDate
from deskhand.tickets.access import TicketLocked, lock, need_worker


@story
def promise(number: int, new: NewDate, *, by: Reader, at: datetime) -> PromiseDate:
    """Promise a date on an open ticket; raises DateRefused, TicketLocked, NotAllowed."""
    need_worker(by)
    ticket = lock(number, reader=by)
    if not ticket.is_open:
        raise TicketLocked(_("This ticket is done. Reopen it before you promise a date."))
    return dates.promise_date(ticket, new, by=actor_of(by), at=at)


@story
def keep(number: int, clock_id: int, *, by: Reader, at: datetime) -> bool:
    """Note that what was promised for a date is done."""
    need_worker(by)
    ticket = lock(number, reader=by)
    return dates.keep_date(ticket, clock_id, by=actor_of(by), at=at)


@story
def withdraw(number: int, clock_id: int, *, why: str, by: Reader, at: datetime) -> bool:
    """Take a date back; raises DateRefused without a reason."""
    need_worker(by)
    ticket = lock(number, reader=by)
    return dates.withdraw_date(ticket, clock_id, why=why, by=actor_of(by), at=at)
