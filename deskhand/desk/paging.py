"""Paging about a ticket: the promise of an acknowledgement begins with the page, and is kept when
somebody says that he has it, at the desk or by the link of his text message."""

from dataclasses import dataclass
from datetime import datetime

from deskhand.consents import links
from deskhand.desk.story import story
from deskhand.journal.actor import Actor
from deskhand.oncall import paging
from deskhand.oncall.models import Ladder, Page
from deskhand.oncall.tellings import PURPOSES, read_subject
from deskhand.people.acting import actor_of, agent_id_of
from deskhand.people.identity import reader_of_person
from deskhand.people.models import Agent
from deskhand.people.reader import Reader
from deskhand.sla import acknowledging
from deskhand.tickets.access import lock, need_agent
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import tickets_for


class PageNotFound(Exception):
    """There is no such page, or none that this reader may see."""


def page(
    ticket: Ticket, ladder: Ladder, *, source: str, words: str, by: Actor, at: datetime
) -> Page:
    """Page about a locked ticket; of one source once."""
    made, is_new = paging.begin(ticket, ladder, source=source, words=words, by=by, at=at)
    if is_new and made.state == Page.State.OPEN:
        made.clock = acknowledging.await_acknowledgement(ticket, by=by, at=at)
        made.save(update_fields=["clock"])
    return made


@dataclass(frozen=True, slots=True)
class Asked:
    """A page as the link to it shows it to whoever was paged."""

    page: Page
    reader: Reader


def asked_by(token: str, *, at: datetime) -> Asked:
    """Return what a link asks, and change nothing; raises LinkRefused, PageNotFound."""
    return _asked(links.look(token, purposes=PURPOSES, at=at).subject)


@story
def acknowledge_by(token: str, *, at: datetime) -> Page:
    """Whoever was paged says by his link that he has it; raises LinkRefused, PageNotFound."""
    asked = _asked(links.redeem(token, purposes=PURPOSES, at=at).subject)
    return acknowledge(asked.page.pk, way="link", by=asked.reader, at=at)


def _asked(subject: str) -> Asked:
    """An agent who left, or may no longer see the ticket, is asked nothing."""
    page_id, agent_id = read_subject(subject)
    agent = Agent.objects.active().select_related("person").filter(pk=agent_id).first()
    rows = Page.objects.select_related("ticket__organization", "agent__person")
    found = rows.filter(pk=page_id).first()
    if agent is None or found is None:
        raise PageNotFound(page_id)
    reader = reader_of_person(agent.person)
    if not tickets_for(reader).filter(pk=found.ticket_id).exists():
        raise PageNotFound(page_id)
    return Asked(found, reader)


@story
def acknowledge(page_id: int, *, way: str, by: Reader, at: datetime) -> Page:
    """Somebody has it: nobody else is asked, and the promise is kept.

    A second try, or of somebody who came later, changes nothing. Raises PageNotFound,
    TicketNotFound, NotAllowed.
    """
    need_agent(by)
    found = Page.objects.filter(pk=page_id).first()
    if found is None:
        raise PageNotFound(page_id)
    ticket = lock(found.ticket_id, reader=by)
    rows = Page.objects.select_for_update(of=("self",)).select_related("clock", "agent__person")
    found = rows.get(pk=page_id)
    found.ticket = ticket
    agent = Agent.objects.select_related("person").get(pk=agent_id_of(by))
    state, actor = Page.State.ACKNOWLEDGED, actor_of(by)
    if paging.end(found, state, by=actor, at=at, agent=agent, way=way):
        acknowledging.acknowledged(ticket, found.clock, by=actor, at=at)
    return found
