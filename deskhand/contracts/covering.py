"""What is decided for tickets, as it is kept: at receipt, and anew when what they are changes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from deskhand.contracts.deciding import Decision, decide
from deskhand.contracts.events import CoverageDecided
from deskhand.contracts.models import Place, TicketCoverage
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.tickets.models import Ticket

# A change of one of these may lead to another rule or contract.
FIELDS = frozenset(
    {
        "kind",
        "service",
        "request_type",
        "tier",
        "organization",
        "site",
        "requester",
        "tags",
        "first_contact",
    }
)

# What pages tell of it, read at once.
TOLD = ("contract__organization", "version__calendar", "rule")


def cover_first(tickets: Iterable[Ticket], *, at: datetime) -> None:
    """Keep in one statement what is decided for new tickets; none where no contract holds."""
    rows = []
    for ticket in tickets:
        decision = decide(ticket)
        row = _row(ticket, decision, at=at) if decision else None
        _relation().set_cached_value(ticket, row)
        if row is not None:
            rows.append(row)
    if rows:
        TicketCoverage.objects.bulk_create(rows)


def cover_again(ticket: Ticket, *, by: Actor, at: datetime) -> TicketCoverage | None:
    """Decide anew for a locked ticket after what it is was corrected; what an agent said of the
    work stays."""
    before = kept(ticket)
    place = before.place if before else Place.REMOTE.value
    is_minor = before.is_minor if before else False
    return _keep(ticket, before, place=place, is_minor=is_minor, by=by, at=at)


def say(
    ticket: Ticket, *, place: str, is_minor: bool, by: Actor, at: datetime
) -> TicketCoverage | None:
    """Say of the work on a locked ticket where it is done and whether it is minor, and decide
    anew."""
    return _keep(ticket, kept(ticket), place=place, is_minor=is_minor, by=by, at=at)


def _keep(
    ticket: Ticket,
    before: TicketCoverage | None,
    *,
    place: str,
    is_minor: bool,
    by: Actor,
    at: datetime,
) -> TicketCoverage | None:
    decision = decide(ticket, place=place, is_minor=is_minor)
    if decision is None and before is None:
        return None
    row = _row(ticket, decision, at=at) if decision else None
    told = _told(before)
    if row is not None:
        row.save()
    elif before is not None:
        before.delete()
    _relation().set_cached_value(ticket, row)
    if told != _told(row):
        event = CoverageDecided(
            ticket=ticket.pk,
            contract=row.contract_id if row else None,
            effect=row.effect if row else "",
            organization=ticket.organization_id,
            team=ticket.team_id,
        )
        record(event, by=by, at=at)
    return row


def _told(row: TicketCoverage | None) -> tuple[Any, ...] | None:
    return (row.contract_id, row.rule_id, row.effect) if row else None


def _row(ticket: Ticket, decision: Decision, *, at: datetime) -> TicketCoverage:
    return TicketCoverage(
        ticket=ticket,
        contract=decision.sheet.contract,
        version=decision.sheet.version,
        rule=decision.line.rule if decision.line else None,
        effect=decision.effect,
        needs_approval=decision.needs_approval,
        place=decision.work.place,
        is_minor=decision.work.is_minor,
        decided_at=at,
    )


def kept(ticket: Ticket) -> TicketCoverage | None:
    """Return what was decided for a ticket, or None; asked of the database once."""
    relation = _relation()
    if not relation.is_cached(ticket):
        rows = TicketCoverage.objects.select_related(*TOLD)
        relation.set_cached_value(ticket, rows.filter(ticket=ticket.pk).first())
    found: TicketCoverage | None = relation.get_cached_value(ticket)
    return found


def _relation() -> Any:
    return Ticket._meta.get_field("coverage")


def client_words(ticket: Ticket) -> str:
    """Say to the client what his contract says of the work; empty where it says nothing to him."""
    row = kept(ticket)
    return row.rule.client_words if row is not None and row.rule is not None else ""


def receipt_words(ticket: Ticket) -> str:
    """What the receipt says of coverage: nothing, unless the contract wants it told there."""
    row = kept(ticket)
    if row is None or not row.version.terms.get("is_told_in_receipt"):
        return ""
    return client_words(ticket)
