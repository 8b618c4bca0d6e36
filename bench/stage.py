"""The firm, its agents, and its clients: what tickets are dealt out to."""

import random
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from deskhand.catalog.models import Priority, Status
from deskhand.files.models import Blob
from deskhand.files.store import keep
from deskhand.packs.founding import NewFirm, found
from deskhand.people.accounts import open_account
from deskhand.people.administration import make_agent, save_team, set_addresses
from deskhand.people.models import (
    Address,
    Agent,
    Domain,
    Membership,
    Organization,
    Person,
    Site,
    Team,
    User,
)
from deskhand.rules.conditions.folding import fold
from deskhand.sla.models import CalendarVersion, PolicyVersion

PASSWORD = "deskhand-bench"
FIRM = "bench.example"
TEAMS = ("Network", "Field team", "Projects", "Security", "Accounts")
ADMINISTRATOR, AGENT, LIMITED = (f"{who}@{FIRM}" for who in ("robin", "agent1", "limited"))
FIRST = (
    "Ada Ben Cleo Dan Eva Finn Gita Hugo Ines Jan Kira Leo Mona Nils Olga Paul Rosa Sven".split()
)
LAST = "Adler Baker Costa Dietz Evans Fox Grant Huber Iqbal Jones Klein Lopez Meyer Novak".split()
TRADES = "Bakery Clinic Dental Design Foods Garage Law Logistics Optics School Steel Travel".split()
TOWNS = "Aspen Birch Cedar Dover Elm Fern Grove Harbour Iris Juniper Kestrel Linden Maple".split()
ZONES = ("Europe/Berlin", "America/Los_Angeles", "Europe/London", "")
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Asker:
    """One requester: whom he works for, and where."""

    person: int
    name: str
    organization: int | None
    site: int | None


@dataclass(frozen=True, slots=True)
class Stage:
    """Everybody, and what their tickets may carry."""

    agents: dict[int, list[tuple[int, str]]]  # by team: id and name
    askers: list[Asker]
    statuses: dict[str, int]  # by category
    priorities: dict[int, int]  # by level
    policy: PolicyVersion
    calendar: CalendarVersion
    files: list[Blob]


def set_stage(tickets: int, *, since: datetime, chance: random.Random) -> Stage:
    """Found the firm, with agents and clients as this many tickets need.

    Raises AlreadyFounded on a desk that is in use.
    """
    with transaction.atomic():
        new = NewFirm("Bench IT", "Europe/Berlin", "Robin Bench", ADMINISTRATOR, PASSWORD, "")
        administrator = found(new, at=since)
        teams = _teams()
        agents = _agents(min(60, max(6, tickets // 15_000)), teams, administrator, since=since)
        organizations = _organizations(max(8, min(1_500, tickets // 600)), chance)
        _limited(organizations, administrator, since=since)
        askers = _askers(max(40, min(60_000, tickets // 16)), organizations, chance)
        _let_managers_in(administrator, since=since)
        return Stage(
            agents=agents,
            askers=askers,
            statuses={s.category: s.pk for s in Status.objects.order_by("-position", "-pk")},
            priorities=dict(Priority.objects.values_list("level", "pk")),
            policy=PolicyVersion.objects.latest("pk"),
            calendar=CalendarVersion.objects.latest("pk"),
            files=[keep(chance.randbytes(size)) for size in (900, 4_000, 20_000, 90_000)],
        )


def _teams() -> list[Team]:
    for name in TEAMS:
        save_team(Team(name=name), Agent.objects.none())
    return list(Team.objects.order_by("pk"))


def _agents(
    count: int, teams: list[Team], administrator: Agent, *, since: datetime
) -> dict[int, list[tuple[int, str]]]:
    """Make agents of two teams each; the first is of the desk's default team and the next."""
    members: dict[int, list[tuple[int, str]]] = {team.pk: [] for team in teams}
    for number in range(count):
        name = f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]}"
        agent = _agent(name, f"agent{number + 1}@{FIRM}", administrator, since=since)
        own = [teams[number % len(teams)], teams[(number + 1) % len(teams)]]
        agent.teams.set(own)
        for team in own:
            members[team.pk].append((agent.pk, name))
    return members


def _agent(name: str, email: str, administrator: Agent, *, since: datetime) -> Agent:
    person = Person.objects.create(name=name)
    set_addresses(person, [email])
    user = open_account(person, password=None, at=since)
    # Hashing the one password once is enough.
    User.objects.filter(pk=user.pk).update(password=_password_of(administrator))
    return make_agent(person, role=Agent.Role.AGENT)


def _password_of(agent: Agent) -> str:
    return User.objects.get(person__agent=agent).password


def _limited(organizations: list[Organization], administrator: Agent, *, since: datetime) -> None:
    """One agent sees two small clients only."""
    agent = _agent("Lia Limited", LIMITED, administrator, since=since)
    agent.only_organizations.set(organizations[-2:])


def _organizations(count: int, chance: random.Random) -> list[Organization]:
    names = [
        f"{chance.choice(TOWNS)} {chance.choice(TRADES)} {number + 1}" for number in range(count)
    ]
    made = Organization.objects.bulk_create(
        (
            Organization(
                name=name, slug=fold(name).replace(" ", "-"), time_zone=chance.choice(ZONES)
            )
            for name in names
        ),
        batch_size=BATCH,
    )
    Domain.objects.bulk_create(
        (Domain(organization=o, name=f"{o.slug}.example") for o in made), batch_size=BATCH
    )
    Site.objects.bulk_create(
        (
            Site(organization=o, name=f"{chance.choice(TOWNS)} {place + 1}")
            for o in made
            for place in range(chance.choice((1, 1, 1, 2, 4)))
        ),
        batch_size=BATCH,
    )
    return made


def _askers(count: int, organizations: list[Organization], chance: random.Random) -> list[Asker]:
    """Make people: many at the first clients, few at the last, one in fifty nowhere.

    The first of each client manages it.
    """
    sites: dict[int, list[int]] = {}
    for pk, organization in Site.objects.values_list("pk", "organization"):
        sites.setdefault(organization, []).append(pk)
    homes: list[Organization | None] = list(organizations)
    while len(homes) < count:
        place = int(chance.random() ** 1.8 * len(organizations))
        homes.append(None if chance.random() < 0.02 else organizations[place])
    names = [f"{chance.choice(FIRST)} {chance.choice(LAST)}" for _home in homes]
    people = Person.objects.bulk_create((Person(name=n) for n in names), batch_size=BATCH)
    askers = [
        Asker(p.pk, p.name, h and h.pk, h and chance.choice(sites[h.pk]))
        for p, h in zip(people, homes, strict=True)
    ]
    _register(askers, homes, len(organizations))
    # Who asks most has nothing to do with who came first.
    chance.shuffle(askers)
    return askers


def _register(askers: list[Asker], homes: list[Organization | None], managers: int) -> None:
    slugs = [home.slug if home else "freemail" for home in homes]
    Address.objects.bulk_create(
        (
            Address(
                person_id=a.person,
                email=f"{fold(a.name).replace(' ', '.')}.{a.person}@{slug}.example",
                is_main=True,
            )
            for a, slug in zip(askers, slugs, strict=True)
        ),
        batch_size=BATCH,
    )
    roles = Membership.Role
    Membership.objects.bulk_create(
        (
            Membership(
                person_id=a.person,
                organization_id=a.organization,
                site_id=a.site,
                is_main=True,
                role=roles.MANAGER if place < managers else roles.MEMBER,
            )
            for place, a in enumerate(askers)
            if a.organization
        ),
        batch_size=BATCH,
    )


def _let_managers_in(administrator: Agent, *, since: datetime) -> None:
    """The managers of the first and the last client may sign in."""
    managers = Membership.objects.filter(role=Membership.Role.MANAGER).order_by("organization")
    for membership in (managers.first(), managers.last()):
        if membership is not None and membership.person.user is None:
            user = open_account(membership.person, password=None, at=since)
            User.objects.filter(pk=user.pk).update(password=_password_of(administrator))
