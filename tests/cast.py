"""One cast for all tests: a provider with two teams, and two clients that must never meet.

Northlight IT serves Birch Bakery and Cedar Clinic. People are made by the rooms' own
functions; `open_ticket` makes a bare ticket with its first message, `ask` tells the whole
story of a request, with clocks and receipt.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from deskhand.journal.actor import Actor
from deskhand.mail.models import Mailbox
from deskhand.packs import loading
from deskhand.people import administration
from deskhand.people.accounts import open_account
from deskhand.people.acting import actor_of
from deskhand.people.finding import main_organization
from deskhand.people.identity import reader_of_person
from deskhand.people.models import Agent, Membership, Organization, Person, Team
from deskhand.people.reader import Reader
from deskhand.provider.models import Provider
from deskhand.tickets import conversation, opening
from deskhand.tickets.conversation import NewMessage
from deskhand.tickets.models import Channel, Kind, Message, Ticket
from deskhand.work import appointments
from deskhand.work.models import Appointment

BEFORE = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is on stage. Agents first, then the people of each client."""

    firm: Provider
    service_desk: Team
    network: Team
    ada: Agent  # agent of the service desk
    nils: Agent  # agent of the network team
    lena: Agent  # light agent
    milo: Agent  # account manager
    asta: Agent  # administrator
    birch: Organization
    bea: Person  # works at Birch Bakery
    bruno: Person  # manager of Birch Bakery
    cedar: Organization
    cem: Person  # works at Cedar Clinic
    carla: Person  # manager of Cedar Clinic

    @property
    def agents(self) -> tuple[Agent, ...]:
        return (self.ada, self.nils, self.lena, self.milo, self.asta)


def gather() -> Cast:
    """Make everybody, with pack five-priority in force since January."""
    firm = Provider.objects.create(name="Northlight IT", time_zone="Europe/Berlin")
    loading.apply("five-priority", at=BEFORE)
    service_desk = Team.objects.create(name="Service desk", slug="service-desk", is_default=True)
    network = Team.objects.create(name="Network", slug="network")
    Mailbox.objects.create(
        name="Northlight support",
        email="support@northlight.example",
        team=service_desk,
        is_default=True,
    )
    birch = organization("Birch Bakery", domain="birch.example")
    cedar = organization("Cedar Clinic", domain="cedar.example")
    return Cast(
        firm=firm,
        service_desk=service_desk,
        network=network,
        ada=agent("Ada", teams=[service_desk]),
        nils=agent("Nils", teams=[network]),
        lena=agent("Lena", role=Agent.Role.LIGHT),
        milo=agent("Milo", role=Agent.Role.ACCOUNT_MANAGER),
        asta=agent("Asta", role=Agent.Role.ADMINISTRATOR),
        birch=birch,
        bea=person("Bea Birch", "bea@birch.example", organization=birch),
        bruno=person("Bruno Birch", "bruno@birch.example", organization=birch, is_manager=True),
        cedar=cedar,
        cem=person("Cem Cedar", "cem@cedar.example", organization=cedar),
        carla=person("Carla Cedar", "carla@cedar.example", organization=cedar, is_manager=True),
    )


def organization(name: str, *, domain: str = "") -> Organization:
    """A client, with its mail domain."""
    slug = administration.free_slug(name, Organization)
    made = Organization.objects.create(name=name, slug=slug)
    administration.set_domains(made, administration.read_domains(domain))
    return made


def person(
    name: str,
    email: str,
    *,
    organization: Organization | None = None,
    is_manager: bool = False,
) -> Person:
    """Somebody who can sign in with PASSWORD."""
    made = Person.objects.create(name=name)
    administration.set_addresses(made, [email])
    if organization is not None:
        role = Membership.Role.MANAGER if is_manager else Membership.Role.MEMBER
        administration.join(made, organization, role=role, site=None, only_site=False)
    open_account(made, password=PASSWORD, at=BEFORE)
    return made


def agent(name: str, *, role: str = Agent.Role.AGENT, teams: list[Team] | None = None) -> Agent:
    """One of the firm, who can sign in with PASSWORD."""
    made = administration.make_agent(person(name, f"{name.lower()}@northlight.example"), role=role)
    made.teams.set(teams or [])
    return made


def reader(who: Person | Agent) -> Reader:
    """Who asks, as the doors know him."""
    return reader_of_person(getattr(who, "person", who))


def doer(who: Person | Agent) -> Actor:
    """Who acts, as the journal writes him down."""
    return actor_of(reader(who))


def open_ticket(
    *,
    at: datetime,
    requester: Person | None = None,
    organization: Organization | None = None,
    subject: str = "The printer jams",
    text: str = "It eats the paper since this morning.",
    team: Team | None = None,
    kind: Kind = Kind.INCIDENT,
    is_confidential: bool = False,
) -> Ticket:
    """A bare ticket with its first message; for an organization alone, from one of its people."""
    if requester is None and organization is not None:
        requester = Person.objects.filter(memberships__organization=organization).first()
    if requester is None:
        raise ValueError("Say who asks: a requester or an organization.")
    asked = opening.Opening(
        subject=subject,
        channel=Channel.WEB,
        requester=requester,
        organization=organization or main_organization(requester),
        team=team,
        kind=kind,
        is_confidential=is_confidential,
    )
    [ticket] = opening.open_tickets([(asked, opening.Receipt(doer(requester), at))], at=at)
    say(ticket, by=requester, text=text, at=at)
    return ticket


def say(
    ticket: Ticket, *, by: Person | Agent, text: str, at: datetime, is_public: bool = True
) -> Message:
    """Put a message on a ticket without its consequences: no clock stops, no letter leaves."""
    return conversation.add(
        ticket,
        NewMessage(
            text=text,
            is_public=is_public,
            channel=Channel.WEB,
            person=getattr(by, "person", by),
            agent=by if isinstance(by, Agent) else None,
        ),
        by=doer(by),
        at=at,
        released_at=at if is_public else None,
    )


def ask(
    by: Person, *, at: datetime, subject: str = "The printer jams", text: str = "Please help."
) -> Ticket:
    """Send a request by the portal, with all that follows in the same story."""
    from deskhand.desk.submit import Request, submit  # the desk stands above most who use this

    return submit(Request(subject=subject, text=text), by=reader(by), at=at)


def appoint(
    ticket: Ticket, agents: list[Agent], *, at: datetime, in_hours: int = 24, minutes: int = 60
) -> Appointment:
    """A bare appointment on a ticket, for so many minutes: no letter leaves."""
    begins_at = at + timedelta(hours=in_hours)
    plan = appointments.Plan(
        purpose="Look at the oven",
        begins_at=begins_at,
        ends_at=begins_at + timedelta(minutes=minutes),
        agents=agents,
    )
    return appointments.make(ticket, plan, by=doer(agents[0]), at=at)


def index(*, at: datetime) -> None:
    """Bring the index of words up to date, as the work process does within a second."""
    from deskhand.search import building  # it stands above most who use this

    building.begin()
    while building.step(at=at):
        pass
