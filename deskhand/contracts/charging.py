"""Charging a client: whatever is to be paid goes through here, once, before an invoice asks for it.

Work, packs, quotes, milestones and what recurs make charges; invoices take them up, and the book
of money follows the events `charge_made` and `charge_reversed`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum

from deskhand.contracts.events import ChargeMade, ChargeReversed
from deskhand.contracts.models import Charge, ChargeSource, Contract
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.people.models import Organization
from deskhand.rules.money import major
from deskhand.tickets.models import Ticket

# What a charge is, apart from when and by whom it was made: the same key with the same is the same.
_CONTENT = (
    "organization_id",
    "contract_id",
    "ticket_id",
    "source",
    "charged_on",
    "quantity",
    "unit_price",
    "amount",
    "currency",
    "tax_code",
)


class ChargeDiffers(ValueError):
    """A charge of this key stands, and says something else. Reverse it and charge anew."""


class AlreadyReversed(ValueError):
    """A charge is taken back once, and what takes back is not taken back itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCharge:
    """A charge to be. `amount` is in minor units, without tax; the rest is as in `Charge`."""

    organization: Organization
    source: ChargeSource
    key: str
    charged_on: date
    text: str
    amount: int
    currency: str
    quantity: Decimal = Decimal(1)
    unit: str = ""
    unit_price: Decimal
    contract: Contract | None = None
    ticket: Ticket | None = None
    tax_code: str = ""
    why: Sequence[str] = ()
    decided: str = ""


@transaction.atomic
def charge(new: NewCharge, *, by: Actor, at: datetime) -> Charge:
    """Make a charge, or return the one of this key that says the same. Raises ChargeDiffers."""
    content = _content(new)
    made, is_new = Charge.objects.get_or_create(
        key=new.key, defaults={**content, "made_at": at, "made_by": by.name}
    )
    if is_new:
        told = ChargeMade(
            charge=made.pk,
            source=made.source,
            contract=made.contract_id,
            organization=made.organization_id,
        )
        record(told, by=by, at=at)
    elif any(getattr(made, name) != content[name] for name in _CONTENT):
        raise ChargeDiffers(new.key)
    return made


@transaction.atomic
def reverse(
    charge: Charge,
    *,
    why: str,
    on: date | None = None,
    is_told: bool = False,
    by: Actor,
    at: datetime,
) -> Charge:
    """Take back what a charge comes to by now, on its own day unless another is said. With
    `is_told` a credit note has said so, and no invoice does. Raises AlreadyReversed, also where
    `charge` is one that takes back or adjusts."""
    if charge.reverses_id is not None or charge.adjusts_id is not None:
        raise AlreadyReversed(charge.key)
    held(charge)
    amount = standing_amount(charge)
    content = _of(charge, -amount, why=why, by=by, at=at) | {
        "key": f"{charge.key}:reversed",
        "charged_on": on or charge.charged_on,
        "adjusts": charge if is_told else None,
    }
    if amount == charge.amount:
        content |= {
            "quantity": -charge.quantity,
            "unit": charge.unit,
            "unit_price": charge.unit_price,
        }
    back, is_new = Charge.objects.get_or_create(reverses=charge, defaults=content)
    if not is_new:
        raise AlreadyReversed(charge.key)
    told = ChargeReversed(
        charge=back.pk,
        reverses=charge.pk,
        source=back.source,
        contract=back.contract_id,
        organization=back.organization_id,
    )
    record(told, by=by, at=at)
    return back


@transaction.atomic
def adjust(charge: Charge, change: int, *, why: str, mark: str, by: Actor, at: datetime) -> Charge:
    """Let a charge come to so much more, or less, as an invoice or a credit note has said; of the
    same `mark` once."""
    held(charge)
    content = _of(charge, change, why=why, by=by, at=at) | {"adjusts": charge}
    made, is_new = Charge.objects.get_or_create(key=f"{charge.key}:{mark}"[:120], defaults=content)
    if is_new:
        told = ChargeMade(
            charge=made.pk,
            source=made.source,
            contract=made.contract_id,
            organization=made.organization_id,
        )
        record(told, by=by, at=at)
    return made


def held(charge: Charge) -> Charge:
    """Return a charge read fresh and locked, so that what it comes to stays so meanwhile."""
    return Charge.objects.select_for_update(no_key=True).get(pk=charge.pk)


def standing_amount(charge: Charge) -> int:
    """Return what a charge comes to with all that adjusted it."""
    rows = Charge.objects.filter(adjusts=charge, reverses=None)
    change: int = rows.aggregate(sum=Sum("amount"))["sum"] or 0
    return charge.amount + change


def _of(charge: Charge, amount: int, *, why: str, by: Actor, at: datetime) -> dict[str, Any]:
    """What a row says that changes another by an amount."""
    content = {name: getattr(charge, name) for name in (*_CONTENT, "text", "decided")}
    quantity = Decimal(1) if amount > 0 else Decimal(-1)
    return content | {
        "quantity": quantity,
        "unit_price": major(abs(amount), charge.currency),
        "amount": amount,
        "why": [why],
        "made_at": at,
        "made_by": by.name,
    }


def _content(new: NewCharge) -> dict[str, Any]:
    return {
        "organization_id": new.organization.pk,
        "contract_id": new.contract.pk if new.contract else None,
        "ticket_id": new.ticket.pk if new.ticket else None,
        "source": new.source,
        "charged_on": new.charged_on,
        "text": new.text[:500],
        "quantity": new.quantity,
        "unit": new.unit,
        "unit_price": new.unit_price,
        "amount": new.amount,
        "currency": new.currency,
        "tax_code": new.tax_code,
        "why": list(new.why),
        "decided": new.decided[:300],
    }
