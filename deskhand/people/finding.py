"""Who is it? A person by any of his addresses, an organization by the domain of the address."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from deskhand.people.freemail import is_free_mail
from deskhand.people.models import Address, Domain, Membership, Organization, Person


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who wrote. `is_new` when this is the first that we hear of him."""

    person: Person
    organization: Organization | None
    is_new: bool = False


def folded(email: str) -> str:
    """An address as it is stored and compared: without blanks around it, in lower case."""
    return email.strip().lower()


def person_of(email: str) -> Person | None:
    """Return who owns this address, whichever of his several it is."""
    address = Address.objects.of(email).select_related("person").first()
    return address.person if address else None


def organization_of_domain(email: str) -> Organization | None:
    """Return whose domain this address has, or one above it; never by a free-mail domain."""
    domain = folded(email).rpartition("@")[2].rstrip(".")
    if not domain or is_free_mail(domain):
        return None
    labels = domain.split(".")
    above = [".".join(labels[i:]) for i in range(len(labels) - 1)]
    found = {
        row.name: row.organization
        for row in Domain.objects.filter(
            name__in=above, organization__archived_at=None
        ).select_related("organization")
    }
    return next((found[name] for name in above if name in found), None)


def main_organization(person: Person) -> Organization | None:
    """Return the organization for which this person usually writes."""
    membership = person.memberships.select_related("organization").first()
    return membership.organization if membership else None


def find_or_add(email: str, *, name: str = "", at: datetime) -> Found:
    """Find the writer of a letter, or add him.

    A newcomer from an organization's domain becomes its member; any other newcomer stands
    alone and is marked for review. Two letters at once add one person.
    """
    person = person_of(email)
    if person is not None:
        return Found(person, main_organization(person))
    try:
        with transaction.atomic():
            return _add(folded(email), name=name, at=at)
    except IntegrityError:
        person = Address.objects.of(email).select_related("person").get().person
        return Found(person, main_organization(person))


def add_nameable(name: str, *, at: datetime) -> Person:
    """Add somebody of whom only the name is known, such as a caller, for review."""
    return Person.objects.create(name=name.strip()[:200], needs_review=True, created_at=at)


def _add(email: str, *, name: str, at: datetime) -> Found:
    organization = organization_of_domain(email)
    person = Person.objects.create(
        name=name.strip()[:200] or email.partition("@")[0][:200],
        needs_review=organization is None,
        created_at=at,
    )
    Address.objects.create(person=person, email=email, is_main=True)
    if organization is not None:
        Membership.objects.create(
            person=person, organization=organization, is_main=True, by_domain=True
        )
    return Found(person, organization, is_new=True)
