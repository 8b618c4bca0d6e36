"""How a ticket begins."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from deskhand.catalog.choosing import (
    default_priority_scheme,
    default_status_scheme,
    status_of,
    usual_priority,
)
from deskhand.catalog.models import (
    Category,
    Priority,
    RequestType,
    Service,
    StatusScheme,
)
from deskhand.jobs.memory import remembered
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.people.models import Organization, Person, Site, Team, Tier
from deskhand.rules.grading import read
from deskhand.tickets.events import TicketOpened
from deskhand.tickets.models import Channel, Kind, Ticket

SUBJECT_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known when a ticket begins; what is None is chosen by default.

    `priority` decides the ticket's scheme of priorities, `statuses` that of its statuses.
    """

    subject: str
    channel: Channel
    requester: Person | None
    organization: Organization | None = None
    site: Site | None = None
    service: Service | None = None
    request_type: RequestType | None = None
    kind: Kind = Kind.INCIDENT
    priority: Priority | None = None
    impact: int | None = None
    urgency: int | None = None
    keeps_priority: bool = False
    statuses: StatusScheme | None = None
    team: Team | None = None
    needs_review: bool = False
    is_confidential: bool = False
    related: Ticket | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """How a request reached us: through whom, and when (UTC). Promises count from then."""

    by: Actor
    at: datetime


def open_tickets(many: Sequence[tuple[Opening, Receipt]], *, at: datetime) -> list[Ticket]:
    """Make tickets with the first status of their schemes, in one statement.

    `at` is when they are taken in (UTC). Raises CatalogIncomplete without statuses or priorities.
    """
    tickets = [_ticket(opening, received_at=receipt.at, at=at) for opening, receipt in many]
    Ticket.objects.bulk_create(tickets)
    for ticket, (_opening, receipt) in zip(tickets, many, strict=True):
        record(
            TicketOpened(
                ticket=ticket.pk,
                channel=ticket.channel,
                organization=ticket.organization_id,
                team=ticket.team_id,
                is_public=not ticket.is_confidential,
            ),
            by=receipt.by,
            at=at,
        )
    return tickets


def _ticket(opening: Opening, *, received_at: datetime, at: datetime) -> Ticket:
    status = status_of(opening.statuses or default_status_scheme(), Category.NEW)
    priority = opening.priority or usual_priority(default_priority_scheme())
    team = opening.team or _default_team()
    return Ticket(
        kind=opening.kind,
        channel=opening.channel,
        subject=tidy_subject(opening.subject),
        requester=opening.requester,
        organization=opening.organization,
        site=opening.site,
        service=opening.service,
        request_type=opening.request_type,
        status=status,
        category=status.category,
        is_open=Category(status.category).is_open,
        priority=priority,
        priority_level=priority.level,
        impact=opening.impact,
        urgency=opening.urgency,
        impact_word=grade_word(priority, "impact", opening.impact),
        urgency_word=grade_word(priority, "urgency", opening.urgency),
        keeps_priority=opening.keeps_priority,
        team=team,
        tier=team.tier if team else Tier.FIRST,
        is_confidential=opening.is_confidential,
        needs_review=opening.needs_review,
        received_at=received_at,
        opened_at=at,
        updated_at=at,
        status_since=at,
        last_public_at=received_at,
        reply_key=secrets.token_hex(16),
        related=opening.related,
    )


def grade_word(priority: Priority, side: str, grade: int | None) -> str:
    """What a grade is called now in the matrix of a priority's scheme; empty for none."""
    if grade is None:
        return ""
    matrix = read(priority.scheme.matrix)
    return dict(matrix.choices(side)).get(grade, "") if matrix else ""


@remembered
def _default_team() -> Team | None:
    return Team.objects.live().order_by("-is_default", "pk").first()


def tidy_subject(subject: str) -> str:
    """One line of printable text that fits the column; "(no subject)" for nothing."""
    line = " ".join("".join(c if c.isprintable() else " " for c in subject).split())
    return line[:SUBJECT_LENGTH] or "(no subject)"
