"""Who is in the demo: the firm, its agents, and the people of its clients."""

import random
import tomllib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

from deskhand.mail.administration import save_mailbox
from deskhand.mail.models import Mailbox
from deskhand.packs.founding import NewFirm, found
from deskhand.packs.loading import apply
from deskhand.people.accounts import open_account
from deskhand.people.administration import (
    free_slug,
    join,
    make_agent,
    save_organization,
    save_team,
    set_addresses,
)
from deskhand.people.models import Agent, Membership, Organization, Person, Site, Team
from deskhand.provider.firm import current
from deskhand.sla.models import Policy
from deskhand.sla.owing import Owed, owe

PASSWORD = "deskhand-demo"
FIRM = "northgate.example"
ZONE = "America/Los_Angeles"
SIGN_INS = (
    ("Agent", f"alex.moreno@{FIRM}"),
    ("Account manager", f"priya.nair@{FIRM}"),
    ("Administrator", f"robin.vance@{FIRM}"),
    ("Requester and manager, Harbour & Finch Design", "dana.ruiz@harbourfinch.example"),
    ("Requester, Cedar Valley Dental", "lena.fox@cedarvalleydental.example"),
)
AGENTS = (
    ("Alex Moreno", Agent.Role.AGENT, ("service-desk", "field-team")),
    ("Sam Okafor", Agent.Role.AGENT, ("service-desk",)),
    ("Jonas Beck", Agent.Role.AGENT, ("field-team",)),
    ("Mira Halloran", Agent.Role.AGENT, ("service-desk",)),
    ("Theo Lindqvist", Agent.Role.LIGHT, ("service-desk",)),
    ("Priya Nair", Agent.Role.ACCOUNT_MANAGER, ("service-desk",)),
)
# Vendors work there, none of the firm.
TOP_TIER = 4
# For how long before today the clients have been known.
SINCE = timedelta(days=400)


@dataclass
class Client:
    """One client with its people, the first of whom manages it."""

    organization: Organization
    people: list[Person] = field(default_factory=list)

    @property
    def signs_in(self) -> Person | None:
        """Who of them stands among the sign-ins that the demo tells."""
        told = {email for _role, email in SIGN_INS}
        return next((p for p in self.people if p.main_address in told), None)


@dataclass
class Firm:
    """The demo firm: its agents who answer, and its clients."""

    administrator: Agent
    agents: list[Agent]
    teams: dict[str, Team]
    clients: list[Client]
    mailbox: Mailbox


def read(name: str) -> Any:
    """Return one data file of the demo."""
    file = resources.files("deskhand.packs") / "showcase" / f"{name}.toml"
    return tomllib.loads(file.read_text("utf-8"))[name]


def settle(*, at: datetime, chance: random.Random) -> Firm:
    """Found the demo firm and let its people and clients in."""
    since = at - SINCE
    administrator = found(
        NewFirm(
            firm="Northgate IT",
            time_zone=ZONE,
            name="Robin Vance",
            email=f"robin.vance@{FIRM}",
            password=PASSWORD,
            mailbox=f"help@{FIRM}",
        ),
        at=since,
    )
    provider = current()
    provider.phone, provider.shows_first_steps = "+1 206 555 0100", False
    provider.save()
    teams = _teams()
    agents = [_agent(name, role, slugs, teams, at=since) for name, role, slugs in AGENTS]
    field_box = Mailbox(name="Northgate IT Field", email=f"field@{FIRM}", team=teams["field-team"])
    save_mailbox(field_box, at=since)
    told = read("clients")
    for name in sorted({data["pack"] for data in told if "pack" in data}):
        apply(name, at=since)
    _let_in_teams(agents, teams)
    clients = [_client(data, at=since) for data in told]
    for client in clients[:2]:
        for person in client.people:
            _let_in(person, like=administrator.person, at=since)
    mailbox = Mailbox.objects.get(is_default=True)
    workers = [agent for agent in agents if agent.role == Agent.Role.AGENT]
    return Firm(administrator, workers, teams, clients, mailbox)


def _let_in_teams(agents: list[Agent], teams: dict[str, Team]) -> None:
    """The teams that packs brought along get somebody: who works at the desk is in all of them."""
    brought = Team.objects.exclude(pk__in=[team.pk for team in teams.values()])
    teams.update({team.slug: team for team in brought})
    for agent in agents[:4]:
        agent.teams.add(*(team for team in brought if team.tier < TOP_TIER))


def _teams() -> dict[str, Team]:
    nobody = Agent.objects.none()
    save_team(Team(name="Field team"), nobody)
    return {team.slug: team for team in Team.objects.all()}


def _agent(
    name: str, role: str, slugs: tuple[str, ...], teams: dict[str, Team], *, at: datetime
) -> Agent:
    person = Person.objects.create(name=name, time_zone=ZONE, created_at=at)
    set_addresses(person, [f"{name.lower().replace(' ', '.')}@{FIRM}"])
    agent = make_agent(person, role=role)
    agent.teams.set([teams[slug] for slug in slugs])
    _let_in(person, like=Agent.objects.earliest("pk").person, at=at)
    return agent


def _let_in(person: Person, *, like: Person, at: datetime) -> None:
    """Give an account with the demo's one password; hashing it once is enough."""
    user = open_account(person, password=None, at=at)
    user.password = like.user.password if like.user else user.password
    user.save(update_fields=["password"])


def _client(data: dict[str, Any], *, at: datetime) -> Client:
    organization = Organization(name=data["name"], time_zone=data["zone"])
    organization.slug = free_slug(organization.name, Organization)
    save_organization(organization, [data["domain"]])
    if "pack" in data:
        policy = Policy.objects.get(slug=data["pack"])
        owe(organization, Owed(policy, at, labels=tuple(data.get("labels", ()))))
    sites = [Site.objects.create(organization=organization, name=s) for s in data["sites"]]
    client = Client(organization)
    for place, (name, title) in enumerate(data["people"]):
        person = Person.objects.create(name=name, job_title=title, created_at=at)
        local = name.lower().replace("dr. ", "").replace(" ", ".")
        set_addresses(person, [f"{local}@{data['domain']}"])
        role = Membership.Role.MANAGER if place == 0 else Membership.Role.MEMBER
        site = sites[place % len(sites)]
        join(person, organization, role=role, site=site, only_site=False)
        client.people.append(person)
    return client
