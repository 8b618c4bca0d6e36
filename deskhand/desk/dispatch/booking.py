"""An agent makes an appointment, moves it, and says how it went; the ticket's status follows."""

from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.catalog.choosing import fitting_status
from deskhand.catalog.models import Category
from deskhand.desk.dispatch import inviting, owing, postponing, telling
from deskhand.desk.ledger import drawing
from deskhand.desk.standing import stand
from deskhand.desk.story import story
from deskhand.journal.actor import Actor
from deskhand.people.acting import actor_of
from deskhand.people.models import Site
from deskhand.people.reader import Reader
from deskhand.tickets.access import TicketLocked, lock, need_worker
from deskhand.tickets.models import Ticket
from deskhand.work import appointments, untold
from deskhand.work.appointments import (
    AppointmentRefused,
    Deed,
    Plan,
    appointment_of,
    last_live_end,
    plan_of,
)
from deskhand.work.planned import Appointment

REOPEN = "reopen"


@story
def book(number: int, plan: Plan, *, by: Reader, at: datetime) -> Appointment:
    """Make an appointment on an open ticket, and invite the requester where the plan says so.

    Raises AppointmentRefused (TimeTaken where somebody has no time), TicketLocked, NotAllowed.
    """
    need_worker(by)
    ticket = lock(number, reader=by)
    return book_on(ticket, plan, by=actor_of(by), at=at)


def book_on(ticket: Ticket, plan: Plan, *, by: Actor, at: datetime) -> Appointment:
    """As `book`, on a locked ticket."""
    if not ticket.is_open:
        raise TicketLocked(_("This ticket is done. Reopen it before you make an appointment."))
    if plan.begins_at < at:
        raise AppointmentRefused(_("This time is past. Choose one that is to come."), field="day")
    check_site(ticket, plan.site)
    appointment = appointments.make(ticket, plan, by=by, at=at)
    owing.booked(ticket, by=by, at=at)
    follow(ticket, by=by, at=at)
    inviting.invite(appointment, ticket, at=at)
    return appointment


@story
def move(
    number: int, key: int, plan: Plan, *, version: int | None = None, by: Reader, at: datetime
) -> bool:
    """Let an appointment be otherwise, or at another time; False when it is so already. Raises as
    `book`, and ChangedMeanwhile where it is not at `version` any more."""
    ticket, appointment = _to_move(number, key, plan, by)
    before, actor = untold.known(appointment), actor_of(by)
    if not appointments.change(appointment, plan, ticket, version=version, by=actor, at=at):
        return False
    before = untold.take(appointment) or before
    telling.tell_at_once(appointment, ticket, before, at=at)
    return True


@story
def draw(
    number: int, key: int, plan: Plan, *, version: int | None = None, by: Reader, at: datetime
) -> bool:
    """As `move`, and everybody is told when no further such move comes for a while."""
    ticket, appointment = _to_move(number, key, plan, by)
    before, actor = untold.known(appointment), actor_of(by)
    if not appointments.change(appointment, plan, ticket, version=version, by=actor, at=at):
        return False
    postponing.tell_later(appointment, before, at=at)
    return True


@story
def act(number: int, key: int, deed: Deed, *, by: Reader, at: datetime) -> bool:
    """Say how an appointment goes: `appointments.STEPS`, or `reopen`. False when that was said.

    Raises AppointmentRefused, TicketNotFound, NotAllowed.
    """
    need_worker(by)
    ticket = lock(number, reader=by)
    appointment, actor = appointment_of(ticket, key), actor_of(by)
    telling.tell_what_waits(appointment, ticket, at=at)
    was_proposed = appointment.state == Appointment.State.PROPOSED
    if deed.act == REOPEN:
        is_changed = appointments.reopen(appointment, ticket, by=actor, at=at)
    else:
        is_changed = appointments.step(appointment, deed, ticket, by=actor, at=at)
    if not is_changed:
        return False
    if deed.act == "conclude":
        owing.held(ticket, by=actor, at=at)
    if deed.act in {"conclude", "break_off", "no_show", REOPEN}:
        drawing.happened(appointment, ticket, by=actor, at=at)
    follow(ticket, by=actor, at=at)
    if deed.act == "cancel":
        # Of what was pencilled in the requester has not heard.
        told = plan_of(appointment).agents if was_proposed else None
        inviting.call_off(appointment, ticket, agents=told, at=at)
    elif deed.act in {REOPEN, "confirm"}:
        inviting.invite(appointment, ticket, at=at)
    return True


def follow(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Let a locked ticket stand as scheduled while an appointment is to come, and be open again
    afterwards; clocks are held as its policy says of that status."""
    if not ticket.is_open:
        return
    is_booked = last_live_end(ticket) is not None
    is_scheduled = ticket.category == Category.SCHEDULED
    if is_booked == is_scheduled:
        return
    wanted = Category.SCHEDULED if is_booked else Category.OPEN
    status = fitting_status(ticket.status.scheme, wanted)
    # A scheme without such a status keeps what it has.
    if status.category == wanted:
        stand(ticket, status, by=by, at=at)


def check_site(ticket: Ticket, site: Site | None) -> None:
    """Raise AppointmentRefused for a site of somebody else."""
    if site is not None and site.organization_id != ticket.organization_id:
        raise AppointmentRefused(_("This site belongs to somebody else."), field="site")


def _to_move(number: int, key: int, plan: Plan, by: Reader) -> tuple[Ticket, Appointment]:
    need_worker(by)
    ticket = lock(number, reader=by)
    appointment = appointment_of(ticket, key)
    check_site(ticket, plan.site)
    return ticket, appointment
