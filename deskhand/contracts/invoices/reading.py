"""Invoices as pages get them: lists, what is open by age, and why each line is on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db import models
from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from deskhand.contracts.invoices.gathering import unbilled
from deskhand.contracts.models import Charge, Invoice, InvoiceDraft, InvoiceLine, OpenInvoice
from deskhand.contracts.queries import InvoiceQuerySet
from deskhand.people.reader import Reader
from deskhand.rules.invoicing import AGES
from deskhand.tickets.models import Message

PAGE = 100


class Standing(models.TextChoices):
    """What became of an invoice."""

    OPEN = "open", _("Open")
    PART = "part", _("Part paid")
    LATE = "late", _("Late")
    PAID = "paid", _("Paid")
    CREDITED = "credited", _("Credited")
    OWED_BACK = "owed_back", _("To be paid back")
    NOTE = "note", _("Credit note")


def standing(invoice: Invoice, today: date) -> Standing:
    """Return what became of an invoice, of which `state` was read."""
    state = invoice.state
    if invoice.is_credit:
        return Standing.NOTE
    if state.open < 0:
        return Standing.OWED_BACK
    if state.open == 0:
        return Standing.PAID if state.paid or not invoice.total else Standing.CREDITED
    if state.due_on < today:
        return Standing.LATE
    return Standing.PART if state.paid or state.credited else Standing.OPEN


def invoices_for(reader: Reader) -> InvoiceQuerySet:
    rows: InvoiceQuerySet = Invoice.objects.visible_to(reader)
    return rows.select_related("organization", "state", "credits")


def issued_of(reader: Reader, draft_id: int) -> Invoice | None:
    """Return the invoice that a draft became, if this reader may see it."""
    found: Invoice | None = invoices_for(reader).filter(of_draft=draft_id).first()
    return found


def drafts_for(reader: Reader) -> QuerySet[InvoiceDraft]:
    rows: QuerySet[InvoiceDraft] = InvoiceDraft.objects.visible_to(reader)
    rows = rows.select_related("organization", "contract")
    return rows.annotate(
        count=Count("lines", filter=Q(lines__put_off="")),
        net=Sum("lines__amount", filter=Q(lines__put_off=""), default=0),
    ).order_by("organization__name", "pk")


def page_of(
    rows: InvoiceQuerySet, *, after: int | None = None, size: int = PAGE
) -> tuple[list[Invoice], int | None]:
    """Return the newest invoices, and where the next page goes on; None at the end."""
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: size + 1])
    return found[:size], found[size - 1].pk if len(found) > size else None


def narrowed(rows: InvoiceQuerySet, show: str, today: date) -> InvoiceQuerySet:
    """Keep those that are open, late, paid or credit notes; all for any other word."""
    if show == "open":
        return rows.exclude(state__open=0)
    if show == "late":
        return rows.filter(state__open__gt=0, state__due_on__lt=today)
    if show == "paid":
        return rows.filter(state__open=0, kind=Invoice.Kind.INVOICE)
    if show == "credits":
        return rows.filter(kind=Invoice.Kind.CREDIT)
    return rows


@dataclass(frozen=True, slots=True)
class Aged:
    """What a client owes in a currency, by how late it is: not due, to 30, 60, 90 days, later."""

    organization_id: int
    client: str
    slug: str
    currency: str
    ages: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.ages)


def aged(reader: Reader, today: date) -> list[Aged]:
    """Return what is open by client and age, in one statement."""
    visible = Invoice.objects.visible_to(reader).exclude(state__open=0)
    edges = [today, *(today - timedelta(days=days) for days in AGES)]
    spans = [
        Q(state__due_on__gte=edges[0]),
        *(Q(state__due_on__lt=late, state__due_on__gte=until) for late, until in pairwise(edges)),
        Q(state__due_on__lt=edges[-1]),
    ]
    sums: dict[str, Any] = {
        f"age{place}": Sum("state__open", filter=span, default=0)
        for place, span in enumerate(spans)
    }
    rows = visible.values("organization", "organization__name", "organization__slug", "currency")
    return [
        Aged(
            row["organization"],
            row["organization__name"],
            row["organization__slug"],
            row["currency"],
            tuple(row[name] for name in sums),
        )
        for row in rows.annotate(**sums).order_by("organization__name", "currency")
    ]


def waiting(reader: Reader, until: date) -> list[dict[str, Any]]:
    """Return what is charged up to a day and on no draft yet, by client and currency."""
    rows = unbilled(until).filter(pk__in=Charge.objects.visible_to(reader).values("pk"))
    return list(
        rows.values("currency", client=F("organization__name"), slug=F("organization__slug"))
        .annotate(count=Count("pk"), amount=Sum("amount"))
        .order_by("client", "currency")
    )


@dataclass(frozen=True, slots=True)
class Explained:
    """A line with the charge that it came of, over however many rewritings, and the letter with
    which its ticket began."""

    line: InvoiceLine
    charge: Charge | None
    letter: int | None


def explained(lines: Iterable[InvoiceLine]) -> list[Explained]:
    """Lead each line back to its charge, its ticket and its mail, in a few statements for all."""
    rows = list(lines)
    origins = {row.pk: _origin(row) for row in rows}
    charges = [charge for charge in origins.values() if charge is not None]
    letters = _letters([charge.ticket_id for charge in charges if charge.ticket_id])
    return [
        Explained(
            row,
            origins[row.pk],
            letters.get(origin.ticket_id or 0) if (origin := origins[row.pk]) else None,
        )
        for row in rows
    ]


def lines_of(invoice: Invoice) -> list[InvoiceLine]:
    rows = invoice.lines.select_related(
        "charge__ticket", "credits__charge__ticket", "replaces__charge__ticket"
    )
    return list(rows.order_by("position"))


def _origin(line: InvoiceLine) -> Charge | None:
    seen: InvoiceLine | None = line
    for _step in range(20):
        if seen is None or seen.charge is not None:
            break
        seen = seen.credits or seen.replaces
    return seen.charge if seen is not None else None


def _letters(tickets: Sequence[int]) -> dict[int, int]:
    """The first message of each ticket that came by mail."""
    rows = Message.objects.filter(ticket__in=tickets, letter__isnull=False).order_by("-pk")
    return dict(rows.values_list("ticket_id", "pk"))


def open_of(organization_id: int) -> list[OpenInvoice]:
    rows = OpenInvoice.objects.filter(invoice__organization=organization_id).exclude(open=0)
    return list(rows.select_related("invoice").order_by("due_on"))
