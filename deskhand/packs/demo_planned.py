"""Appointments of the demo provider: some of the last days that were held, one with its report,
others on the next working days, at times at which its agents are free."""

from datetime import datetime, timedelta

from deskhand.desk.dispatch import booking, offering, visiting
from deskhand.desk.dispatch.offering import Free
from deskhand.packs.demo_people import Firm
from deskhand.people.identity import reader_of_person
from deskhand.people.models import Agent
from deskhand.tickets.models import Ticket
from deskhand.work.appointments import MINUTE, Deed, Plan
from deskhand.work.planned import How
from deskhand.work.reports import Written

# How they meet, for how long, the way there and back, and whether it is agreed.
WISHES = (
    (How.ONSITE, 90, 30, True),
    (How.REMOTE, 60, 0, True),
    (How.PHONE, 30, 0, True),
    (How.ONSITE, 120, 45, True),
    (How.REMOTE, 45, 0, False),
    (How.REMOTE, 60, 0, True),
)


# From how many days ago a time is looked for that was kept.
HELD_SINCE = (1, 1, 2, 4)
DONE = "Replaced the switch in the back office, and tested all six places."
PARTS = "Switch with 24 ports, 1 piece"
SIGNATURE = "M120,120L160,60L190,140L230,56L290,124L360,80L440,110"


def plan_some(firm: Firm, *, at: datetime) -> None:
    """Make an appointment on some open tickets, with each agent in turn: first some that were
    held, then those that are to come."""
    rows = Ticket.objects.open().filter(requester__isnull=False, organization__isnull=False)
    tickets = list(rows.select_related("organization", "site").order_by("-pk"))
    for n, days in enumerate(HELD_SINCE):
        since = at - timedelta(days)
        older = [ticket for ticket in tickets if ticket.received_at < since]
        if len(older) > n:
            agent = firm.agents[n % len(firm.agents)]
            _held(older[n], agent, n, since=since, at=at)
    for n, (ticket, wish) in enumerate(zip(tickets[:40:5], WISHES, strict=False)):
        agent = firm.agents[n % len(firm.agents)]
        _how, minutes, way, _agreed = wish
        free = offering.find([agent], minutes, before=way, after=way, at=at)
        if free:
            chosen = free[n % min(len(free), 3)]
            by = reader_of_person(firm.agents[0].person)
            booking.book(ticket.pk, _plan(ticket, chosen, wish), by=by, at=at)


def _held(ticket: Ticket, agent: Agent, n: int, *, since: datetime, at: datetime) -> None:
    """A visit that was made since then, signed for by the requester."""
    wish = WISHES[0]
    _how, minutes, way, _agreed = wish
    free = offering.find([agent], minutes, before=way, after=way, at=since)
    past = [one for one in free if one.ends_at < at - timedelta(minutes=way)]
    if not past or ticket.requester is None:
        return
    by = reader_of_person(agent.person)
    made = booking.book(ticket.pk, _plan(ticket, past[n % len(past)], wish), by=by, at=since)
    booking.act(ticket.pk, made.pk, Deed("arrive"), by=by, at=made.begins_at)
    visiting.write_report(ticket.pk, made.pk, Written(DONE, PARTS), by=by, at=made.ends_at)
    signer = ticket.requester.name
    visiting.sign(ticket.pk, made.pk, name=signer, path=SIGNATURE, by=by, at=made.ends_at)
    booking.act(ticket.pk, made.pk, Deed("conclude"), by=by, at=made.ends_at)


def _plan(ticket: Ticket, chosen: Free, wish: tuple[How, int, int, bool]) -> Plan:
    how, minutes, way, is_agreed = wish
    is_there = how == How.ONSITE and ticket.organization is not None
    return Plan(
        purpose=ticket.subject,
        begins_at=chosen.begins_at,
        ends_at=chosen.begins_at + minutes * MINUTE,
        agents=[chosen.agent],
        how=how,
        site=ticket.organization.sites.first() if is_there and ticket.organization else None,
        before_minutes=way,
        after_minutes=way,
        is_confirmed=is_agreed,
    )
