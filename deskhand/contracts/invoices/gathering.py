"""Charges are gathered into drafts, each once: those of a client, or of each of its contracts."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Sum

from deskhand.contracts.invoices import months
from deskhand.contracts.invoices.details import Taxes, locked_rules, seller_rules, taxes, today
from deskhand.contracts.models import (
    BillingDetails,
    Charge,
    InvoiceDraft,
    InvoiceDraftLine,
    InvoiceLine,
)
from deskhand.contracts.queries import ChargeQuerySet
from deskhand.contracts.software import terms as maintenance
from deskhand.journal.actor import Actor, system
from deskhand.people.models import Organization
from deskhand.rules.money import major

MOST = 5000
GATHERING = system("billing")


def unbilled(until: date | None = None) -> ChargeQuerySet:
    """Return the charges that no draft and no invoice has yet: what stands, and what takes back a
    charge that an invoice asked for already, unless it was given back by credit notes. What
    adjusts another was told by an invoice or a credit note."""
    given_back = _said_last(OuterRef("reverses")).annotate(back=Sum("credited_by__amount"))
    rows: ChargeQuerySet = Charge.objects.filter(
        draft_line=None, invoice_line=None, adjusts=None
    ).filter(Q(reverses=None, reversed_by=None) | Q(reverses__invoice_line__isnull=False))
    rows = rows.exclude(Exists(given_back.filter(amount=-F("back"))))
    return rows if until is None else rows.filter(charged_on__lte=until)


def _said_last(charge: Any) -> QuerySet[InvoiceLine]:
    """The line that asks for a charge: the last one, over however many rewritings."""
    of_charge = Q(charge=charge) | Q(replaces__charge=charge) | Q(root__charge=charge)
    found: QuerySet[InvoiceLine] = InvoiceLine.objects.filter(of_charge, replaced_by=None)
    return found


@transaction.atomic
def gather(
    *, until: date, by: Actor, at: datetime, organization: Organization | None = None
) -> list[InvoiceDraft]:
    """Charge the months and the maintenance that are due and put all charges up to a day on
    drafts; returns the drafts that got something."""
    locked_rules()
    months.charge_months(by=by, at=at, organization=organization)
    maintenance.charge_terms(by=by, at=at, organization=organization)
    rows = unbilled(until).select_related("organization__billing__tax")
    if organization is not None:
        rows = rows.filter(organization=organization)
    known, drafts = taxes(), {}
    groups: dict[str, list[Charge]] = {}
    for row in rows.order_by("charged_on", "pk")[:MOST]:
        groups.setdefault(_group(row), []).append(row)
    for group, charges in groups.items():
        drafts[group] = _draft(group, charges[0], until, by=by, at=at)
        _add(drafts[group], charges, known)
    return list(drafts.values())


def gather_by_itself(*, at: datetime) -> list[InvoiceDraft]:
    """Gather what belongs to the months before this one, where the firm has it done by itself."""
    if not seller_rules().gathers:
        return []
    until = today(at).replace(day=1) - timedelta(days=1)
    return gather(until=until, by=GATHERING, at=at)


def _details(row: Charge) -> BillingDetails | None:
    try:
        return row.organization.billing
    except BillingDetails.DoesNotExist:
        return None


def _group(row: Charge) -> str:
    details = _details(row)
    contract = row.contract_id if details and details.by_contract else 0
    return f"{row.organization_id}:{contract or 0}:{row.currency}"


def _draft(group: str, row: Charge, until: date, *, by: Actor, at: datetime) -> InvoiceDraft:
    is_by_contract = group.split(":")[1] != "0"
    # One at a time gathers; a draft that is issued meanwhile is not found, and another begins.
    draft = InvoiceDraft.objects.select_for_update().filter(group=group).first()
    draft = draft or InvoiceDraft.objects.create(
        group=group,
        organization=row.organization,
        contract=row.contract if is_by_contract else None,
        currency=row.currency,
        until=until,
        began_at=at,
        began_by=by.name,
    )
    if draft.until < until:
        draft.until = until
        draft.save(update_fields=["until"])
    return draft


def _add(draft: InvoiceDraft, charges: Iterable[Charge], known: Taxes) -> None:
    last = draft.lines.aggregate(last=Max("position"))["last"] or 0
    InvoiceDraftLine.objects.bulk_create(
        line_of(draft, row, last + place, known) for place, row in enumerate(charges, 1)
    )


def line_of(draft: InvoiceDraft, row: Charge, position: int, known: Taxes) -> InvoiceDraftLine:
    """Return the line that a charge is on a draft, not yet saved."""
    details = _details(row)
    usual = details.tax.code if details and details.tax else known.usual
    amount = row.amount + _given_back(row)
    is_whole = amount == row.amount
    return InvoiceDraftLine(
        draft=draft,
        position=position,
        charge=row,
        text=row.text,
        quantity=row.quantity if is_whole else Decimal(-1),
        unit=row.unit if is_whole else "",
        unit_price=row.unit_price if is_whole else major(-amount, row.currency),
        amount=amount,
        charged_on=row.charged_on,
        tax_code=row.tax_code or usual,
    )


def _given_back(row: Charge) -> int:
    """What credit notes have given back, to be charged again, of the charge that a charge takes
    back."""
    if row.reverses_id is None:
        return 0
    lines = InvoiceLine.objects.filter(credits__in=_said_last(row.reverses_id), gives_up=None)
    return -(lines.aggregate(sum=Sum("amount"))["sum"] or 0)
