"""The promises that come with contracts: which policy their clients are owed, from when to when.

What is owed is computed from a contract's versions, its term and the days on which it was on stop,
and written by the face of `sla`, which alone chooses for a ticket. What was owed stays.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from deskhand.contracts.models import Contract, ContractVersion
from deskhand.people.lineage import above, below
from deskhand.people.models import Organization
from deskhand.rules.terms import Span, without
from deskhand.sla import owing
from deskhand.sla.models import PolicyAssignment
from deskhand.sla.owing import Owed

A_DAY = timedelta(days=1)


def promise(contract: Contract, *, at: datetime) -> None:
    """Let its clients be owed what it promises now; raises AssignmentRefused for a condition that
    makes no sense."""
    # Read anew: what was read before the change is not what holds now.
    contract = Contract.objects.select_related("organization").get(pk=contract.pk)
    rows = list(owing.from_source(contract.source))
    touched = {row.organization for row in rows}
    for organization, owed in _promised(contract):
        kept = next((row for row in rows if _is_same(row, organization, owed)), None)
        if kept is None:
            if owed.ends_at is None or owed.ends_at > at:
                owing.owe(organization, owed, source=contract.source)
                touched.add(organization)
            continue
        rows.remove(kept)
        if kept.ends_at != owed.ends_at:
            owing.change(kept, owed)
    for row in rows:
        if row.ends_at is None or row.ends_at > at:
            owing.end(row, at=at)
    for organization in touched:
        arrange(organization)


def follow_lineage(*, at: datetime) -> None:
    """Let the firms below others be owed what contracts above them promise, after a firm was put
    below another, or no longer is."""
    covering = ContractVersion.objects.filter(covers_subsidiaries=True)
    for contract in Contract.objects.filter(versions__in=covering).distinct():
        promise(contract, at=at)


def arrange(organization: Organization) -> None:
    """Let the promises of contracts be tried in the order of the contracts."""
    contracts = Contract.objects.filter(organization__in=[organization.pk, *above(organization.pk)])
    rows = contracts.order_by("position", "pk")
    owing.put_in_order(organization, [row.source for row in rows])


def periods(contract: Contract) -> list[tuple[ContractVersion, Span]]:
    """Return which published version holds on which days, in order of time; what was on stop is
    left out."""
    held = [(row.valid_from, row) for row in contract.versions.all() if row.published_at]
    versions = sorted(((day, row) for day, row in held if day is not None), key=lambda one: one[0])
    stops = [Span(row.begins_on, row.ends_on) for row in contract.suspensions.all()]
    whole, found = contract.agreement.whole, []
    for place, (first, version) in enumerate(versions):
        after = versions[place + 1][0] if place + 1 < len(versions) else None
        mine = Span(first, after - A_DAY if after else None).within(whole)
        found += [(version, part) for part in (without(mine, stops) if mine else [])]
    return found


@dataclass(frozen=True, slots=True)
class _Key:
    """What makes a promise the same one."""

    organization: int
    policy: int
    labels: tuple[str, ...]
    condition: str
    begins_at: datetime


def _is_same(row: PolicyAssignment, organization: Organization, owed: Owed) -> bool:
    kept = _Key(row.organization_id, row.policy_id, tuple(row.labels), row.condition, row.begins_at)
    return kept == _Key(
        organization.pk, owed.policy.pk, owed.labels, owed.condition, owed.begins_at
    )


def _promised(contract: Contract) -> Iterator[tuple[Organization, Owed]]:
    for version, span in periods(contract):
        if version.policy is None:
            continue
        begins_at, ends_at = contract.instants(span)
        owed = Owed(version.policy, begins_at, ends_at, tuple(version.labels), scope_of(version))
        yield from ((one, owed) for one in clients_of(contract, version))


def clients_of(contract: Contract, version: ContractVersion) -> Sequence[Organization]:
    """Return the client, and the firms below it where the version covers them too."""
    if not version.covers_subsidiaries:
        return [contract.organization]
    return [contract.organization, *below(contract.organization)]


def scope_of(version: ContractVersion) -> str:
    """Return for which tickets a version holds, its lists and its condition as one condition."""
    parts = [
        _named("site", [site.name for site in version.sites.all()]),
        _named("service", [service.slug for service in version.services.all()]),
        _people(version),
    ]
    if version.condition.strip():
        parts.append(f"({version.condition.strip()})")
    return " ".join(part for part in parts if part)


def _named(field: str, names: Sequence[str]) -> str:
    return f"{field}:{','.join(_quoted(name) for name in names)}" if names else ""


def _people(version: ContractVersion) -> str:
    named = [person.main_address or person.name for person in version.people.all()]
    terms = [f"requester:={_quoted(name)}" for name in named if name]
    return f"({' or '.join(terms)})" if terms else ""


def _quoted(name: str) -> str:
    return '"' + name.replace('"', " ") + '"'
