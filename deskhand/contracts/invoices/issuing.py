"""A draft becomes an invoice: its number is given in the same transaction, so that neither a crash
nor a second click leaves a gap or a double."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from deskhand.contracts.charging import adjust
from deskhand.contracts.events import InvoiceIssued
from deskhand.contracts.invoices import details
from deskhand.contracts.invoices.drafting import (
    DraftGone,
    asked_for,
    lines_of,
    locked,
    stands_at,
    taxed,
)
from deskhand.contracts.models import (
    Invoice,
    InvoiceDraft,
    InvoiceDraftLine,
    InvoiceLine,
    NumberSeries,
    OpenInvoice,
    RatedWork,
)
from deskhand.contracts.refusing import ContractRefused
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.rules.invoicing import Taxed, Totals, due_on, totals
from deskhand.work.timekeeping import judging


@transaction.atomic
def issue(pk: int, *, total: int | None = None, by: Actor, at: datetime) -> Invoice:
    """Issue a draft, or return what it was issued as. `total` is what whoever issues saw.

    Raises ContractRefused, and DraftGone where it was thrown away.
    """
    try:
        draft = locked(pk)
    except DraftGone:
        made = Invoice.objects.filter(of_draft=pk).first()
        if made is None:
            raise
        return made
    lines = asked_for(lines_of(draft))
    taxed_lines = taxed(lines, details.taxes())
    sums = totals(taxed_lines)
    _check(lines, sums, total)
    invoice = _headed(draft, lines, by=by, at=at)
    prefix = details.seller_rules().invoice_prefix
    put(invoice, sums, prefix=prefix, known=details.taxes())
    made_lines = _move(draft, invoice, list(zip(lines, taxed_lines, strict=True)))
    _adjust(made_lines, by=by, at=at)
    worked = RatedWork.objects.filter(charge__in=[line.charge_id for line in lines])
    judging.bill_charged(worked.values_list("entry", flat=True), name=invoice.name, by=by, at=at)
    OpenInvoice.objects.create(invoice=invoice, due_on=invoice.due_on, open=invoice.total)
    told = InvoiceIssued(
        invoice=invoice.pk,
        total=invoice.total,
        tax=invoice.tax,
        currency=invoice.currency,
        organization=invoice.organization_id,
    )
    record(told, by=by, at=at)
    return invoice


def _headed(
    draft: InvoiceDraft, lines: Sequence[InvoiceDraftLine], *, by: Actor, at: datetime
) -> Invoice:
    """The invoice without its number and sums: from whom, to whom, over which days, due when."""
    rules, day = details.seller_rules(), details.today(at)
    terms = details.billing_of(draft.organization).terms_days
    return Invoice(
        kind=Invoice.Kind.INVOICE,
        organization=draft.organization,
        contract=draft.contract,
        of_draft=draft.pk,
        currency=draft.currency,
        issued_on=day,
        due_on=due_on(day, rules.terms_days if terms is None else terms),
        first_on=min(line.charged_on for line in lines),
        last_on=max(line.charged_on for line in lines),
        language=details.language_of(draft.organization),
        seller=details.seller_now(),
        buyer=details.buyer_now(draft.organization),
        note=draft.note,
        issued_at=at,
        issued_by=by.name,
    )


def _check(lines: Sequence[InvoiceDraftLine], sums: Totals, seen: int | None) -> None:
    if not lines:
        raise ContractRefused("", _("There is nothing on it."))
    if sums.total < 0:
        words = _("It would give back more than it asks for. Wait for further charges.")
        raise ContractRefused("", words)
    if seen is not None and seen != sums.total:
        raise ContractRefused("", _("It was changed meanwhile. Look at it again, then issue it."))


def put(invoice: Invoice, sums: Totals, *, prefix: str, known: details.Taxes) -> None:
    """Fill in the sums, give the next number, and write the row."""
    invoice.net, invoice.tax, invoice.total = sums.net, sums.tax, sums.total
    invoice.taxes = printed(sums, known)
    invoice.prefix, invoice.year = prefix, invoice.issued_on.year
    invoice.number = _next(prefix, invoice.issued_on)
    invoice.name = f"{prefix}-{invoice.year}-{invoice.number:05}"
    invoice.save(force_insert=True)


def printed(sums: Totals, known: details.Taxes) -> list[dict[str, Any]]:
    """Return the taxes as they are kept with an invoice."""
    return [
        {
            "code": one.code,
            "name": known.codes[one.code].name if one.code in known.codes else one.code,
            "words": known.codes[one.code].words if one.code in known.codes else "",
            "category": one.category,
            "rate": one.rate,
            "net": one.net,
            "tax": one.tax,
        }
        for one in sums.taxes
    ]


def _next(prefix: str, day: date) -> int:
    """Give the next number; the row stays locked until the invoice stands, or nothing does."""
    NumberSeries.objects.get_or_create(prefix=prefix, year=day.year)
    series = NumberSeries.objects.select_for_update().get(prefix=prefix, year=day.year)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last


def _move(
    draft: InvoiceDraft, invoice: Invoice, lines: Sequence[tuple[InvoiceDraftLine, Taxed]]
) -> Sequence[InvoiceLine]:
    """Lines become those of the invoice; what was put off is free for the next draft."""
    made = [
        InvoiceLine(
            invoice=invoice,
            position=place,
            charge=line.charge,
            replaces=line.replaces,
            root=(line.replaces.root or line.replaces) if line.replaces else None,
            text=line.text,
            quantity=line.quantity,
            unit=line.unit,
            unit_price=line.unit_price,
            amount=line.amount,
            charged_on=line.charged_on,
            tax_code=line.tax_code,
            category=tax.category,
            rate=tax.rate,
        )
        for place, (line, tax) in enumerate(lines, 1)
    ]
    draft.delete()
    return InvoiceLine.objects.bulk_create(made)


def _adjust(lines: Sequence[InvoiceLine], *, by: Actor, at: datetime) -> None:
    """Let a charge come to what it is asked for now, where a line says it again at another
    price."""
    for line in lines:
        charge = line.origin
        if line.replaces is None or charge is None:
            continue
        change = line.amount - stands_at(line.replaces)
        if change:
            words = _("Written anew on %(invoice)s.") % {"invoice": line.invoice.name}
            adjust(charge, change, why=words, mark=f"anew-{line.pk}", by=by, at=at)
