"""Credit notes: an issued invoice is never changed; it is given back, in whole or by lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from deskhand.contracts.charging import adjust, held, reverse, standing_amount
from deskhand.contracts.events import CreditIssued
from deskhand.contracts.invoices import details
from deskhand.contracts.invoices.drafting import stands_at
from deskhand.contracts.invoices.issuing import put
from deskhand.contracts.models import (
    Charge,
    Invoice,
    InvoiceDraft,
    InvoiceDraftLine,
    InvoiceLine,
    OpenInvoice,
)
from deskhand.contracts.refusing import ContractRefused
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.rules.invoicing import Taxed, TaxLine, Totals, totals
from deskhand.rules.money import major

Part = tuple[InvoiceLine, int]


@dataclass(frozen=True, slots=True)
class Parts:
    """What is given back: amounts without tax by the ids of lines, or None for all that is left.

    `given_up` are the lines that are charged no more; the others are charged again, corrected. A
    part of what is left of a line is always given up: nothing could ask for it by itself.
    """

    amounts: Mapping[int, int] | None = None
    given_up: frozenset[int] = frozenset()


def left(invoice: Invoice) -> list[Part]:
    """Return the lines of an invoice, each with what can still be given back: nothing where its
    charge was taken back, and a draft or another invoice gives that back."""
    rows = invoice.lines.annotate(back=Sum("credited_by__amount")).order_by("position")
    taken_back = "charge__reversed_by"
    rows = rows.select_related(
        *(
            f"{path}{taken_back}__{where}"
            for path in ("", "replaces__", "root__")
            for where in ("draft_line", "invoice_line")
        )
    )
    return [(row, 0 if _is_elsewhere(row) else row.amount + (row.back or 0)) for row in rows]


def _is_elsewhere(line: InvoiceLine) -> bool:
    taken_back = getattr(line.origin, "reversed_by", None)
    return hasattr(taken_back, "draft_line") or hasattr(taken_back, "invoice_line")


@transaction.atomic
def credit(
    pk: int,
    parts: Mapping[int, int] | Parts | None,
    *,
    why: str,
    once: str,
    by: Actor,
    at: datetime,
) -> Invoice:
    """Issue a credit note for parts of lines, or for all that is left; of the same `once` one.
    Raises ContractRefused."""
    state = OpenInvoice.objects.select_for_update().get(invoice=pk)
    key = f"{pk}:{once}"[:100]
    made = Invoice.objects.filter(once_key=key).first()
    if made is not None:
        return made
    invoice = Invoice.objects.select_related("organization").get(pk=pk)
    asked = parts if isinstance(parts, Parts) else Parts(parts)
    rows = left(invoice)
    rests = {line.pk: rest for line, rest in rows}
    chosen = _chosen(invoice, rows, asked.amounts)
    if not why.strip():
        raise ContractRefused("why", _("Why is it given back?"))
    note = _headed(invoice, why.strip()[:300], key, by=by, at=at)
    prefix = details.seller_rules().credit_prefix
    put(note, _sums(invoice, chosen), prefix=prefix, known=details.taxes())
    given_up = {
        line.pk: _give_up(line, part, note, by=by, at=at)
        for line, part in chosen
        if line.pk in asked.given_up or part != rests[line.pk]
    }
    _write(note, chosen, given_up)
    state.credited -= note.total
    state.open += note.total
    state.save(update_fields=["credited", "open"])
    OpenInvoice.objects.create(invoice=note, due_on=note.due_on, open=0)
    told = CreditIssued(
        invoice=note.pk,
        credits=invoice.pk,
        total=-note.total,
        tax=-note.tax,
        currency=note.currency,
        organization=note.organization_id,
    )
    record(told, by=by, at=at)
    return note


def _headed(invoice: Invoice, why: str, key: str, *, by: Actor, at: datetime) -> Invoice:
    """A credit note without its number and sums."""
    today = details.today(at)
    return Invoice(
        kind=Invoice.Kind.CREDIT,
        organization=invoice.organization,
        contract=invoice.contract,
        credits=invoice,
        why=why,
        once_key=key,
        currency=invoice.currency,
        issued_on=today,
        due_on=today,
        first_on=invoice.first_on,
        last_on=invoice.last_on,
        language=invoice.language,
        seller=invoice.seller,
        buyer=invoice.buyer,
        issued_at=at,
        issued_by=by.name,
    )


def _give_up(
    line: InvoiceLine, part: int, note: Invoice, *, by: Actor, at: datetime
) -> Charge | None:
    """Let what a line asks for be charged no more, in whole or in part; None where its charge was
    taken back before."""
    charge = held(line.origin) if line.origin is not None else None
    if charge is None or hasattr(charge, "reversed_by"):
        return None
    if part == standing_amount(charge):
        return reverse(charge, why=note.why, is_told=True, by=by, at=at)
    mark = f"credit-{note.pk}-{line.pk}"
    return adjust(charge, -part, why=note.why, mark=mark, by=by, at=at)


def _chosen(invoice: Invoice, rows: Sequence[Part], parts: Mapping[int, int] | None) -> list[Part]:
    if invoice.is_credit:
        raise ContractRefused("", _("A credit note is not credited. Issue an invoice instead."))
    if parts is None:
        chosen = [(line, rest) for line, rest in rows if rest]
    else:
        chosen = [(line, parts[line.pk]) for line, _rest in rows if parts.get(line.pk)]
        rests = {line.pk: rest for line, rest in rows}
        for line, amount in chosen:
            if not _fits(amount, rests[line.pk]):
                words = _("Of “%(text)s” less is left to give back.")
                raise ContractRefused("", words % {"text": line.text})
    if sum(amount for _line, amount in chosen) <= 0:
        raise ContractRefused("", _("Nothing would be given back."))
    return chosen


def _fits(amount: int, rest: int) -> bool:
    """As the line asks or gives, and no more than is left of it."""
    return 0 < amount <= rest or rest <= amount < 0


def _sums(invoice: Invoice, chosen: Sequence[Part]) -> Totals:
    """What is given back. Where nothing of a tax remains, so does nothing of its sum: however often
    an invoice was credited by parts, all of them come to exactly what it asked for."""
    asked = [Taxed(-part, line.tax_code, line.rate, line.category) for line, part in chosen]
    sums = totals(asked)
    given: dict[tuple[str, int], tuple[int, int]] = {}
    for told in (invoice.taxes, *(note.taxes for note in invoice.credit_notes.all())):
        for one in told:
            key = (one["code"], one["rate"])
            net, tax = given.get(key, (0, 0))
            given[key] = (net + one["net"], tax + one["tax"])
    taxes = tuple(
        TaxLine(one.code, one.category, one.rate, one.net, _tax(one, given)) for one in sums.taxes
    )
    return Totals(sums.net, sum(one.tax for one in taxes), taxes)


def _tax(one: TaxLine, given: Mapping[tuple[str, int], tuple[int, int]]) -> int:
    net, tax = given.get((one.code, one.rate), (0, 0))
    return -tax if net + one.net == 0 else one.tax


def _write(note: Invoice, chosen: Sequence[Part], given_up: Mapping[int, Charge | None]) -> None:
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=note,
            position=place,
            credits=line,
            gives_up=given_up.get(line.pk),
            text=line.text,
            quantity=-line.quantity if part == line.amount else Decimal(-1),
            unit=line.unit if part == line.amount else "",
            unit_price=line.unit_price if part == line.amount else major(part, note.currency),
            amount=-part,
            charged_on=line.charged_on,
            tax_code=line.tax_code,
            category=line.category,
            rate=line.rate,
        )
        for place, (line, part) in enumerate(chosen, 1)
    )


@transaction.atomic
def say_again(pk: int, *, by: Actor, at: datetime) -> InvoiceDraft:
    """Begin a draft of the lines of an invoice that were given back in whole to be charged again;
    the same draft while it is open. Raises ContractRefused."""
    OpenInvoice.objects.select_for_update().get(invoice=pk)
    invoice = Invoice.objects.get(pk=pk)
    lines = to_be_said_again(invoice)
    open_one = next((line.draft_line.draft for line in lines if hasattr(line, "draft_line")), None)
    if open_one is not None:
        return open_one
    if not lines:
        words = _(
            "Nothing of it waits to be written anew: give it back first, to be charged again."
        )
        raise ContractRefused("", words)
    draft = InvoiceDraft.objects.create(
        organization_id=invoice.organization_id,
        contract_id=invoice.contract_id,
        currency=invoice.currency,
        until=invoice.last_on,
        note=invoice.note,
        began_at=at,
        began_by=by.name,
    )
    InvoiceDraftLine.objects.bulk_create(_again(draft, line) for line in lines)
    return draft


def to_be_said_again(invoice: Invoice) -> list[InvoiceLine]:
    """Return the lines that were given back in whole and are to be charged again."""
    rows = invoice.lines.filter(replaced_by=None).annotate(back=Sum("credited_by__amount"))
    again = rows.select_related(
        "draft_line__draft",
        "charge__reversed_by",
        "replaces__charge__reversed_by",
        "root__charge__reversed_by",
    )
    return [
        line
        for line in again.order_by("position")
        if line.amount + (line.back or 0) == 0
        and not hasattr(line.origin, "reversed_by")
        and stands_at(line)
    ]


def _again(draft: InvoiceDraft, line: InvoiceLine) -> InvoiceDraftLine:
    amount = stands_at(line)
    is_whole = amount == line.amount
    return InvoiceDraftLine(
        draft=draft,
        position=line.position,
        replaces=line,
        text=line.text,
        quantity=line.quantity if is_whole else Decimal(1 if amount > 0 else -1),
        unit=line.unit if is_whole else "",
        unit_price=line.unit_price if is_whole else major(abs(amount), draft.currency),
        amount=amount,
        charged_on=line.charged_on,
        tax_code=line.tax_code,
    )
