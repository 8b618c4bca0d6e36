"""Units for which too few were left, charged in money: one charge for all that an event has, taken
back and made anew when it has another number of them."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from deskhand.contracts import charging
from deskhand.contracts.charging import NewCharge
from deskhand.contracts.ledger.books import arithmetic, need_version, retold
from deskhand.contracts.models import Charge, ChargeSource, LedgerEvent, Taken, UnitRequest
from deskhand.contracts.paying import named
from deskhand.contracts.terms import Terms
from deskhand.journal.actor import Actor
from deskhand.rules.money import minor


def settle(
    event: LedgerEvent, agreement: UnitRequest | None, *, by: Actor, at: datetime
) -> Charge | None:
    """Let what is charged for an answer or appointment be what it has too few units for now."""
    if event.taken != Taken.POSTED or event.book.contract_id is None:
        return None
    about = event if not event.target else LedgerEvent.objects.filter(key=event.target).first()
    if about is None or about.kind not in {"answer", "appointment"}:
        return None
    if about is event:
        units = event.materials
    else:
        live = retold(event.book, arithmetic(event.book, Terms())).live.get(about.key)
        units = sum(live.materials.values()) if live else 0
    rows = Charge.objects.own().filter(key__startswith=f"units:{about.pk}:")
    row: Charge
    for row in rows.filter(reversed_by=None):
        if row.quantity == units:
            return row
        charging.reverse(row, why=_("The work was taken back or corrected."), by=by, at=at)
    return _charged(event, about, units, agreement, by=by, at=at) if units else None


def _charged(
    event: LedgerEvent,
    about: LedgerEvent,
    units: int,
    agreement: UnitRequest | None,
    *,
    by: Actor,
    at: datetime,
) -> Charge | None:
    contract = event.book.contract
    if contract is None:
        return None
    version = need_version(contract, about.effective_at)
    price = Decimal(Terms.of(version.terms).unit_price)
    if not version.currency or not price:
        return None
    new = NewCharge(
        organization=contract.organization,
        contract=contract,
        ticket=about.ticket,
        source=ChargeSource.UNITS,
        key=f"units:{about.pk}:{event.pk}",
        charged_on=contract.day(about.effective_at),
        text=named(
            _("Support beyond your units, request %(number)s") % {"number": about.ticket_id},
            about.ticket,
            contract,
        ),
        quantity=Decimal(units),
        unit=_("unit"),
        unit_price=price,
        amount=minor(price * units, version.currency),
        currency=version.currency,
        tax_code=version.tax_code,
        why=(_("No unit was left for it; one costs %(price)s.") % {"price": price},),
        decided=_decided(agreement),
    )
    return charging.charge(new, by=by, at=at)


def _decided(agreement: UnitRequest | None) -> str:
    if agreement is None or agreement.decided_at is None:
        return ""
    words = _("%(name)s agreed by link on %(day)s: %(what)s")
    filled = {
        "name": agreement.person,
        "day": agreement.decided_at.date().isoformat(),
        "what": agreement.get_state_display(),
    }
    return words % filled
