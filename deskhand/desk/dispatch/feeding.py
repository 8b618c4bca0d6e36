"""An agent's appointments as a feed for calendar programs, behind an address that is a secret."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from deskhand.consents import links
from deskhand.consents.links import Ended, LinkRefused
from deskhand.desk.dispatch.inviting import event_of
from deskhand.desk.story import story
from deskhand.people.acting import NotAllowed, actor_of, agent_id_of
from deskhand.people.identity import reader_of_person
from deskhand.people.models import Agent
from deskhand.people.reader import Reader
from deskhand.provider.firm import current
from deskhand.rules.calendar_text import PUBLISH, Event, calendar_text
from deskhand.tickets.reading import tickets_for
from deskhand.work.models import Appointment
from deskhand.work.planning import planned_between

WHOLE, BUSY = "calendar feed", "calendar feed, busy alone"
PURPOSES = frozenset({WHOLE, BUSY})
LASTS = timedelta(days=3650)
BACK, AHEAD = timedelta(days=60), timedelta(days=366)


@story
def open_feed(*, is_busy_only: bool, by: Reader, at: datetime) -> str:
    """Make the agent's feed, or give its address again; one of the other sort ends."""
    purpose, other = (BUSY, WHOLE) if is_busy_only else (WHOLE, BUSY)
    subject = _subject(by)
    links.revoke(other, subject, by=actor_of(by), at=at)
    token = links.make(purpose, subject, expires_at=at + LASTS, is_single_use=False, at=at)
    return _address(token)


@story
def end_feed(*, by: Reader, at: datetime) -> int:
    """Let the address of the agent's feed be good for nothing any more."""
    return sum(links.revoke(one, _subject(by), by=actor_of(by), at=at) for one in PURPOSES)


def feed_of(reader: Reader, *, at: datetime) -> tuple[str, bool]:
    """Return the address of an agent's feed ("" for none), and whether it tells times alone."""
    for purpose in (WHOLE, BUSY):
        if token := links.standing(purpose, _subject(reader), at=at):
            return _address(token), purpose == BUSY
    return "", False


def feed_behind(token: str, *, at: datetime) -> str:
    """Return the calendar behind an address; raises LinkRefused, also where the agent is gone."""
    link = links.look(token, purposes=PURPOSES, at=at)
    key = int(link.subject.removeprefix("agent:"))
    agent = Agent.objects.active().select_related("person").filter(pk=key).first()
    if agent is None:
        raise LinkRefused(Ended.REVOKED)
    tickets = tickets_for(reader_of_person(agent.person))
    planned = planned_between([agent.pk], at - BACK, at + AHEAD, tickets=tickets)
    events = []
    for row in planned:
        is_told = link.purpose == WHOLE and getattr(row, "is_seen", False)
        events.append(_event(row.appointment, is_told=is_told, at=at))
    name = _("%(firm)s: %(agent)s") % {"firm": current().name, "agent": agent}
    return calendar_text(events, method=PUBLISH, name=name)


def _event(appointment: Appointment, *, is_told: bool, at: datetime) -> Event:
    ticket = appointment.ticket
    is_proposed = appointment.state == Appointment.State.PROPOSED
    url = f"{settings.DESKHAND_URL}/desk/tickets/{ticket.pk}/appointments/{appointment.pk}/"
    status = "TENTATIVE" if is_proposed else "CONFIRMED"
    event = event_of(appointment, ticket, at=at, status=status, url=url)
    if is_told:
        who = [str(one) for one in (ticket.requester, ticket.organization) if one]
        return replace(event, description="\n".join([*who, url]))
    return replace(event, summary=_("Busy"), location="", url="")


def _subject(reader: Reader) -> str:
    if not reader.is_agent:
        raise NotAllowed(_("Only agents may do this."))
    return f"agent:{agent_id_of(reader)}"


def _address(token: str) -> str:
    return f"{settings.DESKHAND_URL}/calendar/{token}.ics"
