"""Which calls of the telephone system are about which ticket."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models

from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.people.reader import Reader
from deskhand.phone.models import PhoneCall
from deskhand.tickets.events import CallTied


class TicketCall(models.Model):
    """That a call was about a ticket; a call may be about several."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="phone_calls")
    call = models.ForeignKey("phone.PhoneCall", models.CASCADE, related_name="tickets")
    agent = models.ForeignKey("people.Agent", models.SET_NULL, null=True, related_name="+")
    tied_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=("ticket", "call"), name="ticket_call_once"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.call_id}"


def tie(ticket: Any, call: PhoneCall, *, agent_id: int | None, by: Actor, at: datetime) -> bool:
    """Note that a call is about a locked ticket; False where that is known."""
    _row, is_new = TicketCall.objects.get_or_create(
        ticket=ticket, call=call, defaults={"agent_id": agent_id, "tied_at": at}
    )
    if is_new:
        event = CallTied(
            ticket=ticket.pk,
            call=call.pk,
            organization=ticket.organization_id,
            team=ticket.team_id,
        )
        record(event, by=by, at=at)
    return is_new


def calls_of(ticket: Any) -> list[PhoneCall]:
    """Return the calls about a ticket, the latest first."""
    rows = PhoneCall.objects.filter(tickets__ticket=ticket)
    return list(rows.select_related("agent__person").order_by("-pk")[:20])


def tickets_of(calls: Sequence[PhoneCall], *, reader: Reader) -> dict[int, list[int]]:
    """Return the numbers of the tickets that calls are about, as far as a reader may see them."""
    seen = apps.get_model("tickets", "Ticket").objects.visible_to(reader)
    rows = TicketCall.objects.filter(call__in=calls, ticket__in=seen)
    found: dict[int, list[int]] = {}
    for call, ticket in rows.values_list("call", "ticket"):
        found.setdefault(call, []).append(ticket)
    return found
