"""Times offered to a requester: kept free until he takes one, none fits, or the offer ends.

The ticket is locked by whoever changes its offers; the agents are locked while times are claimed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.people.models import Agent, Site
from deskhand.tickets.access import TicketNotFound
from deskhand.tickets.models import Ticket
from deskhand.work.appointments import (
    MINUTE,
    AppointmentRefused,
    Plan,
    TimeTaken,
    checked,
    lock_agents,
    taken,
)
from deskhand.work.events import TimesOffered
from deskhand.work.planned import How, Offer, OfferedTime

MOST_TIMES = 8
MOST_OPEN = 5
State = Offer.State


class OfferEnded(AppointmentRefused):
    """The offer is open no more, or the time is none of its."""


@dataclass(frozen=True, slots=True)
class NewOffer:
    """What is offered: pairs of who would come and when, with all that they have in common."""

    purpose: str
    minutes: int
    times: Sequence[tuple[Agent, datetime]]
    how: str = How.REMOTE
    site: Site | None = None
    place: str = ""
    before_minutes: int = 0
    after_minutes: int = 0

    def plan(self, agent: Agent, begins_at: datetime) -> Plan:
        """The appointment that one of the times would be."""
        return Plan(
            purpose=self.purpose,
            begins_at=begins_at,
            ends_at=begins_at + self.minutes * MINUTE,
            agents=[agent],
            how=self.how,
            site=self.site,
            place=self.place,
            before_minutes=self.before_minutes,
            after_minutes=self.after_minutes,
        )


def offer(ticket: Ticket, new: NewOffer, *, expires_at: datetime, by: Actor, at: datetime) -> Offer:
    """Offer times on a locked ticket and keep them free. Raises TimeTaken, AppointmentRefused."""
    if not 1 <= len(new.times) <= MOST_TIMES:
        raise AppointmentRefused(_("Offer one to eight times."))
    if ticket.offers.filter(state=State.OPEN, expires_at__gt=at).count() >= MOST_OPEN:
        raise AppointmentRefused(_("Five offers are open already. Take one back first."))
    plans = [checked(new.plan(agent, begins_at), at=at) for agent, begins_at in new.times]
    lock_agents(agent for agent, _begins in new.times)
    for plan in plans:
        if plan.begins_at <= at or taken(plan.agents, plan.busy, at=at):
            raise TimeTaken(_("One of these times is not free any more. Choose again."))
    made = Offer.objects.create(
        ticket=ticket,
        how=new.how,
        purpose=plans[0].purpose,
        site=new.site,
        place=plans[0].place,
        minutes=new.minutes,
        before_minutes=new.before_minutes,
        after_minutes=new.after_minutes,
        made_by=by.name,
        made_at=at,
        expires_at=expires_at,
    )
    OfferedTime.objects.bulk_create(
        OfferedTime(
            offer=made,
            agent=plan.agents[0],
            begins_at=plan.begins_at,
            ends_at=plan.ends_at,
            busy_from=plan.busy[0],
            busy_until=plan.busy[1],
            held_until=expires_at,
        )
        for plan in plans
    )
    _tell(made, ticket, "offered", by=by, at=at)
    return made


def take(made: Offer, time_id: int, ticket: Ticket, *, by: Actor, at: datetime) -> Plan:
    """Take one time; the others are free again. Returns the appointment that it is to be.

    Raises OfferEnded.
    """
    _need_open(made, at=at)
    row = made.times.select_related("agent__person").filter(pk=time_id).first()
    if row is None or row.begins_at <= at:
        raise OfferEnded(_("This time is past. Choose another one."))
    _end(made, State.TAKEN, ticket, by=by, at=at)
    return Plan(
        purpose=made.purpose,
        begins_at=row.begins_at,
        ends_at=row.ends_at,
        agents=[row.agent],
        how=made.how,
        site=made.site,
        place=made.place,
        before_minutes=made.before_minutes,
        after_minutes=made.after_minutes,
    )


def none_fits(made: Offer, wish: str, ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """None of the times fits; all are free again. Raises OfferEnded."""
    _need_open(made, at=at)
    made.wish = wish.strip()[:300]
    _end(made, State.NONE_FITS, ticket, by=by, at=at)


def withdraw(made: Offer, ticket: Ticket, *, by: Actor, at: datetime) -> bool:
    """Take an offer back; False when it is open no more."""
    if made.state != State.OPEN:
        return False
    _end(made, State.WITHDRAWN, ticket, by=by, at=at)
    return True


def offer_of(ticket: Ticket, key: int) -> Offer:
    """Return an offer on a locked ticket; raises TicketNotFound for one of another."""
    found = Offer.objects.select_related("site").filter(ticket=ticket, pk=key).first()
    if found is None:
        raise TicketNotFound(key)
    return found


def lasts_until(new: NewOffer, *, at: datetime, days: int) -> datetime:
    """Until when times are kept: some days, but no longer than until the last of them."""
    last = max((begins_at for _agent, begins_at in new.times), default=at)
    return min(at + timedelta(days=days), last)


def _need_open(made: Offer, *, at: datetime) -> None:
    if made.state != State.OPEN or made.expires_at <= at:
        raise OfferEnded(_("These times are not offered any more."))


def _end(made: Offer, state: State, ticket: Ticket, *, by: Actor, at: datetime) -> None:
    made.state, made.ended_at = state, at
    made.save(update_fields=["state", "ended_at", "wish"])
    made.times.update(held_until=None)
    _tell(made, ticket, str(state), by=by, at=at)


def _tell(made: Offer, ticket: Ticket, act: str, *, by: Actor, at: datetime) -> None:
    event = TimesOffered(
        ticket=ticket.pk,
        offer=made.pk,
        act=act,
        organization=ticket.organization_id,
        team=ticket.team_id,
    )
    record(event, by=by, at=at)
