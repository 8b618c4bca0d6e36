"""Ticket templates and recurring tickets as administrators keep them."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from deskhand.automation.models import Recurring, TicketTemplate
from deskhand.rules.recurring import Pattern, PatternError


def templates() -> QuerySet[TicketTemplate]:
    """All templates, with whose they are."""
    return TicketTemplate.objects.select_related(
        "requester", "organization", "request_type", "team", "assignee__person"
    )


def recurring() -> QuerySet[Recurring]:
    """All recurring tickets, those that go on first by when."""
    return Recurring.objects.select_related("template").order_by("next_at", "pk")


def read_pattern(spec: dict[str, Any]) -> Pattern:
    """Read a pattern as it is kept; raises PatternError."""
    try:
        return Pattern(
            begins=date.fromisoformat(spec["begins"]),
            unit=spec.get("unit", "days"),
            every=int(spec.get("every", 1)),
            weekdays=frozenset(spec.get("weekdays", ())),
            by=spec.get("by", "number"),
            nth=int(spec.get("nth", 1)),
            shift=spec.get("shift", "keep"),
        )
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, PatternError):
            raise
        raise PatternError(str(error)) from error


def spec_of(pattern: Pattern) -> dict[str, Any]:
    """Return a pattern as it is kept."""
    return {
        "begins": pattern.begins.isoformat(),
        "unit": pattern.unit,
        "every": pattern.every,
        "weekdays": sorted(pattern.weekdays),
        "by": pattern.by,
        "nth": pattern.nth,
        "shift": pattern.shift,
    }
