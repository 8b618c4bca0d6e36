"""Excluded work as pages show it: what waits, by client, and what was decided."""

from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet, Sum

from deskhand.contracts.models import Decision, RatedWork
from deskhand.contracts.wording import money
from deskhand.people.models import Organization
from deskhand.people.reader import Reader
from deskhand.tickets.models import Ticket

State = RatedWork.State


@dataclass(frozen=True, slots=True)
class OfClient:
    """What waits of one client in one currency, in words."""

    organization: Organization
    count: int
    amount: str
    since: object


def work_for(reader: Reader) -> QuerySet[RatedWork]:
    """Return the rated work that an agent may see, with what a list shows of it."""
    rows = RatedWork.objects.visible_to(reader)
    return rows.select_related("ticket", "entry__agent__person", "contract", "organization")


def decisions_for(reader: Reader) -> QuerySet[Decision]:
    return Decision.objects.visible_to(reader).select_related("organization")


def waiting_by_client(reader: Reader, *, most: int = 200) -> list[OfClient]:
    """Return for which clients work waits for a decision, the longest first."""
    rows = RatedWork.objects.visible_to(reader).filter(state=State.WAITING)
    found = list(
        rows.values("organization", "currency")
        .annotate(count=Count("pk"), amount=Sum("amount"), since=Min("worked_on"))
        .order_by("since", "organization")[:most]
    )
    clients = Organization.objects.select_related("manager__person").in_bulk(
        {one["organization"] for one in found}
    )
    return [
        OfClient(
            clients[one["organization"]],
            one["count"],
            money(one["amount"], one["currency"]),
            one["since"],
        )
        for one in found
    ]


def work_on(ticket: Ticket) -> list[RatedWork]:
    """Return what the work on a ticket came to, as it stands."""
    rows = RatedWork.objects.filter(ticket=ticket).exclude(state=State.REPLACED)
    return list(rows.order_by("pk")[:50])
