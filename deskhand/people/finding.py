"""Who is it? A person by any of his addresses, an organization by the domain of the address."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from deskhand.people.freemail import is_free_mail
from deskhand.people.models import Address, Agent, Domain, Membership, Organization, Person


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who wrote. `is_new` when this is the first that we hear of him; `is_vouched`
    when more than the domain of his address gives him his place in the organization."""

    person: Person
    organization: Organization | None
    is_new: bool = False
    is_vouched: bool = False


def folded(email: str) -> str:
    """An address as it is stored and compared: without blanks around it, in lower case."""
    return email.strip().lower()


def person_of(email: str) -> Person | None:
    """Return who owns this address, whichever of his several it is."""
    address = Address.objects.of(email).select_related("person__agent").first()
    return address.person if address else None


def agent_of(person: Person) -> Agent | None:
    """Return the agent that this person is, if he is one and active."""
    agent = getattr(person, "agent", None)
    return agent if agent is not None and agent.is_active else None


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
    membership = _main_membership(person)
    return membership.organization if membership else None


def find_or_add(email: str, *, name: str = "", at: datetime) -> Found:
    """Find the writer of a letter, or add him.

    A newcomer from an organization's domain becomes its member; any other newcomer stands
    alone and is marked for review. Two letters at once add one person.
    """
    person = person_of(email)
    if person is not None:
        return _found(person)
    try:
        with transaction.atomic():
            return _add(folded(email), name=name, at=at)
    except IntegrityError:
        return _found(Address.objects.of(email).select_related("person__agent").get().person)


def find_all(emails: Iterable[str]) -> dict[str, Found]:
    """Find those whom we know of the writers of several letters, by their folded addresses."""
    wanted = {folded(email) for email in emails}
    addresses = Address.objects.filter(email__in=wanted).select_related("person__agent")
    people = {address.email: address.person for address in addresses}
    members = Membership.objects.filter(person__in=people.values()).select_related("organization")
    main: dict[int, Membership] = {}
    for membership in members:
        main.setdefault(membership.person_id, membership)
    return {email: _as_member(person, main.get(person.pk)) for email, person in people.items()}


def add_nameable(name: str, *, at: datetime) -> Person:
    """Add somebody of whom only the name is known, such as a caller, for review."""
    return Person.objects.create(name=name.strip()[:200], needs_review=True, created_at=at)


def _found(person: Person) -> Found:
    return _as_member(person, _main_membership(person))


def _as_member(person: Person, membership: Membership | None) -> Found:
    if membership is None:
        return Found(person, None)
    return Found(person, membership.organization, is_vouched=not membership.by_domain)


def _main_membership(person: Person) -> Membership | None:
    return person.memberships.select_related("organization").first()


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
