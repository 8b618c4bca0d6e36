"""Which promise applies: the policy in force at receipt, and its row for priority and band."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from deskhand.jobs.memory import remembered
from deskhand.rules.bands import BandTable, choose
from deskhand.sla.calendars import arithmetic, version_at
from deskhand.sla.models import CalendarVersion, Policy, PolicyVersion, PromiseKind, Target
from deskhand.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Promise:
    """A chosen promise, with its own copy of the target and why it was chosen."""

    version: PolicyVersion
    calendar: CalendarVersion
    band: str
    target: dict[str, Any]
    reason: str


def policy_at(at: datetime) -> PolicyVersion | None:
    """Return the firm's policy as it stood at an instant; None where nothing is promised."""
    versions = _versions()
    in_force = [version for version in versions if version.valid_from <= at]
    return next(iter(in_force or versions[-1:]), None)


@remembered
def _versions() -> list[PolicyVersion]:
    """The versions of the firm's policy, the newest first."""
    policy = Policy.objects.order_by("-is_default", "pk").first()
    if policy is None:
        return []
    return list(policy.versions.select_related("policy", "calendar").order_by("-number"))


def promise_for(ticket: Ticket, kind: str, *, received_at: datetime) -> Promise | None:
    """Choose what is promised to a ticket of its priority, received at an instant (UTC).

    None when the policy has no row for it, or one that promises nothing.
    """
    version = policy_at(received_at)
    if version is None:
        return None
    specs = specs_of(version, kind, ticket.priority_level)
    if set(specs) != {"in", "after"}:
        return None
    calendar = version_at(version.calendar, received_at)
    choice = choose(
        BandTable.from_spec(specs),
        received_at,
        calendar=arithmetic(calendar),
        carry=version.carry,
    )
    if specs[choice.band]["unit"] == Target.Unit.NONE:
        return None
    words = "in business hours" if choice.band == "in" else "after business hours"
    reason = f"{version.policy}, version {version.number}: {ticket.priority}, received {words}"
    return Promise(version, calendar, choice.band, choice.target.spec, reason)


@remembered
def specs_of(version: PolicyVersion, kind: str, level: int) -> dict[str, dict[str, Any]]:
    """Return the targets of one priority by band, as `rules.targets` reads them."""
    rows = version.targets.filter(kind=kind, priority_level=level)
    return {row.band: spec_of(row) for row in rows}


def spec_of(row: Target) -> dict[str, Any]:
    """One cell of the table as `rules.targets.Target.from_spec` reads it."""
    if row.unit == Target.Unit.BUSINESS_DAYS:
        return {"unit": row.unit, "n": row.days, "edge": row.edge, "rule": row.day_rule}
    if row.unit == Target.Unit.NONE:
        return {"unit": row.unit}
    return {"unit": row.unit, "seconds": row.seconds}


KINDS = tuple(PromiseKind.values)
