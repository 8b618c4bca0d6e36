"""The stages of what is asked for get their dates, as its request type says."""

from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.desk.story import story
from deskhand.people.acting import actor_of
from deskhand.people.reader import Reader
from deskhand.sla.dates import DateRefused, NewDate, promise_date
from deskhand.sla.models import PromiseDate
from deskhand.sla.staging import stages_left
from deskhand.tickets.access import TicketLocked, lock, need_worker


@story
def promise_stages(number: int, *, by: Reader, at: datetime) -> list[PromiseDate]:
    """Promise the dates of the stages, counted from receipt; one that has a date keeps it.

    Raises DateRefused where nothing is left to be promised, TicketLocked, NotAllowed.
    """
    need_worker(by)
    ticket = lock(number, reader=by)
    if not ticket.is_open:
        raise TicketLocked(_("This ticket is done. Reopen it before you promise a date."))
    stages = stages_left(ticket, at=at)
    if not stages:
        raise DateRefused(
            _("No stage is left that could be promised so. Promise a date of its own.")
        )
    why = _("A stage of “%(request)s”.") % {"request": ticket.request_type}
    new = (NewDate(due_at=stage.due_at, why=why, stage=stage.name) for stage in stages)
    return [promise_date(ticket, each, by=actor_of(by), at=at) for each in new]
