"""What recurs is charged month by month: each line of each contract once."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from django.utils import formats, translation
from django.utils.translation import gettext as _

from deskhand.contracts.charging import NewCharge, charge
from deskhand.contracts.invoices.corrections import correct_months
from deskhand.contracts.invoices.details import billing_of, locked_rules
from deskhand.contracts.models import Charge, ChargeSource, Contract
from deskhand.contracts.promising import periods
from deskhand.contracts.reading import with_standing
from deskhand.contracts.recurring import MonthLine, month_of, next_month
from deskhand.journal.actor import Actor
from deskhand.people.models import Organization
from deskhand.provider.firm import current
from deskhand.rules.money import major
from deskhand.rules.proration import days_of

# So many months are made up for where nobody charged for long.
MOST_MONTHS = 24


def charge_months(*, by: Actor, at: datetime, organization: Organization | None = None) -> int:
    """Charge what recurs in all months that are due; returns how many charges were made.

    A line is charged from the month in which its contract was entered, whatever ran before.
    """
    in_advance = locked_rules().in_advance
    rows = with_standing(Contract.objects.all())
    if organization is not None:
        rows = rows.filter(organization=organization)
    return sum(_of_contract(one, in_advance, by=by, at=at) for one in rows)


def _of_contract(contract: Contract, in_advance: bool, *, by: Actor, at: datetime) -> int:
    if not contract.recurring_lines.exists():
        return 0
    charged = _charged(contract)
    language = billing_of(contract.organization).language or current().language
    made = 0
    for month in _due(contract, in_advance, at=at):
        for line in month_of(contract, month, at=at):
            if (line.line.pk, month) in charged or not line.charge.amount:
                continue
            with translation.override(language):
                new = _new(contract, month, line, in_advance)
            charge(new, by=by, at=at)
            made += 1
    with translation.override(language):
        return made + correct_months(contract, by=by, at=at)


def _charged(contract: Contract) -> set[tuple[int, date]]:
    rows = Charge.objects.own().filter(contract=contract, source=ChargeSource.RECURRING)
    keys = rows.values_list("key", flat=True)
    found = set()
    for key in keys:
        _name, line, month, *_times = key.split(":")
        found.add((int(line), date.fromisoformat(f"{month}-01")))
    return found


def _due(contract: Contract, in_advance: bool, *, at: datetime) -> Iterator[date]:
    """The first days of the months that can be charged by now."""
    this = contract.day(at).replace(day=1)
    month = max(contract.day(contract.made_at), contract.begins_on).replace(day=1)
    earliest = _back(this, MOST_MONTHS)
    month = max(month, earliest)
    while month < this or (in_advance and month == this):
        yield month
        month = next_month(month)


def _back(month: date, count: int) -> date:
    number = month.year * 12 + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def _new(contract: Contract, month: date, line: MonthLine, in_advance: bool) -> NewCharge:
    days = days_of(month)
    amount = major(line.charge.amount, line.currency)
    is_plain = len(line.charge.pieces) == 1 and line.charge.pieces[0].days == line.charge.month_days
    words = _("%(what)s, %(month)s")
    return NewCharge(
        organization=contract.organization,
        contract=contract,
        source=ChargeSource.RECURRING,
        key=f"recurring:{line.line.pk}:{month:%Y-%m}",
        charged_on=days.first if in_advance else days.last or days.first,
        text=words % {"what": line.line.name, "month": formats.date_format(month, "F Y")},
        quantity=Decimal(line.quantity) if is_plain else Decimal(1),
        unit_price=(line.price or amount) if is_plain else amount,
        amount=line.charge.amount,
        currency=line.currency,
        tax_code=_tax_code(contract, month),
        why=(*line.words, _how_many(line)),
    )


def _tax_code(contract: Contract, month: date) -> str:
    last = days_of(month).last or month
    codes = [version.tax_code for version, span in periods(contract) if span.first <= last]
    return codes[-1] if codes else ""


def _how_many(line: MonthLine) -> str:
    if line.line.counts == "flat":
        return _("A flat fee of the contract.")
    if line.is_counted:
        return _("%(count)s were counted when the month was charged.") % {"count": line.quantity}
    return _("%(count)s, as they were set in the contract.") % {"count": line.quantity}
