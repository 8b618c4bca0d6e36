"""The promises that go with what is asked for: an appointment is booked within a time, and held
within another. They are promise dates of the ticket, a part each, kept by booking and holding."""

from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.journal.actor import Actor
from deskhand.rules.amounts import read_amount
from deskhand.rules.targets import Target
from deskhand.sla import dates
from deskhand.sla.dates import NewDate
from deskhand.tickets.models import Ticket

# Parts of the work by what a request type says of them.
PARTS = {"book": "Appointment booked", "meet": "Appointment held"}


def owe(ticket: Ticket, *, since: datetime, by: Actor, at: datetime) -> int:
    """Promise what the request type of a locked ticket says of its appointment, counted from a
    hand-over; what is promised already stays. Returns how many dates were given."""
    acts = ticket.request_type.acts if ticket.request_type else []
    asked = [act for act in acts if act.get("do") in PARTS and act.get("within")]
    hours = dates.calendar_of(ticket, at=at) if asked else None
    if hours is None or not ticket.is_open:
        return 0
    have = {row.stage for row in dates.owed_dates(ticket)}
    given = 0
    for act in asked:
        part = PARTS[act["do"]]
        due_at = Target.from_spec(read_amount(act["within"])).due(since, calendar=hours)
        if part in have or due_at is None or due_at <= at:
            continue
        why = _("“%(request)s” promises it, counted from the hand-over.")
        new = NewDate(due_at, why % {"request": ticket.request_type}, part)
        dates.promise_date(ticket, new, by=by, at=at)
        given += 1
    return given


def booked(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """An appointment was booked: what was promised of that is kept."""
    _keep(ticket, PARTS["book"], by=by, at=at)


def held(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """An appointment was concluded: what was promised of that is kept."""
    _keep(ticket, PARTS["meet"], by=by, at=at)


def _keep(ticket: Ticket, part: str, *, by: Actor, at: datetime) -> None:
    acts = ticket.request_type.acts if ticket.request_type else []
    if not any(act.get("do") in PARTS for act in acts):
        return
    for row in dates.owed_dates(ticket):
        if row.stage == part:
            dates.keep_date(ticket, row.clock_id, by=by, at=at)
