"""The promise of a ticket told on the command line."""

from collections.abc import Iterator
from datetime import datetime

from deskhand.sla.calendars import arithmetic
from deskhand.sla.dates import date_on
from deskhand.sla.forecast import step_lines
from deskhand.sla.governing import kept, version_words
from deskhand.sla.models import Clock, PromiseKind
from deskhand.sla.reading import clocks_on
from deskhand.sla.why import working_of
from deskhand.tickets.access import TicketNotFound
from deskhand.tickets.models import Ticket


def explain(number: int, *, at: datetime) -> str:
    """Tell every clock of a ticket and how its due time came about; raises TicketNotFound."""
    ticket = Ticket.objects.filter(pk=number).first()
    if ticket is None:
        raise TicketNotFound(number)
    parts = [f"Ticket #{ticket.pk} {ticket.subject}"]
    choice = kept(ticket)
    if choice is not None:
        parts.append(f"It goes by {version_words(choice)}. {choice.reason}")
    for clock in clocks_on(ticket):
        parts.append(
            f"{clock.get_kind_display()}, cycle {clock.cycle}: {clock.get_state_display()}"
        )
        if clock.kind == PromiseKind.PROMISE_DATE:
            parts += [f"  {line}" for line in date_lines(clock)]
        parts += [f"  {line}" for line in working_of(clock, at=at)]
        zone = arithmetic(clock.calendar_version).zone
        parts += [f"  {line}" for line in step_lines(clock, zone=zone, at=at)]
    if not ticket.clocks.exists():
        parts.append("Nothing is promised for it.")
    return "\n".join(parts)


def date_lines(clock: Clock) -> Iterator[str]:
    """Tell for what a date was promised, by whom, and what the requester knows of it."""
    date = date_on(clock)
    yield f"For {date.stage or 'the whole ticket'}, given by {date.given_by}."
    if date.replaces is not None:
        yield "It was promised anew in place of another date."
    if date.agreed_at is not None:
        yield "The requester agreed."
    elif date.wished_at is not None:
        yield f"The requester asks for another: {date.wish}"
    else:
        yield "The requester was told." if date.was_told else "The requester was not told."
