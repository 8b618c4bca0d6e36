"""People and organizations as they are found: by name, address, phone and mail domain."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from deskhand.people.models import Address, Domain, Membership, Organization, Person
from deskhand.search.kinds import Entry, Kind, numbered
from deskhand.search.tickets import organization_mark, person_mark


def person_entries(numbers: Sequence[int], at: datetime) -> Iterator[Entry]:
    """Read people with their addresses; the marks say to which organizations they belong."""
    addresses, homes = defaultdict(list), defaultdict(list)
    for person, email in Address.objects.filter(person__in=numbers).values_list("person", "email"):
        addresses[person].append(email)
    members = Membership.objects.filter(person__in=numbers)
    for person, organization in members.values_list("person", "organization"):
        homes[person].append(organization_mark(organization))
    for pk, name, phone in Person.objects.filter(pk__in=numbers).values_list("pk", "name", "phone"):
        marks = frozenset([person_mark(pk), *homes[pk]])
        yield Entry(pk, name, [*addresses[pk], phone], marks=marks)


def organization_entries(numbers: Sequence[int], at: datetime) -> Iterator[Entry]:
    domains = defaultdict(list)
    for organization, name in Domain.objects.filter(organization__in=numbers).values_list(
        "organization", "name"
    ):
        domains[organization].append(name)
    rows = Organization.objects.filter(pk__in=numbers)
    for pk, name, slug, phone in rows.values_list("pk", "name", "slug", "phone"):
        marks = frozenset([organization_mark(pk)])
        yield Entry(pk, name, [slug, phone, *domains[pk]], marks=marks)


PEOPLE = Kind("person", 1, person_entries, **numbered(Person))
ORGANIZATIONS = Kind("organization", 2, organization_entries, **numbered(Organization))
