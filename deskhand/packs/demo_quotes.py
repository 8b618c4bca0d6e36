"""Quotes of the demo provider, and what its clients were asked to approve."""

from datetime import datetime, timedelta
from decimal import Decimal

from deskhand.contracts.approvals.answering import Answer
from deskhand.contracts.approvals.asking import NewApproval
from deskhand.contracts.models import Approval, Contract
from deskhand.contracts.projects.planning import Plan
from deskhand.contracts.quotes.writing import LineDraft, Origin, QuoteDraft
from deskhand.desk.approvals import answering, asking
from deskhand.desk.projects import acting
from deskhand.desk.quotes import writing
from deskhand.desk.rated import deciding
from deskhand.desk.timekeeping import entering
from deskhand.packs.demo_contracts import CLIENT, READER
from deskhand.packs.demo_people import FIRM
from deskhand.people.administration import let_approve
from deskhand.people.identity import reader_of_person
from deskhand.people.models import Agent, Membership, Organization, Person
from deskhand.people.reader import Reader
from deskhand.people.zones import zone_of
from deskhand.tickets.models import Ticket
from deskhand.work.models import WorkRole, WorkType
from deskhand.work.timekeeping.checks import Worked
from deskhand.work.timekeeping.entries import How

MANAGER = f"priya.nair@{FIRM}"
TAX = Decimal("9.5")
TERMS = (
    "Half is paid at the beginning, half when the work is accepted. Cables and small parts are "
    "included; furniture that has to be moved is not."
)


def _line(text: str, quantity: str, price: str, unit: str = "", **more: bool) -> LineDraft:
    return LineDraft(text, Decimal(quantity), Decimal(price), unit, "", TAX, **more)


MOVE = (
    _line("Survey of both floors and a plan", "6", "140", "h"),
    _line("Network cabinet, 12 units", "1", "780"),
    _line("Access points, ceiling", "5", "215", "each"),
    _line("Setting up and moving, on a Saturday", "14", "165", "h"),
    _line("Labels and a map of all sockets", "1", "320", is_optional=True),
)
LAPTOPS = (
    _line("Notebook, 14 inch, 32 GB", "4", "1490", "each"),
    _line("Setting up, data moved over", "2.5", "110", "h"),
)
BACKUP = (_line("Backup to a second place, set up and tried", "1", "1200"),)


def quote_some(*, at: datetime) -> None:
    """Let one quote wait for its client, one be approved, one be a draft; and ask a question."""
    client = Organization.objects.get(name=CLIENT)
    agent = Agent.objects.select_related("person").get(person__addresses__email=MANAGER)
    client.manager = agent
    client.save(update_fields=["manager"])
    by = reader_of_person(agent.person)
    dana = Person.objects.get(addresses__email=READER)
    _authorise(client, dana)
    tickets = list(Ticket.objects.open().filter(organization=client).order_by("-pk")[:3])
    contract = Contract.objects.filter(organization=client).first()
    origin = Origin(client, contract=contract, owner=agent)

    said = QuoteDraft(
        title="Network for the new office",
        currency="USD",
        valid_until=(at + timedelta(days=21)).date(),
        lines=MOVE,
        kind="estimate",
        introduction=(
            "We plan the network of the second floor, bring it in and move your team over on a "
            "Saturday, so that everybody works on Monday as before."
        ),
        terms=TERMS,
    )
    _sent(origin, said, by=by, at=at - timedelta(days=2))
    said = QuoteDraft(
        title="Four notebooks",
        currency="USD",
        valid_until=(at + timedelta(days=10)).date(),
        lines=LAPTOPS,
        terms="Delivered within two weeks. Paid within 30 days.",
        charging="milestones",
    )
    approval = _sent(origin, said, by=by, at=at - timedelta(days=6))
    _agreed(approval, dana, at=at - timedelta(days=5))
    _project(approval, agent, by=by, at=at - timedelta(days=4))
    other = Organization.objects.exclude(pk=client.pk).order_by("pk")[0]
    said = QuoteDraft(
        title="A second place for the backups",
        currency="USD",
        valid_until=(at + timedelta(days=30)).date(),
        lines=BACKUP,
    )
    writing.begin(Origin(other, owner=agent), said, by=by, at=at - timedelta(hours=3))
    _work_at_night(client, at=at)
    if tickets:
        _ask(client, tickets[0], agent, by=by, at=at - timedelta(hours=5))


def _work_at_night(client: Organization, *, at: datetime) -> None:
    """Time on what the contract excludes: it waits for the account manager's decision."""
    rows = Ticket.objects.filter(organization=client, coverage__effect="excluded")
    role, _is_new = WorkRole.objects.get_or_create(name="Engineer")
    agent = Agent.objects.select_related("person").filter(role=Agent.Role.AGENT).order_by("pk")[0]
    for n, ticket in enumerate(rows.filter(received_at__lt=at - timedelta(days=2))[:3]):
        begin = ticket.received_at + timedelta(minutes=20)
        worked = Worked(
            agent=agent,
            ticket=ticket,
            worked_on=begin.astimezone(zone_of(agent.person)).date(),
            seconds=(45 + 30 * n) * 60,
            work_type=WorkType.objects.order_by("position", "pk")[0],
            role=role,
            began_at=begin,
            ended_at=begin + timedelta(minutes=45 + 30 * n),
        )
        by = reader_of_person(agent.person)
        how = How(is_sure=True, book_now=True)
        deciding.rate(entering.enter(worked, how, by=by, at=at).pk, at=at)


def _authorise(client: Organization, dana: Person) -> None:
    for membership in Membership.objects.filter(organization=client).order_by("pk")[:3]:
        if membership.person_id != dana.pk:
            let_approve(membership, may=True, up_to=Decimal(500))
    let_approve(Membership.objects.get(organization=client, person=dana), may=True)


def _sent(origin: Origin, said: QuoteDraft, *, by: Reader, at: datetime) -> Approval:
    made = writing.begin(origin, said, by=by, at=at)
    return writing.send(made.pk, by=by, at=at)


def _agreed(approval: Approval, person: Person, *, at: datetime) -> None:
    said = Answer(is_approved=True, mark=approval.mark, via="")
    answering.answer(approval.pk, said, by=reader_of_person(person), at=at)


def _project(approval: Approval, agent: Agent, *, by: Reader, at: datetime) -> None:
    """The approved quote is carried out; its first milestone is reached."""
    project = acting.begin(approval.quote_version.quote_id, by=by, at=at)
    plan = Plan(
        name=project.name,
        begins_on=project.begins_on,
        due_on=(at + timedelta(days=18)).date(),
        budget_minutes=6 * 60,
        manager=agent,
        members=tuple(Agent.objects.filter(role=Agent.Role.AGENT).order_by("pk")[:2]),
    )
    acting.change(project.pk, plan, by=by, at=at)
    first = project.milestones.order_by("position")[0]
    acting.reach(project.pk, first.pk, by=by, at=at + timedelta(days=2))


def _ask(client: Organization, ticket: Ticket, agent: Agent, *, by: Reader, at: datetime) -> None:
    new = NewApproval(
        organization=client,
        ticket=ticket,
        kind=Approval.Kind.WORK,
        title="Look for the cause after hours",
        consequence=(
            "It works again for now. To find out why it happened, somebody has to look at it this "
            "evening, when nobody is signed in; by your plan that is charged."
        ),
        amount=33000,
        currency="USD",
        is_estimate=True,
        expires_at=at + timedelta(days=7),
        asker=agent,
    )
    asking.ask(new, by=by, at=at)
