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

from deskhand.contracts.events import ChargeMade, ChargeReversed
from deskhand.contracts.models import Charge, ChargeSource, Contract
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.people.models import Organization
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
def reverse(charge: Charge, *, why: str, on: date | None = None, by: Actor, at: datetime) -> Charge:
    """Take back what a charge comes to by now, on its own day unless another is said. Raises
    AlreadyReversed, also where `charge` is one that takes back."""
    if charge.reverses_id is not None:
        raise AlreadyReversed(charge.key)
    content = {name: getattr(charge, name) for name in (*_CONTENT, "unit", "text", "decided")}
    content |= {
        "quantity": -charge.quantity,
        "amount": -charge.amount,
        "why": [why],
        "key": f"{charge.key}:reversed",
        "made_at": at,
        "made_by": by.name,
        "charged_on": on or charge.charged_on,
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
