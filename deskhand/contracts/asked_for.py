"""Which work invoices ask for, and have not given back."""

from django.db.models import Q, QuerySet, Sum

from deskhand.contracts.models import Charge, InvoiceLine, RatedWork
from deskhand.tickets.models import Ticket


def is_asked_for(charge: Charge) -> bool:
    """Whether an issued invoice asks for a charge, and has not given all of it back."""
    of_charge = Q(charge=charge) | Q(root__charge=charge)
    return bool(_left(InvoiceLine.objects.filter(of_charge)))


def work_on_invoices(ticket: Ticket) -> list[InvoiceLine]:
    """Return the lines of issued invoices that ask for work on a ticket, charged by the hour."""
    charges = RatedWork.objects.filter(
        ticket=ticket, state=RatedWork.State.CHARGED, charge__reversed_by=None
    ).values("charge")
    of_charges = Q(charge__in=charges) | Q(root__charge__in=charges)
    return _left(InvoiceLine.objects.filter(of_charges))


def _left(rows: QuerySet[InvoiceLine]) -> list[InvoiceLine]:
    found = rows.select_related("invoice").annotate(back=Sum("credited_by__amount"))
    return [line for line in found.order_by("pk")[:50] if line.amount + (line.back or 0)]
