"""Contracts for tests: one function makes them, published from their first day."""

from datetime import date, datetime
from decimal import Decimal

from deskhand.contracts import keeping, ruling, versions
from deskhand.contracts.keeping import Head
from deskhand.contracts.models import Contract
from deskhand.contracts.ruling import RuleDraft
from deskhand.contracts.terms import Terms
from deskhand.contracts.versions import RateDraft, VersionDraft
from deskhand.people.models import Organization
from deskhand.sla.models import Calendar, Policy

YEAR = date(2026, 1, 1)
ENGINEER = RateDraft("engineer", Decimal("120.0000"), Decimal("180.5000"))


def says(**more) -> VersionDraft:
    """What a version says: the firm's policy and hours, euros, unless something else is given."""
    heads = {
        "policy": Policy.objects.first(),
        "calendar": Calendar.objects.first(),
        "currency": "EUR",
        "tax_code": "",
        "condition": "",
        "covers_subsidiaries": False,
        "summary": "",
    }
    heads |= {name: value for name, value in more.items() if name in heads}
    rest = {name: value for name, value in more.items() if name not in heads}
    return VersionDraft(heads, **{"rates": (ENGINEER,), "terms": Terms(), **rest})


def sign(
    organization: Organization,
    *,
    at: datetime,
    name: str = "Managed support",
    head: dict | None = None,
    is_published: bool = True,
    **more,
) -> Contract:
    """A contract since the beginning of the year, without an end."""
    kept = Head(**{"name": name, "begins_on": YEAR, **(head or {})})
    made = keeping.make(organization, kept, calendar=Calendar.objects.first(), at=at)
    draft = versions.write(versions.begin(made), says(**more))
    if is_published:
        publish(draft, made.begins_on, at=at)
    return made


def publish(draft, day: date, *, at: datetime):
    return versions.publish(draft, valid_from=day, why="as agreed", by="Asta", at=at)


def amend(contract: Contract, day: date, *, at: datetime, **more):
    """Publish the next version from a day on."""
    return publish(versions.write(versions.begin(contract), says(**more)), day, at=at)


def rule(name: str, condition: str, effect: str, words: str = "", **more) -> RuleDraft:
    return RuleDraft(name, condition, effect, client_words=words, **more)


# Pack E: what the fee includes, what it does not, and in which words the client is told.
MANAGED = (
    rule("After hours", "kind:incident band:after", "excluded", "Work after hours is charged."),
    rule(
        "Incidents",
        "kind:incident",
        "covered",
        "Covered by Managed Support; onsite at our discretion.",
    ),
    rule("Small requests", "kind:request minor:yes", "covered", "Covered, as it is small."),
    rule("New scope", "kind:request", "excluded", "We agree on it with you.", needs_approval=True),
)


def sign_with(organization: Organization, rules, *, at: datetime, **more) -> Contract:
    """A contract with these rules."""
    made = sign(organization, at=at, is_published=False, **more)
    for each in rules:
        ruling.save(made, None, each)
    publish(versions.draft_of(made), made.begins_on, at=at)
    return made
