"""What came in for an invoice, entered once; taken back where it was entered wrongly."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from deskhand.contracts.events import PaymentEntered
from deskhand.contracts.invoices.details import today
from deskhand.contracts.models import Invoice, OpenInvoice, Payment
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.wording import money
from deskhand.journal.actor import Actor
from deskhand.journal.record import record


@dataclass(frozen=True, slots=True)
class Received:
    """Money for an invoice, in minor units; less than zero where it went back to the client."""

    amount: int
    on: date
    note: str = ""


@transaction.atomic
def enter(pk: int, said: Received, *, once: str, by: Actor, at: datetime) -> Payment:
    """Enter money for an invoice; of the same `once` it is entered once. Raises
    ContractRefused."""
    state = OpenInvoice.objects.select_for_update().get(invoice=pk)
    key = f"in:{pk}:{once}"[:100]
    known = Payment.objects.filter(key=key).first()
    if known is not None:
        return known
    invoice = Invoice.objects.get(pk=pk)
    _check(invoice, state, said, at=at)
    row = Payment(
        invoice=invoice,
        amount=said.amount,
        currency=invoice.currency,
        received_on=said.on,
        note=said.note.strip()[:200],
        key=key,
        entered_at=at,
        entered_by=by.name,
    )
    return _put(row, state, by=by, at=at)


def _check(invoice: Invoice, state: OpenInvoice, said: Received, *, at: datetime) -> None:
    amount = said.amount
    if invoice.is_credit:
        raise ContractRefused("", _("Enter it on the invoice that was credited."))
    if said.on > today(at):
        raise ContractRefused("received_on", _("That day is still to come."))
    if amount == 0:
        raise ContractRefused("amount", _("How much was it?"))
    if amount > max(state.open, 0):
        words = _("Only %(open)s is open.")
        told = words % {"open": money(max(state.open, 0), invoice.currency)}
        raise ContractRefused("amount", told)
    if amount < 0 and -amount > state.paid:
        words = _("Only %(paid)s came in.")
        raise ContractRefused("amount", words % {"paid": money(state.paid, invoice.currency)})


@transaction.atomic
def take_back(payment_id: int, *, by: Actor, at: datetime) -> Payment:
    """Take a payment back that was entered wrongly; a second time nothing happens."""
    payment = Payment.objects.select_related("invoice").get(pk=payment_id)
    state = OpenInvoice.objects.select_for_update().get(invoice=payment.invoice_id)
    known = Payment.objects.filter(reverses=payment).first()
    if known is not None:
        return known
    if payment.reverses_id is not None:
        raise ContractRefused("", _("This takes back another one. Enter it anew instead."))
    row = Payment(
        invoice=payment.invoice,
        amount=-payment.amount,
        currency=payment.currency,
        received_on=payment.received_on,
        note=_("Taken back: entered wrongly"),
        key=f"back:{payment.pk}",
        reverses=payment,
        entered_at=at,
        entered_by=by.name,
    )
    return _put(row, state, by=by, at=at)


def _put(row: Payment, state: OpenInvoice, *, by: Actor, at: datetime) -> Payment:
    row.save(force_insert=True)
    state.paid += row.amount
    state.open -= row.amount
    state.save(update_fields=["paid", "open"])
    told = PaymentEntered(
        payment=row.pk,
        invoice=row.invoice_id,
        amount=row.amount,
        currency=row.currency,
        organization=row.invoice.organization_id,
    )
    record(told, by=by, at=at)
    return row
