"""Who is behind a sign-in."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects

from deskhand.jobs.together import Asked, Row, read_together, shape, told
from deskhand.people.models import Agent, Membership, Person
from deskhand.people.reader import STRANGER, Look, Reader
from deskhand.people.zones import known_zone, zone_of
from deskhand.provider.firm import firm_asked, know_firm


def reader_of(user: Any) -> Reader:
    """Return what this user may read; a stranger for anonymous or disabled users."""
    if not user.is_authenticated or not user.is_active:
        return STRANGER
    person = getattr(user, "person", None)
    return reader_of_person(person) if person else STRANGER


def reader_of_person(person: Person) -> Reader:
    """Return what this person may read, with the rights of an agent where he is one. Of
    what he belongs to, and of the firm, one statement tells."""
    agent = getattr(person, "agent", None)
    agent = agent if agent and agent.is_active else None
    belongs = read_together(**_belongings(person, agent), **firm_asked())
    know_firm(belongs)
    memberships = sorted(belongs["memberships"], key=lambda m: (not m["is_main"], m["id"]))
    zone = memberships[0]["zone"] if memberships else ""
    language = memberships[0]["language"] if memberships else ""
    reader = Reader(
        person_id=person.pk,
        name=str(person),
        organizations=frozenset(m["organization"] for m in memberships),
        managed=frozenset(
            (m["organization"], m["site"] if m["only_site"] else None)
            for m in memberships
            # The manager of a site that was removed manages nothing, rather than everything.
            if m["role"] == Membership.Role.MANAGER and (m["site"] or not m["only_site"])
        ),
        contracts=frozenset(m["organization"] for m in memberships if m["reads_contracts"]),
        approves=frozenset(m["organization"] for m in memberships if m["approves"]),
        invoices=frozenset(m["organization"] for m in memberships if m["reads_invoices"]),
        software=frozenset(m["organization"] for m in memberships if _gets_software(m)),
        time_zone=known_zone(person.time_zone, zone).key,
        language=person.language or language,
    )
    return _limited(reader, agent, belongs) if agent else reader


def _gets_software(membership: Row) -> bool:
    """Whoever was named, and managers of the whole organization."""
    is_manager = membership["role"] == Membership.Role.MANAGER
    return bool(membership["gets_software"] or (is_manager and not membership["only_site"]))


def _belongings(person: Person, agent: Agent | None) -> dict[str, Asked]:
    """What is read of somebody: where he belongs, and as an agent his teams and limits."""
    belongings = {"memberships": _memberships(person.pk)}
    if agent is not None:
        belongings |= {"teams": _teams(agent.pk), "only": _only(agent.pk)}
    return belongings


@shape
def _memberships(person: int) -> QuerySet[Any, Any]:
    return told(
        Membership.objects.filter(person=person),
        id="pk",
        is_main="is_main",
        organization="organization",
        zone="organization__time_zone",
        language="organization__language",
        site="site",
        only_site="only_site",
        role="role",
        reads_contracts="reads_contracts",
        approves="approves",
        reads_invoices="reads_invoices",
        gets_software="gets_software",
    )


@shape
def _teams(agent: int) -> QuerySet[Any, Any]:
    return told(Agent.teams.through.objects.filter(agent=agent), id="team_id")


@shape
def _only(agent: int) -> QuerySet[Any, Any]:
    only = Agent.only_organizations.through.objects.filter(agent=agent)
    return told(only, id="organization_id")


def _limited(reader: Reader, agent: Agent, belongs: Mapping[str, list[Row]]) -> Reader:
    teams, only = ([row["id"] for row in belongs[name]] for name in ("teams", "only"))
    return _with_agent(reader, agent, teams=teams, organizations=only)


def readers_of(agents: Iterable[Agent]) -> dict[int, Reader]:
    """Return what each of these agents may see at the desk, by his id, in two statements."""
    rows = list(agents)
    prefetch_related_objects(rows, "person", "teams", "only_organizations")
    return {
        agent.pk: _with_agent(
            Reader(
                person_id=agent.person_id,
                name=str(agent.person),
                time_zone=zone_of(agent.person).key,
                language=agent.person.language,
            ),
            agent,
            teams=(team.pk for team in agent.teams.all()),
            organizations=(row.pk for row in agent.only_organizations.all()),
        )
        for agent in rows
        if agent.is_active
    }


def _with_agent(
    reader: Reader, agent: Agent, *, teams: Iterable[int], organizations: Iterable[int]
) -> Reader:
    return replace(
        reader,
        agent_id=agent.pk,
        role=agent.role,
        teams=frozenset(teams),
        only_organizations=frozenset(organizations) or None,
        only_own_teams=agent.only_own_teams,
        sees_costs=agent.sees_costs,
        charges=agent.charges,
        look=Look(agent.theme, agent.density, agent.has_shortcuts),
    )
