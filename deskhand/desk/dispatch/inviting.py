"""What goes to calendars: an invitation to the requester and to each agent who goes, its changes,
and word that it is off. The event keeps its id; its number grows with each change."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from deskhand.desk.branding import brand_of
from deskhand.desk.letters import in_thread, url_of
from deskhand.mail.composing import Invitation, can_be_written_to
from deskhand.mail.models import Mailbox
from deskhand.mail.reply_addresses import make
from deskhand.mail.writing import AGENT_NOTICE, Draft, write
from deskhand.people.languages import language_of
from deskhand.people.models import Agent, Person
from deskhand.people.zones import KNOWN, zone_of
from deskhand.provider.firm import current
from deskhand.rules.calendar_text import CANCEL, REQUEST, Event, Party, calendar_text
from deskhand.tickets.conversation import remember
from deskhand.tickets.models import Ticket
from deskhand.work.appointments import plan_of
from deskhand.work.planned import Appointment, How

KIND = "appointment"


def invite(appointment: Appointment, ticket: Ticket, *, at: datetime) -> int:
    """Write to the requester (where he is to be told) and to the agents that it is so now; returns
    how many letters were written."""
    agents = plan_of(appointment).agents
    return _tell(appointment, ticket, agents, method=REQUEST, at=at)


def call_off(
    appointment: Appointment,
    ticket: Ticket,
    *,
    agents: Iterable[Agent] | None = None,
    at: datetime,
) -> int:
    """Write that it is off: to all, or to these agents alone, who are to go no more."""
    if agents is None:
        return _tell(appointment, ticket, plan_of(appointment).agents, method=CANCEL, at=at)
    return sum(_to_agent(appointment, ticket, one, method=CANCEL, at=at) for one in agents)


def place_of(appointment: Appointment) -> str:
    """Where they meet, in words; the site with its street."""
    site = appointment.site
    parts = [site.name, site.street] if site else []
    return ", ".join(part for part in (*parts, appointment.place) if part)


def zone_at(appointment: Appointment, ticket: Ticket) -> ZoneInfo:
    """The clock on the wall where they meet: of the site, else the requester's."""
    site = appointment.site
    if appointment.how == How.ONSITE and site is not None and site.time_zone in KNOWN:
        return ZoneInfo(site.time_zone)
    return zone_of(ticket.requester, ticket.organization)


def when(begins_at: datetime, ends_at: datetime, zone: ZoneInfo) -> str:
    """A span in words of a zone: "Thursday, 5 March 2026, 14:00 to 15:30 (CET)"."""
    begin, end = begins_at.astimezone(zone), ends_at.astimezone(zone)
    until = date_format(end, "H:i")
    if begin.date() != end.date():
        until = date_format(end, "l, j F, H:i")
    return _("%(day)s, %(begin)s to %(end)s (%(zone)s)") % {
        "day": date_format(begin, "l, j F Y"),
        "begin": date_format(begin, "H:i"),
        "end": until,
        "zone": end.tzname(),
    }


def event_of(
    appointment: Appointment,
    ticket: Ticket,
    *,
    at: datetime,
    status: str = "CONFIRMED",
    url: str = "",
) -> Event:
    """An appointment as calendars know it, with nobody named yet."""
    return Event(
        uid=f"{appointment.uid}@deskhand",
        sequence=appointment.sequence,
        begins_at=appointment.begins_at,
        ends_at=appointment.ends_at,
        told_at=at,
        summary=f"{appointment.purpose} [#{ticket.pk}]",
        location=place_of(appointment) or str(How(appointment.how).label),
        url=url,
        status=status,
    )


def _tell(
    appointment: Appointment,
    ticket: Ticket,
    agents: Iterable[Agent],
    *,
    method: str,
    at: datetime,
) -> int:
    agents = list(agents)
    count = sum(_to_agent(appointment, ticket, one, method=method, at=at) for one in agents)
    # What is pencilled in he learns of when it is agreed.
    is_agreed = appointment.state != Appointment.State.PROPOSED
    if appointment.tells_requester and is_agreed and ticket.requester is not None:
        count += _to_requester(appointment, ticket, agents, method=method, at=at)
    return count


def _to_requester(
    appointment: Appointment, ticket: Ticket, agents: list[Agent], *, method: str, at: datetime
) -> int:
    person = ticket.requester
    if person is None or not can_be_written_to(person.main_address):
        return 0
    zone = zone_at(appointment, ticket)
    with translation.override(language_of(person, ticket.organization)):
        words = {
            **_words(appointment, ticket, person, method, zone),
            "agents": ", ".join(str(one) for one in agents),
            "brand": brand_of(ticket.organization),
            "url": url_of(ticket),
        }
        draft = _draft(ticket, person, words, kind=KIND)
        event = event_of(appointment, ticket, at=at, url=url_of(ticket))
    threaded = in_thread(ticket, replace(draft, enclosures=words["brand"].enclosures))
    if threaded is None or threaded.mailbox is None:
        return 0
    letter = write(
        replace(threaded, invitation=_invitation(event, threaded.mailbox, ticket, person, method)),
        at=at,
    )
    remember(ticket, [letter.message_id])
    return 1


def _to_agent(
    appointment: Appointment, ticket: Ticket, agent: Agent, *, method: str, at: datetime
) -> int:
    person = agent.person
    if not agent.is_active or not can_be_written_to(person.main_address):
        return 0
    with translation.override(language_of(person)):
        words = {
            **_words(appointment, ticket, person, method, zone_of(person)),
            "requester": ticket.requester,
            "brand": brand_of(None),
            "url": f"{settings.DESKHAND_URL}/desk/tickets/{ticket.pk}/",
        }
        draft = _draft(ticket, person, words, kind=AGENT_NOTICE)
        is_proposed = appointment.state == Appointment.State.PROPOSED
        status = "TENTATIVE" if is_proposed else "CONFIRMED"
        event = event_of(appointment, ticket, at=at, status=status, url=words["url"])
    threaded = in_thread(ticket, replace(draft, enclosures=words["brand"].enclosures))
    if threaded is None or threaded.mailbox is None:
        return 0
    # His answer is no word of the ticket: it does not come back into it.
    bare = replace(threaded, reply_key="", thread="", references=(), in_reply_to="")
    invitation = _invitation(event, threaded.mailbox, None, person, method)
    write(replace(bare, invitation=invitation, is_automatic=True), at=at)
    return 1


def _words(
    appointment: Appointment, ticket: Ticket, person: Person, method: str, zone: ZoneInfo
) -> dict[str, Any]:
    return {
        "appointment": appointment,
        "ticket": ticket,
        "person": person,
        "is_off": method == CANCEL,
        "is_change": appointment.sequence > 0,
        "when": when(appointment.begins_at, appointment.ends_at, zone),
        "where": place_of(appointment),
        "firm": current(),
    }


def _draft(ticket: Ticket, person: Person, words: dict[str, Any], *, kind: str) -> Draft:
    if words["is_off"]:
        subject = _("Appointment cancelled: %(when)s [#%(number)s]")
    elif words["is_change"]:
        subject = _("Appointment changed: %(when)s [#%(number)s]")
    else:
        subject = _("Appointment: %(when)s [#%(number)s]")
    return Draft(
        kind=kind,
        to=[person.main_address],
        subject=subject % {"when": words["when"], "number": ticket.pk},
        text=render_to_string("mail/appointment.txt", words),
        html=render_to_string("mail/appointment.html", words),
    )


def _invitation(
    event: Event, mailbox: Mailbox, ticket: Ticket | None, person: Person, method: str
) -> Invitation:
    address = make(mailbox.email, ticket.reply_key) if ticket else mailbox.email
    told = replace(
        event,
        organizer=Party(address, mailbox.name),
        attendees=(Party(person.main_address, str(person), is_asked=ticket is not None),),
        status="CANCELLED" if method == CANCEL else event.status,
    )
    return Invitation(method, calendar_text([told], method=method))
