"""Who goes and the requester are told that an appointment was moved: at once, or, where it is drawn
about on the board, once for all moves of a while, and not at all when it is where it was."""

from datetime import datetime

from deskhand.desk.dispatch import inviting
from deskhand.desk.story import story
from deskhand.people.models import Agent
from deskhand.tickets.access import lock
from deskhand.tickets.models import Ticket
from deskhand.work.planned import Appointment
from deskhand.work.untold import Known, known, take


def tell_at_once(appointment: Appointment, ticket: Ticket, before: Known, *, at: datetime) -> None:
    """Write to everybody how it is now, and to whoever goes no more that it is off for him."""
    gone = before.agents - known(appointment).agents
    rows = Agent.objects.select_related("person").filter(pk__in=gone).order_by("pk")
    inviting.call_off(appointment, ticket, agents=list(rows), at=at)
    inviting.invite(appointment, ticket, at=at)


def tell_what_waits(appointment: Appointment, ticket: Ticket, *, at: datetime) -> None:
    """Tell of moves that wait before something else is told of it."""
    before = take(appointment)
    if before is not None and before != known(appointment):
        tell_at_once(appointment, ticket, before, at=at)


@story
def tell_moved(key: int, *, at: datetime) -> bool:
    """The wait is over; False where there is nothing to tell, or a later move made it longer."""
    number = Appointment.objects.filter(pk=key).values_list("ticket", flat=True).first()
    if number is None:
        return False
    ticket = lock(number)
    appointment = Appointment.objects.select_related("site").get(pk=key)
    before = take(appointment, due_at=at)
    if before is None or before == known(appointment) or not appointment.is_live:
        return False
    tell_at_once(appointment, ticket, before, at=at)
    return True
