"""What happens on a ticket by which clocks start or stand still: written down, and asked whether
it is what a row waits for."""

from datetime import datetime

from deskhand.catalog.models import Category
from deskhand.journal.actor import Actor
from deskhand.people.models import Team
from deskhand.sla.models import Call, Occasion, PromiseRow, Start
from deskhand.tickets.models import Ticket


def note_status(ticket: Ticket, *, by: Actor, at: datetime) -> Occasion:
    """The ticket stands at another status."""
    words = ticket.status.name[:40]
    return _note(ticket, Start.STATUS, by=by, at=at, category=ticket.category, words=words)


def note_handover(ticket: Ticket, team: Team, *, by: Actor, at: datetime) -> Occasion:
    """The ticket was turned over to a team, on whose tier it is now."""
    return _note(ticket, Start.HANDOVER, by=by, at=at, team=team, tier=team.tier)


def note_passed_on(
    ticket: Ticket, *, left_at: datetime, passed_at: datetime, by: Actor, at: datetime
) -> Occasion:
    """A message that was left with the on-call service was passed on, before `at`."""
    occasion = Occasion(ticket=ticket, kind=Start.PASSED_ON, left_at=left_at, at=passed_at)
    occasion.recorded_at, occasion.actor = at, by.name
    occasion.save(force_insert=True)
    return occasion


def note_date(ticket: Ticket, *, by: Actor, at: datetime) -> Occasion:
    """A date was promised."""
    return _note(ticket, Start.DATE, by=by, at=at)


def _note(ticket: Ticket, kind: Start, *, by: Actor, at: datetime, **more: object) -> Occasion:
    occasion = Occasion(ticket=ticket, kind=kind, at=at, recorded_at=at, actor=by.name, **more)
    occasion.save(force_insert=True)
    return occasion


def starts(row: PromiseRow, occasion: Occasion) -> bool:
    """Whether an occasion is what a row's clocks start with."""
    if row.start != occasion.kind:
        return False
    if row.start == Start.STATUS:
        return row.start_category == occasion.category
    if row.start == Start.HANDOVER:
        is_team = row.start_team_id in {None, occasion.team_id}
        return is_team and row.start_tier in {None, occasion.tier}
    return True


def begun_at(row: PromiseRow, ticket: Ticket) -> datetime | None:
    """Return when what a row starts with last happened on a ticket; None while it has not."""
    if starts_at_receipt(row):
        return ticket.received_at
    found = [occasion.at for occasion in ticket.occasions.all() if starts(row, occasion)]
    return max(found, default=None)


def starts_at_receipt(row: PromiseRow) -> bool:
    """Whether a row's clocks run from the beginning: every ticket begins as a new one."""
    return row.start == Start.RECEIPT or (
        row.start == Start.STATUS and row.start_category == Category.NEW
    )


def calls_answering(ticket: Ticket) -> list[datetime]:
    """Return when the requester was answered by telephone, oldest first."""
    return [call.made_at for call in Call.objects.filter(ticket=ticket, is_answer=True)]
