"""Calendars and policies as administrators keep them: a change is always a new version."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from deskhand.sla.models import Calendar, Policy, PolicyVersion, Target


def calendars() -> QuerySet[Calendar]:
    return Calendar.objects.prefetch_related("versions")


def policies() -> QuerySet[Policy]:
    return Policy.objects.prefetch_related("versions__targets")


def latest(policy: Policy) -> PolicyVersion:
    """Return the version of a policy that is in force now."""
    return policy.versions.select_related("calendar", "priority_scheme").latest("number")


@transaction.atomic
def save_policy(
    policy: Policy,
    *,
    targets: list[dict[str, Any]],
    calendar: Calendar,
    at: datetime,
    holds: dict[str, list[str]] | None = None,
) -> PolicyVersion:
    """Put a new version into force. Clocks that run keep the version they began with."""
    before = latest(policy)
    version = PolicyVersion.objects.create(
        policy=policy,
        number=before.number + 1,
        valid_from=at,
        calendar=calendar,
        priority_scheme=before.priority_scheme,
        status_scheme=before.status_scheme,
        carry=before.carry,
        holds=before.holds if holds is None else holds,
    )
    Target.objects.bulk_create(Target(version=version, **target) for target in targets)
    return version
