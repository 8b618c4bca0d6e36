"""People and organizations as administrators keep them: everything, archived ones included."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from deskhand.people.finding import folded, person_of
from deskhand.people.freemail import is_free_mail
from deskhand.people.handles import free_handle
from deskhand.people.models import (
    Address,
    Agent,
    Domain,
    Membership,
    Organization,
    Person,
    Site,
    Team,
)

_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


class PeopleRefused(ValueError):
    """What was given does not fit; the text says why and how to mend it."""


def organizations() -> QuerySet[Organization]:
    return Organization.objects.all()


def live_organizations() -> QuerySet[Organization]:
    return Organization.objects.live()


def active_agents() -> QuerySet[Agent]:
    return Agent.objects.active().select_related("person")


def is_agent_address(email: str, *, other_than: int | None) -> bool:
    """Whether an agent, other than this one, already has the address."""
    owners = Agent.objects.filter(person__addresses__email=folded(email))
    return owners.exclude(pk=other_than or 0).exists()


def is_last_administrator(agent: Agent) -> bool:
    others = Agent.objects.active().filter(role=Agent.Role.ADMINISTRATOR).exclude(pk=agent.pk)
    return agent.is_administrator and agent.is_active and not others.exists()


@transaction.atomic
def save_team(team: Team, members: QuerySet[Agent]) -> Team:
    """Keep a team with exactly these agents; at most one team takes what nobody else takes."""
    team.slug = team.slug or free_slug(team.name, Team)
    if team.is_default:
        Team.objects.exclude(pk=team.pk).update(is_default=False)
    team.save()
    team.agents.set(members)
    return team


@transaction.atomic
def save_organization(organization: Organization, domains: list[str]) -> Organization:
    """Keep an organization with exactly these mail domains; raises PeopleRefused."""
    organization.slug = organization.slug or free_slug(organization.name, Organization)
    organization.save()
    set_domains(organization, domains)
    return organization


def is_logo_of_organization(blob_id: int) -> bool:
    return Organization.objects.filter(logo=blob_id).exists()


def clear_bounce(address: Address) -> bool:
    """Take back the mark that mail to an address came back; False when there was none."""
    marked = Address.objects.filter(pk=address.pk, bounced_at__isnull=False)
    return bool(marked.update(bounced_at=None, bounce_reason=""))


def sites() -> QuerySet[Site]:
    return Site.objects.select_related("organization")


def people() -> QuerySet[Person]:
    return Person.objects.prefetch_related("addresses", "memberships__organization")


def teams() -> QuerySet[Team]:
    return Team.objects.all()


def agents() -> QuerySet[Agent]:
    return Agent.objects.select_related("person__user").prefetch_related("teams")


def free_slug(name: str, model: Any, pk: int | None = None) -> str:
    """Return a short name made from a name, with a number where it is taken."""
    base = slugify(name)[:50] or "x"
    others = model.objects.filter(slug__startswith=base).exclude(pk=pk or 0)
    taken = set(others.values_list("slug", flat=True))
    candidates = (f"{base}-{number}" if number else base for number in range(len(taken) + 1))
    return next(slug for slug in candidates if slug not in taken)


def read_domains(text: str) -> list[str]:
    """Read mail domains from lines or commas; raises PeopleRefused for what is none."""
    names = [word.strip().lower().lstrip("@") for word in re.split(r"[\s,;]+", text)]
    for name in filter(None, names):
        if not _DOMAIN.fullmatch(name):
            raise PeopleRefused(_("“%(name)s” is not a mail domain.") % {"name": name})
        if is_free_mail(name):
            raise PeopleRefused(
                _("Everybody can have an address at %(name)s: it cannot tell an organization.")
                % {"name": name}
            )
    return list(dict.fromkeys(filter(None, names)))


@transaction.atomic
def set_domains(organization: Organization, names: list[str]) -> None:
    """Give an organization exactly these domains; raises PeopleRefused for one of another."""
    other = Domain.objects.filter(name__in=names).exclude(organization=organization)
    if taken := other.select_related("organization").first():
        raise PeopleRefused(
            _("%(name)s already belongs to %(organization)s.")
            % {"name": taken.name, "organization": taken.organization}
        )
    organization.domains.exclude(name__in=names).delete()
    have = set(organization.domains.values_list("name", flat=True))
    Domain.objects.bulk_create(
        Domain(organization=organization, name=name) for name in names if name not in have
    )


@transaction.atomic
def set_addresses(person: Person, emails: list[str]) -> None:
    """Give a person exactly these addresses, the first one his main one.

    Raises PeopleRefused when one belongs to somebody else.
    """
    wanted = list(dict.fromkeys(folded(email) for email in emails if email.strip()))
    for email in wanted:
        owner = person_of(email)
        if owner is not None and owner.pk != person.pk:
            raise PeopleRefused(
                _("%(email)s already belongs to %(owner)s.") % {"email": email, "owner": owner}
            )
    person.addresses.exclude(email__in=wanted).delete()
    person.addresses.update(is_main=False)
    for place, email in enumerate(wanted):
        Address.objects.update_or_create(
            email=email, defaults={"person": person, "is_main": place == 0}
        )


@transaction.atomic
def join(
    person: Person, organization: Organization, *, role: str, site: Site | None, only_site: bool
) -> Membership:
    """Make a person a member of an organization, or change what he is there."""
    if site is not None and site.organization_id != organization.pk:
        raise PeopleRefused(_("This site belongs to another organization."))
    membership, is_new = Membership.objects.update_or_create(
        person=person,
        organization=organization,
        defaults={"role": role, "site": site, "only_site": only_site, "by_domain": False},
    )
    if is_new and person.memberships.count() == 1:
        membership.is_main = True
        membership.save(update_fields=["is_main"])
    return membership


def let_read_contracts(membership: Membership, *, may: bool) -> None:
    """Let somebody read the contracts of his organization in the portal, or no longer."""
    membership.reads_contracts = may
    membership.save(update_fields=["reads_contracts"])


def let_approve(membership: Membership, *, may: bool, up_to: Decimal | None = None) -> None:
    """Let somebody approve what costs his organization money, up to an amount or without a limit;
    or no longer."""
    membership.approves = may
    membership.approves_up_to = up_to if may else None
    membership.save(update_fields=["approves", "approves_up_to"])


def let_read_invoices(membership: Membership, *, may: bool) -> None:
    """Let somebody get and read the invoices of his organization, or no longer."""
    membership.reads_invoices = may
    membership.save(update_fields=["reads_invoices"])


def let_get_software(membership: Membership, *, may: bool) -> None:
    """Let somebody get the software of his organization and be told of it, or no longer."""
    membership.gets_software = may
    membership.save(update_fields=["gets_software"])


@transaction.atomic
def make_main(membership: Membership) -> None:
    """Let a person's requests belong to this organization unless he says otherwise."""
    membership.person.memberships.exclude(pk=membership.pk).update(is_main=False)
    membership.is_main = True
    membership.save(update_fields=["is_main"])


def leave(person: Person, organization_id: int) -> bool:
    """End a membership; False when there was none."""
    return bool(person.memberships.filter(organization=organization_id).delete()[0])


def reviewed(person: Person) -> None:
    """Note that a newcomer has been looked at."""
    person.needs_review = False
    person.save(update_fields=["needs_review"])


def archive(organization: Organization, *, at: datetime | None) -> None:
    """Put an organization away, or with None take it back; nothing is deleted."""
    organization.archived_at = at
    organization.save(update_fields=["archived_at"])


@transaction.atomic
def make_agent(person: Person, *, role: str) -> Agent:
    """Let a person work at the desk; an agent who left comes back."""
    agent, _is_new = Agent.objects.update_or_create(
        person=person, defaults={"role": role, "is_active": True}
    )
    if agent.handle is None:
        agent.handle = free_handle(person)
        agent.save(update_fields=["handle"])
    return agent
