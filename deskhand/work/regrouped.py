"""Appointments go with a ticket that is merged into another of the same client, and come back."""

from collections.abc import Iterable
from datetime import datetime

from deskhand.journal.actor import Actor
from deskhand.tickets.models import Ticket
from deskhand.work import offers
from deskhand.work.models import Appointment, Offer


def move_all(other: Ticket, ticket: Ticket, *, by: Actor, at: datetime) -> list[int]:
    """Let the appointments of one ticket be those of another; returns which. What was offered to
    its requester is taken back: somebody else would choose."""
    for made in other.offers.filter(state=Offer.State.OPEN):
        offers.withdraw(made, other, by=by, at=at)
    rows = Appointment.objects.filter(ticket=other)
    keys = list(rows.values_list("pk", flat=True))
    rows.update(ticket=ticket)
    return keys


def put_back(keys: Iterable[int], other: Ticket, ticket: Ticket) -> None:
    """Give appointments back to the ticket that they came from."""
    Appointment.objects.filter(pk__in=list(keys), ticket=ticket).update(ticket=other)
