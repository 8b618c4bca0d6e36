"""A draft is looked through: texts, taxes, lines by hand, what is put off and what is let go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from deskhand.contracts.charging import AlreadyReversed, ChargeDiffers, NewCharge, charge, reverse
from deskhand.contracts.invoices.details import Taxes, taxes
from deskhand.contracts.invoices.gathering import line_of
from deskhand.contracts.models import (
    Charge,
    ChargeSource,
    InvoiceDraft,
    InvoiceDraftLine,
    InvoiceLine,
)
from deskhand.contracts.refusing import ContractRefused
from deskhand.journal.actor import Actor
from deskhand.people.models import Organization
from deskhand.rules.invoicing import Taxed, Totals, line_amount, totals
from deskhand.rules.money import PARTS, parts

LARGEST = 10**15


class DraftGone(LookupError):
    """The draft was issued or dropped meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """A line to be written by hand; the price is without tax."""

    text: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    tax_code: str
    why: str


def locked(pk: int) -> InvoiceDraft:
    """Lock a draft; raises DraftGone."""
    draft = InvoiceDraft.objects.select_for_update().select_related("organization").filter(pk=pk)
    found = draft.first()
    if found is None:
        raise DraftGone(pk)
    return found


def lines_of(draft: InvoiceDraft) -> list[InvoiceDraftLine]:
    """Return all lines with what they came of, in one statement."""
    rows = draft.lines.select_related(
        "charge__ticket",
        "charge__reversed_by",
        "replaces__charge__reversed_by",
        "replaces__replaces__charge__reversed_by",
        "replaces__root__charge__reversed_by",
    )
    return list(rows.order_by("position", "pk"))


def is_taken_back(line: InvoiceDraftLine) -> bool:
    """Whether its charge was reversed since it was gathered."""
    charge = origin_of(line)
    return charge is not None and getattr(charge, "reversed_by", None) is not None


def origin_of(line: InvoiceDraftLine) -> Charge | None:
    """Return the charge that a line asks for, also where it says a credited one again."""
    return line.charge if line.replaces is None else line.replaces.origin


def stands_at(line: InvoiceLine) -> int:
    """Return what a line asks for without what credit notes have given up of it."""
    rows = line.credited_by.exclude(gives_up=None)
    return line.amount + (rows.aggregate(sum=Sum("amount"))["sum"] or 0)


def asked_for(lines: Sequence[InvoiceDraftLine]) -> list[InvoiceDraftLine]:
    """Return the lines that an invoice would have."""
    return [line for line in lines if not line.put_off and not is_taken_back(line)]


def taxed(lines: Sequence[InvoiceDraftLine], known: Taxes) -> list[Taxed]:
    """Return lines with their tax by the day of the work; raises ContractRefused."""
    return [known.taxed(line.amount, line.tax_code, line.charged_on) for line in lines]


def totals_of(draft: InvoiceDraft) -> Totals:
    """Return what a draft comes to; raises ContractRefused where a tax is missing."""
    return totals(taxed(asked_for(lines_of(draft)), taxes()))


@transaction.atomic
def word(pk: int, line_id: int, *, text: str, tax_code: str) -> None:
    """Write another text or tax on a line; its amount stays that of the charge."""
    line = _line(locked(pk), line_id)
    if not text.strip():
        raise ContractRefused("text", _("What is it for?"))
    if tax_code and tax_code not in taxes().codes:
        raise ContractRefused("tax_code", _("There is no such tax."))
    line.text, line.tax_code = text.strip()[:500], tax_code
    line.save(update_fields=["text", "tax_code"])


@transaction.atomic
def price(pk: int, line_id: int, *, quantity: Decimal, unit_price: Decimal) -> None:
    """Say another quantity and price of a line that says a credited one again."""
    draft = locked(pk)
    line = _line(draft, line_id)
    if line.replaces_id is None:
        raise ContractRefused("", _("The amount of a charge stands. Take the line off instead."))
    line.quantity, line.unit_price = quantity, unit_price
    line.amount = amount_of(quantity, unit_price, draft.currency)
    line.save(update_fields=["quantity", "unit_price", "amount"])


@transaction.atomic
def put_off(pk: int, line_id: int, *, why: str) -> None:
    """Leave a line for a later invoice, with the reason; without one it comes back."""
    line = _line(locked(pk), line_id)
    line.put_off = why.strip()[:300]
    line.save(update_fields=["put_off"])


@transaction.atomic
def let_go(pk: int, line_id: int, *, why: str, by: Actor, at: datetime) -> None:
    """Take a line off for good: its charge is taken back, with the reason."""
    if not why.strip():
        raise ContractRefused("why", _("Why is it not charged?"))
    line = _line(locked(pk), line_id)
    taken, is_told = origin_of(line), line.replaces is not None
    line.delete()
    if taken is not None:
        try:
            reverse(taken, why=why.strip(), is_told=is_told, by=by, at=at)
        except AlreadyReversed as error:
            words = _("It was taken back already, or takes back itself.")
            raise ContractRefused("", words) from error


@transaction.atomic
def add(pk: int, new: ByHand, *, day: date, once: str, by: Actor, at: datetime) -> InvoiceDraftLine:
    """Add a line by hand, which is a charge like any other; of the same `once` one line."""
    draft = locked(pk)
    if not new.text.strip():
        raise ContractRefused("text", _("What is it for?"))
    try:
        made = charge(_charge(draft, new, day, once), by=by, at=at)
    except ChargeDiffers as error:
        words = _("This was sent before, and said something else. Open the page again.")
        raise ContractRefused("", words) from error
    known = InvoiceDraftLine.objects.filter(charge=made).first()
    if known is not None:
        return known
    last = draft.lines.aggregate(last=Max("position"))["last"] or 0
    line = line_of(draft, made, last + 1, taxes())
    line.save()
    return line


def _charge(draft: InvoiceDraft, new: ByHand, day: date, once: str) -> NewCharge:
    return NewCharge(
        organization=draft.organization,
        contract=draft.contract,
        source=ChargeSource.BY_HAND,
        key=f"by_hand:{once}"[:120],
        charged_on=day,
        text=new.text.strip(),
        quantity=new.quantity,
        unit=new.unit.strip()[:40],
        unit_price=new.unit_price,
        amount=amount_of(new.quantity, new.unit_price, draft.currency),
        currency=draft.currency,
        tax_code=new.tax_code,
        why=(new.why.strip(),) if new.why.strip() else (),
    )


def amount_of(quantity: Decimal, unit_price: Decimal, currency: str) -> int:
    """Return what so many come to in minor units, rounded once; raises ContractRefused."""
    amount = line_amount(int(quantity.scaleb(4)), parts(unit_price, currency), parts=PARTS)
    if abs(amount) > LARGEST:
        raise ContractRefused("unit_price", _("This is more money than there is."))
    return amount


@transaction.atomic
def note(pk: int, words: str) -> None:
    """Write the words above the lines."""
    draft = locked(pk)
    draft.note = words.strip()[:2000]
    draft.save(update_fields=["note"])


@transaction.atomic
def begin(
    organization: Organization, currency: str, *, until: date, by: Actor, at: datetime
) -> InvoiceDraft:
    """Begin a draft without charges, for lines by hand."""
    return InvoiceDraft.objects.create(
        organization=organization, currency=currency, until=until, began_at=at, began_by=by.name
    )


@transaction.atomic
def drop(pk: int) -> None:
    """Throw a draft away; its charges are free for the next one."""
    locked(pk).delete()


def _line(draft: InvoiceDraft, line_id: int) -> InvoiceDraftLine:
    found = draft.lines.select_related("charge").filter(pk=line_id).first()
    if found is None:
        raise DraftGone(line_id)
    return found
