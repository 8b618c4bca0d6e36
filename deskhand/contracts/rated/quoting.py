"""Work that a quote or a project pays for, also what was done before it was agreed: nothing of it
is charged by the hour as well."""

from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.contracts import charging
from deskhand.contracts.asked_for import is_asked_for, work_on_invoices
from deskhand.contracts.models import InvoiceLine, RatedWork
from deskhand.contracts.quotes.reading import is_quoted, quoted_tickets
from deskhand.journal.actor import Actor
from deskhand.tickets.models import Ticket

State = RatedWork.State


def take_over(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Let the quote of a locked ticket pay for work that waits or is charged: charges are taken
    back. What an invoice asked for stays charged until somebody gives it back there."""
    rows = RatedWork.objects.select_for_update(of=("self",)).select_related("charge")
    open_ones = rows.filter(ticket=ticket, state__in=(State.WAITING, State.CHARGED))
    for row in open_ones.order_by("pk"):
        if row.charge is not None:
            if is_asked_for(row.charge):
                continue
            if not hasattr(row.charge, "reversed_by"):
                charging.reverse(row.charge, why=_("A quote pays for it."), by=by, at=at)
        row.state, row.charge = State.QUOTED, None
        row.save(update_fields=["state", "charge"])


def on_invoices(ticket: Ticket) -> list[InvoiceLine]:
    """Return the lines of issued invoices that ask for work which a quote pays for by now: somebody
    gives them back."""
    return work_on_invoices(ticket) if is_quoted(ticket) else []


def let_wait(ticket: Ticket) -> int:
    """Let work on a ticket for which no quote pays any more wait for a decision again; returns how
    much."""
    rows = RatedWork.objects.filter(ticket=ticket, state=State.QUOTED)
    return rows.exclude(ticket__in=quoted_tickets()).update(state=State.WAITING)
