"""A request comes in by the portal, or an agent enters one for somebody."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.catalog.models import Priority, RequestType, Service
from deskhand.desk import first_contact
from deskhand.desk.automatic import write_receipt
from deskhand.desk.filling.answering import Filling, Said, answers_to
from deskhand.desk.phoning import owe_on
from deskhand.desk.receiving import Asked, receive
from deskhand.desk.story import story
from deskhand.journal.actor import Actor
from deskhand.people.acting import NotAllowed, actor_of, agent_id_of
from deskhand.people.finding import main_organization
from deskhand.people.models import Agent, Membership, Organization, Person, Site, Team
from deskhand.people.reader import Reader
from deskhand.people.warnings import need_no_stop
from deskhand.sla import clocks
from deskhand.sla.asked_calls import owe_asked
from deskhand.sla.callbacks import NewCallBack
from deskhand.tickets import conversation
from deskhand.tickets.access import need_reach, need_worker
from deskhand.tickets.changes import change
from deskhand.tickets.conversation import NewFile, NewMessage
from deskhand.tickets.filling import keep_answers
from deskhand.tickets.models import Channel, Kind, Message, Ticket
from deskhand.tickets.opening import Opening


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for. `priority` is how urgent the requester says it is.

    What is None was not said: the request type says it, or it is as usual. `call` is the call
    that is owed from then on; with `needs_no_call` none is, whatever the request type says. `said`
    is what was said for the fields of the form, by their short names.
    """

    subject: str
    text: str
    kind: Kind | None = None
    service: Service | None = None
    request_type: RequestType | None = None
    priority: Priority | None = None
    organization: Organization | None = None
    site: Site | None = None
    files: tuple[NewFile, ...] = ()
    once_key: str | None = None
    call: NewCallBack | None = None
    needs_no_call: bool = False
    impact: int | None = None
    urgency: int | None = None
    said: Said = field(default_factory=dict)

    @property
    def asked(self) -> Asked:
        return Asked(
            kind=self.kind,
            service=self.service,
            request_type=self.request_type,
            priority=self.priority,
            impact=self.impact,
            urgency=self.urgency,
        )


@story
def submit(asked: Request, *, by: Reader, at: datetime) -> Ticket:
    """Open a ticket from the portal, start its clocks and send the receipt.

    The same `once_key` again returns the first ticket. The organization must be one of the
    requester's; without one named it is his main one. Raises CallRefused for a call that cannot
    be promised, and FormRefused.
    """
    if by.person_id is None:
        raise NotAllowed(_("Sign in first."))
    if before := _asked_already(asked, by):
        return before
    actor, person = actor_of(by.as_requester()), Person.objects.get(pk=by.person_id)
    membership = _membership(person, asked.organization)
    client = membership.organization if membership else None
    answers = answers_to(asked.request_type, asked.said, Filling(client, is_agent=False))
    ticket = receive(
        Opening(
            subject=asked.subject,
            channel=Channel.WEB,
            requester=person,
            organization=client,
            site=asked.site or (membership.site if membership else None),
        ),
        asked.asked,
        by=actor,
        received_at=at,
        at=at,
    )
    keep_answers(ticket, answers, at=at)
    _say_first(ticket, asked, person, by=actor, at=at)
    clocks.start(ticket, by=actor, at=at)
    _owe_call(ticket, asked, by=actor, at=at)
    write_receipt(ticket, at=at)
    return ticket


def _asked_already(asked: Request, by: Reader) -> Ticket | None:
    if not asked.once_key:
        return None
    message = Message.objects.filter(once_key=asked.once_key, person=by.person_id).first()
    return message.ticket if message else None


def _membership(person: Person, wanted: Organization | None) -> Membership | None:
    """Where he asks from: the organization named if it is his, else his main one."""
    memberships = person.memberships.select_related("organization", "site")
    return (memberships.filter(organization=wanted) if wanted else memberships).first()


def _say_first(
    ticket: Ticket, asked: Request, person: Person, *, by: Actor, at: datetime
) -> Message:
    return conversation.add(
        ticket,
        NewMessage(
            text=asked.text,
            is_public=True,
            channel=Channel(ticket.channel),
            person=person,
            author_name=str(person),
            once_key=asked.once_key,
            files=asked.files,
        ),
        by=by,
        at=at,
        released_at=at,
    )


def _owe_call(ticket: Ticket, asked: Request, *, by: Actor, at: datetime) -> None:
    if asked.call is not None:
        owe_on(ticket, asked.call, by=by, at=at)
    elif not asked.needs_no_call:
        owe_asked(ticket, by=by, at=at)


@dataclass(frozen=True, slots=True)
class Entry:
    """A ticket that an agent enters: for a caller, or for himself.

    With a `solution` it was solved at first contact, and no call is owed.
    """

    asked: Request
    requester: Person
    channel: Channel = Channel.PHONE
    team: Team | None = None
    assignee: Agent | None = None
    sends_receipt: bool = True
    solution: str = ""


def entered(once_key: str, *, by: Reader) -> Ticket | None:
    """Return the ticket that an agent has entered already with this key."""
    message = Message.objects.filter(once_key=once_key).first() if once_key else None
    return Ticket.objects.visible_to(by).filter(messages=message).first() if message else None


@story
def enter(entry: Entry, *, by: Reader, at: datetime) -> Ticket:
    """Enter a ticket for somebody. It is not answered by that (product text, pack A), unless it
    is entered during a call and its policy says that the desk answers on the phone. For a client on
    stop few may enter one (OnStop).

    The same `once_key` again returns the first ticket. Raises CallRefused, FormRefused, and
    StillOpen where what is entered as solved may not end yet.
    """
    need_worker(by)
    asked = entry.asked
    if before := entered(asked.once_key or "", by=by):
        return before
    actor = actor_of(by)
    organization = asked.organization or main_organization(entry.requester)
    need_reach(by, organization)
    need_no_stop(by, organization)
    filling = Filling(organization, is_agent=True, is_whole=False)
    answers = answers_to(asked.request_type, asked.said, filling)
    ticket = receive(
        Opening(
            subject=asked.subject,
            channel=entry.channel,
            requester=entry.requester,
            organization=organization,
            site=asked.site,
            team=entry.team,
        ),
        asked.asked,
        by=actor,
        received_at=at,
        at=at,
    )
    keep_answers(ticket, answers, at=at)
    _say_first(ticket, asked, entry.requester, by=actor, at=at)
    clocks.start(ticket, by=actor, at=at)
    if not entry.solution:
        _owe_call(ticket, asked, by=actor, at=at)
    if entry.channel is Channel.PHONE:
        clocks.answered_on_call(ticket, by=actor, at=at)
    if entry.solution:
        _solve(ticket, entry, by=by, at=at)
    elif entry.assignee is not None:
        change(ticket, "assignee", entry.assignee, by=actor, at=at)
    if entry.sends_receipt:
        write_receipt(ticket, at=at)
    return ticket


def _solve(ticket: Ticket, entry: Entry, *, by: Reader, at: datetime) -> None:
    """It is with whoever solved it, unless somebody else is named."""
    agent = Agent.objects.select_related("person").get(pk=agent_id_of(by))
    actor = actor_of(by)
    change(ticket, "assignee", entry.assignee or agent, by=actor, at=at)
    first_contact.solve(ticket, entry.solution, agent, by=actor, at=at)
