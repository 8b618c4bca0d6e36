"""Any number of believable tickets, written straight to the tables.

Shares are those of a busy desk: one ticket in twenty is open, three messages each, a few busy
clients and many quiet ones. The same seed makes the same desk. Not told as stories: a million
of them would take days.
"""

import random
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from deskhand.catalog.models import Category, Priority, Status
from deskhand.packs import loading
from deskhand.people.administration import make_agent
from deskhand.people.models import Address, Agent, Membership, Organization, Person, Team, User
from deskhand.provider.models import Provider
from deskhand.sla.models import CalendarVersion, Clock, PolicyVersion, Target
from deskhand.tickets.models import Channel, Message, Ticket

BATCH = 2_000
OPEN_SHARE = 0.05
THINGS = "printer mail VPN laptop phone screen backup server login calendar scanner licence".split()
FAULTS = (
    "is slow|does not start|shows an error|lost its settings|is gone|asks for a password".split("|")
)
OPEN = (Category.NEW, Category.OPEN, Category.WAITING_REQUESTER, Category.HELD)


@dataclass(frozen=True, slots=True)
class Desk:
    """What tickets are dealt out to."""

    agent: Agent
    requester: Person
    teams: list[Team]
    people: list[tuple[int, int]]  # person and organization
    statuses: dict[str, Status]
    priorities: list[Priority]
    policy: PolicyVersion
    calendar: CalendarVersion


@transaction.atomic
def make_desk(clients: int, *, at: datetime) -> Desk:
    """Make a firm with two teams, one agent, and this many clients of five people each."""
    Provider.objects.create(name="Bench", time_zone="Europe/Berlin")
    loading.apply("five-priority", at=at - timedelta(days=1500))
    teams = [
        Team.objects.create(name=name, slug=name.lower(), is_default=name == "Desk")
        for name in ("Desk", "Network")
    ]
    agent = make_agent(_person("Ada Bench", "ada@bench.example"), role=Agent.Role.ADMINISTRATOR)
    agent.teams.set(teams)
    organizations = Organization.objects.bulk_create(
        Organization(name=f"Client {n:05}", slug=f"client-{n:05}") for n in range(clients)
    )
    people = Person.objects.bulk_create(
        Person(name=f"Person {n} of {o.name}") for o in organizations for n in range(5)
    )
    homes = [o for o in organizations for _n in range(5)]
    Address.objects.bulk_create(
        Address(person=person, email=f"p{person.pk}@{home.slug}.example", is_main=True)
        for person, home in zip(people, homes, strict=True)
    )
    Membership.objects.bulk_create(
        Membership(person=person, organization=home, is_main=True)
        for person, home in zip(people, homes, strict=True)
    )
    requester = people[0]
    requester.user = User.objects.create_user(f"p{requester.pk}@{homes[0].slug}.example", None)
    requester.save(update_fields=["user"])
    statuses = {status.category: status for status in Status.objects.order_by("-position")}
    return Desk(
        agent=agent,
        requester=requester,
        teams=teams,
        people=[(p.pk, o.pk) for p, o in zip(people, homes, strict=True)],
        statuses=statuses,
        priorities=list(Priority.objects.all()),
        policy=PolicyVersion.objects.latest("pk"),
        calendar=CalendarVersion.objects.latest("pk"),
    )


def fill(desk: Desk, count: int, *, at: datetime, seed: int = 1) -> None:
    """Add this many tickets of the last three years, in batches of one transaction each."""
    chance = random.Random(seed)
    for first in range(0, count, BATCH):
        with transaction.atomic():
            size = min(BATCH, count - first)
            tickets = Ticket.objects.bulk_create(
                _ticket(desk, chance, at - timedelta(days=1095) * (1 - (first + n) / count))
                for n in range(size)
            )
            Message.objects.bulk_create(m for t in tickets for m in _messages(desk, chance, t))
            Clock.objects.bulk_create(_clock(desk, ticket) for ticket in tickets if ticket.is_open)


def _person(name: str, email: str) -> Person:
    person = Person.objects.create(name=name, user=User.objects.create_user(email, None))
    Address.objects.create(person=person, email=email, is_main=True)
    return person


def _ticket(desk: Desk, chance: random.Random, received_at: datetime) -> Ticket:
    is_open = chance.random() < OPEN_SHARE
    wanted = [c for c in (OPEN if is_open else (Category.CLOSED,)) if c in desk.statuses]
    status = desk.statuses[chance.choice(wanted)]
    priority = chance.choice(desk.priorities)
    # The square favours the first: a few clients ask most.
    person, organization = desk.people[int(chance.random() ** 2 * len(desk.people))]
    done_at = None if is_open else received_at + timedelta(hours=chance.randint(1, 200))
    return Ticket(
        channel=chance.choice((Channel.EMAIL, Channel.EMAIL, Channel.WEB, Channel.PHONE)),
        subject=f"The {chance.choice(THINGS)} {chance.choice(FAULTS)}",
        requester_id=person,
        organization_id=organization,
        status=status,
        category=status.category,
        is_open=is_open,
        priority=priority,
        priority_level=priority.level,
        team=chance.choice(desk.teams),
        assignee=desk.agent if chance.random() < 0.2 else None,
        tags=["vip"] if chance.random() < 0.05 else [],
        received_at=received_at,
        opened_at=received_at,
        updated_at=done_at or received_at,
        last_public_at=received_at,
        awaits_agent=is_open,
        solved_at=done_at,
        closed_at=done_at,
        reply_key=secrets.token_hex(16),
        **({"due_order_at": received_at + timedelta(hours=8)} if is_open else {}),
    )


def _messages(desk: Desk, chance: random.Random, ticket: Ticket) -> list[Message]:
    return [
        Message(
            ticket=ticket,
            is_public=number != 2,
            channel=ticket.channel if number == 0 else Channel.DESK,
            person_id=ticket.requester_id if number == 0 else None,
            agent=desk.agent if number else None,
            author_name="Somebody",
            text=f"{ticket.subject}. {chance.choice(FAULTS).capitalize()}, since this morning. "
            * 4,
            written_at=ticket.received_at + timedelta(minutes=10 * number),
            released_at=ticket.received_at + timedelta(minutes=10 * number),
        )
        for number in range(chance.randint(1, 5))
    ]


def _clock(desk: Desk, ticket: Ticket) -> Clock:
    return Clock(
        ticket=ticket,
        kind="first_response",
        state=Clock.State.RUNNING,
        policy_version=desk.policy,
        calendar_version=desk.calendar,
        priority_level=ticket.priority_level,
        band=Target.Band.IN,
        promised={"unit": "business", "seconds": 8 * 3600},
        started_at=ticket.received_at,
        due_at=ticket.due_order_at,
        warn_at=ticket.due_order_at - timedelta(hours=2),
    )
