"""What is planned, as pages read it: on a ticket, and of agents within a span of days."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from deskhand.jobs.together import read_together, told
from deskhand.tickets.models import Ticket
from deskhand.work.planned import HOLDS, LIVE, Appointment, Attendance, Offer, OfferedTime

MOST_SHOWN = 500


def _with_agents() -> Prefetch:
    rows = Attendance.objects.select_related("agent__person")
    return Prefetch("attendances", queryset=rows)


def appointments_on(ticket: Ticket) -> list[Appointment]:
    """Return the appointments of a ticket with who goes: those to come first, then those past."""
    rows = ticket.appointments.select_related("site").prefetch_related(_with_agents())
    found = list(rows.order_by("begins_at", "pk"))
    live = [row for row in found if row.is_live]
    return live + [row for row in reversed(found) if not row.is_live]


def is_planned(ticket: Ticket) -> bool:
    """Whether there are appointments or offers of a ticket at all, over or not."""
    return any(read_together(**planned_asked(ticket)).values())


def planned_asked(ticket: Ticket) -> dict[str, QuerySet]:
    """Return what to read, for `read_together`, to know whether there are any."""
    return {
        "appointments": told(ticket.appointments.all(), id="pk"),
        "offers": told(ticket.offers.all(), id="pk"),
    }


def to_come_on(ticket: Ticket) -> list[Appointment]:
    """Return what the requester of a ticket is told of: what is agreed and not over."""
    rows = ticket.appointments.filter(
        state__in=(Appointment.State.CONFIRMED, Appointment.State.UNDER_WAY), tells_requester=True
    )
    return list(rows.select_related("site").order_by("begins_at", "pk"))


def offers_on(ticket: Ticket) -> list[Offer]:
    """Return what was offered on a ticket, with its times, and is open or was not taken."""
    times = OfferedTime.objects.select_related("agent__person")
    shown = ticket.offers.filter(state__in=(Offer.State.OPEN, Offer.State.NONE_FITS))
    return list(shown.prefetch_related(Prefetch("times", queryset=times))[:5])


def planned_between(
    agents: Iterable[int], begin: datetime, end: datetime, *, tickets: QuerySet[Ticket]
) -> list[Attendance]:
    """Return what these agents have to do within a span, with the ticket. Of one on a ticket that
    is not among `tickets` its time is known, and nothing else: `appointment.ticket` is None."""
    rows = Attendance.objects.filter(
        agent__in=list(agents),
        is_busy=True,
        busy_until__gt=begin,
        busy_from__lt=end,
        appointment__state__in=HOLDS,
    )
    related = rows.select_related(
        "appointment__ticket__organization", "appointment__ticket__requester", "appointment__site"
    )
    found = list(related.order_by("busy_from", "pk")[:MOST_SHOWN])
    numbers = {row.appointment.ticket_id for row in found}
    seen = set(tickets.filter(pk__in=numbers).values_list("pk", flat=True)) if numbers else set()
    for row in found:
        row.is_seen = row.appointment.ticket_id in seen  # type: ignore[attr-defined]
    return found


def unplanned(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Return those of some open tickets for which no appointment is to come."""
    booked = Appointment.objects.filter(state__in=LIVE).values("ticket")
    return tickets.exclude(pk__in=booked)
