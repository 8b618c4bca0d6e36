"""Changing a ticket's fields, one journal entry for each, with its caches kept in step."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from deskhand.catalog.models import Category, Priority, Status
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.tickets.events import TicketChanged
from deskhand.tickets.models import Ticket
from deskhand.tickets.opening import grade_word, tidy_subject

# Texts stay out of the journal: the entry says only that they changed.
TEXTS = {"subject", "tags"}
PUBLIC = {"status", "subject"}


def change(ticket: Ticket, field: str, value: Any, *, by: Actor, at: datetime) -> bool:
    """Set one field of a locked ticket; False when it already has this value.

    Fields: kind, channel, subject, status, priority, team, tier, assignee, requester,
    organization, site, service, request_type, tags, is_confidential, needs_review,
    first_contact, is_emergency, emergency_settled, impact, urgency. Rows are given as rows (or
    None), never as ids. What is opened again was not solved at first contact.
    """
    if field == "subject":
        value = tidy_subject(value)
    old = getattr(ticket, field)
    if old == value:
        return False
    setattr(ticket, field, value)
    if field == "priority" and old.scheme_id != value.scheme_id:
        # Grades are of a scheme; in another they would say something else.
        ticket.impact = ticket.urgency = None
        ticket.impact_word = ticket.urgency_word = ""
    _FOLLOW.get(field, _nothing)(ticket, at)
    ticket.updated_at = at
    ticket.version += 1
    ticket.save()
    record(
        TicketChanged(
            ticket=ticket.pk,
            field=field,
            old=None if field in TEXTS else _mark(old),
            new=None if field in TEXTS else _mark(value),
            organization=ticket.organization_id,
            team=ticket.team_id,
            is_public=field in PUBLIC and not ticket.is_confidential,
        ),
        by=by,
        at=at,
    )
    if ticket.is_open and ticket.first_contact:
        change(ticket, "first_contact", False, by=by, at=at)
    return True


def tell_change(ticket: Ticket, field: str, *, by: Actor, at: datetime) -> None:
    """Record that something kept beside the ticket has changed, without saying to what."""
    record(
        TicketChanged(
            ticket=ticket.pk,
            field=field,
            old=None,
            new=None,
            organization=ticket.organization_id,
            team=ticket.team_id,
        ),
        by=by,
        at=at,
    )


def _mark(value: Any) -> Any:
    return value.pk if hasattr(value, "pk") else value


def _nothing(ticket: Ticket, at: datetime) -> None:
    """Most fields need nothing more."""


def _follow_status(ticket: Ticket, at: datetime) -> None:
    status: Status = ticket.status
    category = Category(status.category)
    if category != ticket.category or ticket.status_since is None:
        ticket.status_since = at
    ticket.category = category
    ticket.is_open = category.is_open
    if category.is_open:
        ticket.solved_at = ticket.closed_at = None
        return
    ticket.solved_at = ticket.solved_at or at
    ticket.awaits_agent = False
    ticket.snoozed_until = None
    ticket.closed_at = None if category == Category.SOLVED else at


def _follow_priority(ticket: Ticket, at: datetime) -> None:
    priority: Priority = ticket.priority
    ticket.priority_level = priority.level


def _follow_impact(ticket: Ticket, at: datetime) -> None:
    ticket.impact_word = grade_word(ticket.priority, "impact", ticket.impact)


def _follow_urgency(ticket: Ticket, at: datetime) -> None:
    ticket.urgency_word = grade_word(ticket.priority, "urgency", ticket.urgency)


def _follow_organization(ticket: Ticket, at: datetime) -> None:
    if ticket.site and ticket.site.organization_id != ticket.organization_id:
        ticket.site = None


_FOLLOW = {
    "status": _follow_status,
    "priority": _follow_priority,
    "organization": _follow_organization,
    "impact": _follow_impact,
    "urgency": _follow_urgency,
}


# What a field brings with it, and setting it back would not give back.
BROUGHT = {
    "status": ("solved_at", "closed_at", "status_since", "awaits_agent", "first_contact"),
    "priority": ("keeps_priority",),
}


def restore(ticket: Ticket, brought: Mapping[str, Any]) -> None:
    """Give a locked ticket back what a field took; for a change that is undone alone."""
    for name, value in brought.items():
        setattr(ticket, name, value)
    ticket.save(update_fields=list(brought))
