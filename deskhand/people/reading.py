"""People as pages get them: every list begins with what the reader may see."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from deskhand.people.acting import person_id_of
from deskhand.people.models import Agent, Membership, Organization, Person, Site, Team
from deskhand.people.queries import (
    AgentQuerySet,
    OrganizationQuerySet,
    PersonQuerySet,
    TeamQuerySet,
)
from deskhand.people.reader import Reader


def teams_for(reader: Reader) -> TeamQuerySet:
    """Return the live teams of this agent's rail: his own first choice, all for the rest."""
    teams: TeamQuerySet = Team.objects.visible_to(reader).live()
    return teams.filter(pk__in=reader.teams) if reader.teams else teams


def all_teams(reader: Reader) -> TeamQuerySet:
    teams: TeamQuerySet = Team.objects.visible_to(reader).live()
    return teams


def agents_for(reader: Reader) -> AgentQuerySet:
    agents: AgentQuerySet = Agent.objects.visible_to(reader).active().select_related("person")
    return agents


def organizations_for(reader: Reader) -> OrganizationQuerySet:
    organizations: OrganizationQuerySet = Organization.objects.visible_to(reader)
    return organizations


def people_for(reader: Reader) -> PersonQuerySet:
    people: PersonQuerySet = Person.objects.visible_to(reader)
    return people


def memberships_for(reader: Reader) -> QuerySet[Membership]:
    """Return who belongs where, as far as the reader may know of the organizations."""
    return Membership.objects.filter(
        organization__in=Organization.objects.visible_to(reader)
    ).select_related("organization")


def memberships_of(reader: Reader) -> list[Membership]:
    """Return where somebody belongs himself, his usual organization first."""
    own = Membership.objects.filter(person=reader.person_id)
    return list(own.select_related("organization"))


def software_contacts(organizations: Iterable[int]) -> dict[int, list[Person]]:
    """Return who gets the software of each of these organizations: whoever was named for it, and
    the managers of the whole organization; in two statements."""
    gets = Q(gets_software=True) | Q(role=Membership.Role.MANAGER, only_site=False)
    rows = Membership.objects.filter(gets, organization__in=list(organizations))
    found: dict[int, list[Person]] = {}
    for row in rows.select_related("person").prefetch_related("person__addresses"):
        found.setdefault(row.organization_id, []).append(row.person)
    for people in found.values():
        people.sort(key=lambda person: (str(person), person.pk))
    return found


def person_for(reader: Reader) -> Person:
    """Return who somebody is who has signed in."""
    person: Person = Person.objects.get(pk=person_id_of(reader))
    return person


def sites_for(reader: Reader) -> QuerySet[Site]:
    return Site.objects.filter(organization__in=Organization.objects.visible_to(reader))


def sites_of(organization: Organization | None) -> QuerySet[Site]:
    """Return the sites of an organization; none for a ticket without one."""
    return organization.sites.all() if organization else Site.objects.none()


def members_of(organization: Organization | None) -> QuerySet[Person]:
    """Return who belongs to an organization, by name; nobody for a ticket without one."""
    if organization is None:
        return Person.objects.none()
    return Person.objects.filter(memberships__organization=organization).order_by("name", "pk")
