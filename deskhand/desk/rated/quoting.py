"""A quote or a project begins or ceases to pay for the work on a ticket: what is charged by the
hour, what units were drawn and what went beyond a block follow, so that nothing is paid twice."""

from datetime import datetime

from deskhand.contracts.quotes.reading import is_quoted
from deskhand.contracts.rated import judging, quoting
from deskhand.desk.ledger import overruns, redrawing
from deskhand.journal.actor import Actor
from deskhand.tickets.access import lock


def follow(number: int | None, *, by: Actor, at: datetime) -> None:
    """Let what the work on a ticket costs be as its quotes and projects now say."""
    if number is None:
        return
    ticket = lock(number)
    if is_quoted(ticket):
        quoting.take_over(ticket, by=by, at=at)
    else:
        quoting.let_wait(ticket)
    judging.judge(judging.of_ticket(ticket), at=at)
    redrawing.draw_again(ticket, why=redrawing.QUOTED, by=by, at=at)
    overruns.quoted(ticket, by=by, at=at)
