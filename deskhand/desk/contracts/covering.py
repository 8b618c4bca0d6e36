"""Coverage of a ticket is decided anew after somebody said or corrected something of it; what it
had drawn follows."""

from datetime import datetime

from deskhand.contracts import covering
from deskhand.contracts.models import Effect, Place, TicketCoverage
from deskhand.desk.ledger import redrawing
from deskhand.desk.story import story
from deskhand.journal.actor import Actor
from deskhand.people.acting import actor_of
from deskhand.people.reader import Reader
from deskhand.tickets.access import lock, need_worker
from deskhand.tickets.models import Ticket


@story
def say(
    number: int, *, place: str, is_minor: bool, by: Reader, at: datetime
) -> TicketCoverage | None:
    """Note how the work is done; an unknown place is remote. Raises TicketNotFound, NotAllowed."""
    need_worker(by)
    ticket, actor = lock(number, reader=by), actor_of(by)
    before = covering.kept(ticket)
    where = place if place in Place.values else Place.REMOTE.value
    row = covering.say(ticket, place=where, is_minor=is_minor, by=actor, at=at)
    _follow(ticket, before, row, by=actor, at=at)
    return row


def correct(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Decide anew for a locked ticket of which something was wrong from the start; what moves it
    on, such as a hand-over, leaves what it has drawn."""
    before = covering.kept(ticket)
    row = covering.cover_again(ticket, by=by, at=at)
    _follow(ticket, before, row, by=by, at=at)


def _follow(
    ticket: Ticket,
    before: TicketCoverage | None,
    row: TicketCoverage | None,
    *,
    by: Actor,
    at: datetime,
) -> None:
    drew, draws = _draws(before), _draws(row)
    if drew != draws:
        is_first = draws is not None
        redrawing.draw_again(ticket, why=redrawing.COVERAGE, is_first=is_first, by=by, at=at)


def _draws(row: TicketCoverage | None) -> int | None:
    """Of which contract work draws units; None where it draws none."""
    return row.contract_id if row is not None and row.effect == Effect.UNITS else None
