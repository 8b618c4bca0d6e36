"""The promise of a ticket told on the command line."""

from datetime import datetime

from deskhand.sla.governing import kept, version_words
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
        parts += [f"  {line}" for line in working_of(clock, at=at)]
    if not ticket.clocks.exists():
        parts.append("Nothing is promised for it.")
    return "\n".join(parts)
