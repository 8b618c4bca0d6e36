"""Who is behind a sign-in."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Value, prefetch_related_objects

from deskhand.people.models import Agent, Membership, Person
from deskhand.people.reader import STRANGER, Look, Reader
from deskhand.people.zones import zone_of

TEAM = "team"


def reader_of(user: Any) -> Reader:
    """Return what this user may read; a stranger for anonymous or disabled users."""
    if not user.is_authenticated or not user.is_active:
        return STRANGER
    person = Person.objects.filter(user=user).select_related("agent").first()
    return reader_of_person(person) if person else STRANGER


def reader_of_person(person: Person) -> Reader:
    """Return what this person may read, with the rights of an agent where he is one."""
    memberships = list(person.memberships.select_related("organization"))
    organization = memberships[0].organization if memberships else None
    reader = Reader(
        person_id=person.pk,
        name=str(person),
        organizations=frozenset(m.organization_id for m in memberships),
        managed=frozenset(
            (m.organization_id, m.site_id if m.only_site else None)
            for m in memberships
            # The manager of a site that was removed manages nothing, rather than everything.
            if m.role == Membership.Role.MANAGER and (m.site_id or not m.only_site)
        ),
        contracts=frozenset(m.organization_id for m in memberships if m.reads_contracts),
        time_zone=zone_of(person, organization).key,
        language=person.language,
    )
    agent = getattr(person, "agent", None)
    if not (agent and agent.is_active):
        return reader
    limits = _limits(agent)
    return _with_agent(
        reader,
        agent,
        teams=(pk for what, pk in limits if what == TEAM),
        organizations=(pk for what, pk in limits if what != TEAM),
    )


def _limits(agent: Agent) -> list[tuple[str, int]]:
    """The teams and the organizations of an agent, in the one statement that each page makes."""
    teams = Agent.teams.through.objects.filter(agent=agent.pk).order_by()
    only = Agent.only_organizations.through.objects.filter(agent=agent.pk).order_by()
    told = teams.values_list(Value(TEAM), "team_id")
    return list(told.union(only.values_list(Value("organization"), "organization_id"), all=True))


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
        look=Look(agent.theme, agent.density, agent.has_shortcuts),
    )
