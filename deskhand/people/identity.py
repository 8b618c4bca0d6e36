"""Who is behind a sign-in."""

from dataclasses import replace
from typing import Any

from deskhand.people.models import Agent, Membership, Person
from deskhand.people.reader import STRANGER, Reader
from deskhand.people.zones import zone_of


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
        time_zone=zone_of(person, organization).key,
        language=person.language,
    )
    agent = getattr(person, "agent", None)
    return _with_agent(reader, agent) if agent and agent.is_active else reader


def _with_agent(reader: Reader, agent: Agent) -> Reader:
    limited = frozenset(agent.only_organizations.values_list("pk", flat=True))
    return replace(
        reader,
        agent_id=agent.pk,
        role=agent.role,
        teams=frozenset(agent.teams.values_list("pk", flat=True)),
        only_organizations=limited or None,
        only_own_teams=agent.only_own_teams,
    )
