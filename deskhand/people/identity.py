"""Who is behind a sign-in."""

from typing import Any

from deskhand.people.models import Agent, Membership, Person
from deskhand.people.reader import STRANGER, Reader


def reader_of(user: Any) -> Reader:
    """Return what this user may read; a stranger for anonymous or disabled users."""
    if not user.is_authenticated or not user.is_active:
        return STRANGER
    person = Person.objects.filter(user=user).select_related("agent").first()
    if person is None:
        return STRANGER
    memberships = list(person.memberships.all())
    reader = Reader(
        person_id=person.pk,
        name=str(person),
        organizations=frozenset(m.organization_id for m in memberships),
        managed=frozenset(
            (m.organization_id, m.site_id if m.only_site else None)
            for m in memberships
            if m.role == Membership.Role.MANAGER
        ),
    )
    agent = getattr(person, "agent", None)
    return _with_agent(reader, agent) if agent and agent.is_active else reader


def _with_agent(reader: Reader, agent: Agent) -> Reader:
    limited = frozenset(agent.only_organizations.values_list("pk", flat=True))
    return Reader(
        person_id=reader.person_id,
        agent_id=agent.pk,
        role=agent.role,
        name=reader.name,
        teams=frozenset(agent.teams.values_list("pk", flat=True)),
        only_organizations=limited or None,
        only_own_teams=agent.only_own_teams,
        organizations=reader.organizations,
        managed=reader.managed,
    )
