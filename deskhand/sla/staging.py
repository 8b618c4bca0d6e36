"""The dates of what comes in stages: how long each takes, one after the other, by the hours of the
ticket's policy."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from deskhand.rules.amounts import read_amount
from deskhand.rules.targets import Target
from deskhand.sla.calendars import arithmetic, version_at
from deskhand.sla.governing import version_for
from deskhand.sla.models import PromiseDate
from deskhand.tickets.models import Ticket

MOST = 80


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage, and by when it is to be done."""

    name: str
    due_at: datetime


def stages_of(ticket: Ticket, *, at: datetime) -> list[Stage]:
    """Return the stages of what is asked for, counted from an instant; none where it has none.

    Each begins where the one before ends. A stage that comes late moves no other by itself.
    """
    version = version_for(ticket)
    if version is None:
        return []
    calendar = arithmetic(version_at(version.calendar, at))
    found: list[Stage] = []
    begins_at: datetime | None = at
    for act in _acts(ticket):
        if act.get("do") != "stage" or not act.get("within") or begins_at is None:
            continue
        target = Target.from_spec(read_amount(act["within"]))
        begins_at = target.due(begins_at, calendar=calendar)
        if begins_at is not None:
            found.append(Stage(act.get("about", "")[:MOST], begins_at))
    return found


def stages_left(ticket: Ticket, *, at: datetime) -> list[Stage]:
    """Return the stages of a ticket, counted from its receipt, that have no date; none once one of
    them would be past."""
    if not any(act.get("do") == "stage" for act in _acts(ticket)):
        return []
    have = _dated(ticket)
    left = [s for s in stages_of(ticket, at=ticket.received_at) if s.name not in have]
    return [] if any(stage.due_at <= at for stage in left) else left


def _dated(ticket: Ticket) -> set[str]:
    """Return the stages of a ticket that have or had a date."""
    rows = PromiseDate.objects.filter(clock__ticket=ticket).exclude(stage="")
    return set(rows.values_list("stage", flat=True))


def _acts(ticket: Ticket) -> list[dict[str, Any]]:
    return list(ticket.request_type.acts) if ticket.request_type else []
