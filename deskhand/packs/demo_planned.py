"""Appointments of the demo provider: on the next working days, at times at which its agents are
free, so that the board has something to show."""

from datetime import datetime

from deskhand.desk.dispatch import booking, offering
from deskhand.packs.demo_people import Firm
from deskhand.people.identity import reader_of_person
from deskhand.tickets.models import Ticket
from deskhand.work.appointments import MINUTE, Plan
from deskhand.work.planned import How

# How they meet, for how long, the way there and back, and whether it is agreed.
WISHES = (
    (How.ONSITE, 90, 30, True),
    (How.REMOTE, 60, 0, True),
    (How.PHONE, 30, 0, True),
    (How.ONSITE, 120, 45, True),
    (How.REMOTE, 45, 0, False),
    (How.REMOTE, 60, 0, True),
)


def plan_some(firm: Firm, *, at: datetime) -> None:
    """Make an appointment on some open tickets, with each agent in turn."""
    by = reader_of_person(firm.agents[0].person)
    rows = Ticket.objects.open().filter(requester__isnull=False, organization__isnull=False)
    tickets = rows.select_related("organization", "site").order_by("-pk")[:40:5]
    for n, (ticket, (how, minutes, way, is_agreed)) in enumerate(
        zip(tickets, WISHES, strict=False)
    ):
        agent = firm.agents[n % len(firm.agents)]
        free = offering.find([agent], minutes, before=way, after=way, at=at)
        if not free:
            continue
        chosen = free[n % min(len(free), 3)]
        is_there = how == How.ONSITE and ticket.organization is not None
        plan = Plan(
            purpose=ticket.subject,
            begins_at=chosen.begins_at,
            ends_at=chosen.begins_at + minutes * MINUTE,
            agents=[agent],
            how=how,
            site=ticket.organization.sites.first() if is_there and ticket.organization else None,
            before_minutes=way,
            after_minutes=way,
            is_confirmed=is_agreed,
        )
        booking.book(ticket.pk, plan, by=by, at=at)
