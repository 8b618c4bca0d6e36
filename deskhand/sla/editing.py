"""A calendar is edited: a new version, which open clocks follow from the instant it holds."""

from datetime import datetime
from typing import Any

from django.db import transaction

from deskhand.journal.actor import Actor
from deskhand.people.models import Organization
from deskhand.sla import following, recounting
from deskhand.sla.calendars import save_version
from deskhand.sla.models import Calendar, Policy, Recount
from deskhand.sla.recount_jobs import begin


@transaction.atomic
def follow(
    *,
    policy: Policy | None = None,
    organization: Organization | None = None,
    by: Actor,
    at: datetime,
) -> Recount:
    """Let open tickets follow a policy, or what an organization is owed, in the background."""
    run = following.ask(policy=policy, organization=organization, by=by, at=at)
    begin(run)
    return run


@transaction.atomic
def edit(
    calendar: Calendar,
    spec: dict[str, Any],
    *,
    names: dict[str, str],
    valid_from: datetime | None = None,
    by: Actor,
    at: datetime,
) -> Recount | None:
    """Save a version, and let open clocks follow it in the background.

    None where nothing changes or no clock is open. Raises CalendarError.
    """
    before = calendar.versions.order_by("-number").first()
    version = save_version(calendar, spec, at=at, names=names, valid_from=valid_from)
    if before is None or version == before or version.spec_hash == before.spec_hash:
        return None
    if not recounting.open_clocks(calendar).exists():
        return None
    run = recounting.ask_for_calendar(version, by=by, at=at)
    begin(run)
    return run
