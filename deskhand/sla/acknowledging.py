"""The promise that somebody says that he has it, from a page on."""

from datetime import datetime

from deskhand.journal.actor import Actor
from deskhand.sla.models import Clock, PromiseKind
from deskhand.sla.recording import add, begin, note_due, owed
from deskhand.tickets.models import Ticket


def await_acknowledgement(ticket: Ticket, *, by: Actor, at: datetime) -> Clock | None:
    """A page was sent: somebody is to say that he has it; None where that is not promised."""
    clock = begin(ticket, PromiseKind.ACKNOWLEDGEMENT, started_at=at, by=by, at=at)
    note_due(ticket)
    return clock


def acknowledged(ticket: Ticket, clock: Clock | None, *, by: Actor, at: datetime) -> None:
    """Somebody said that he has what he was paged for."""
    for owed_clock in owed(ticket, PromiseKind.ACKNOWLEDGEMENT):
        if clock is not None and owed_clock.pk == clock.pk:
            add(owed_clock, "stop", at=at, by=by)
    note_due(ticket)
