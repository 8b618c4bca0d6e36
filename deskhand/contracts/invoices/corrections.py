"""A month that was charged in advance comes to something else by a change within it, such as
another price, or the end of the contract: the difference is a line of its own, plus or minus.

What is counted stays as it was counted when the month was charged.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from deskhand.contracts import charging
from deskhand.contracts.charging import NewCharge
from deskhand.contracts.models import Charge, ChargeSource, Contract
from deskhand.contracts.recurring import FLAT, MonthLine, month_of, next_month
from deskhand.contracts.wording import money
from deskhand.journal.actor import Actor
from deskhand.rules.money import major

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Charged:
    """What was charged of a line in a month: the first charge, and what all of them come to."""

    first: Charge
    amount: int
    count: int


def correct_months(contract: Contract, *, by: Actor, at: datetime) -> int:
    """Charge the differences of this month and the last; returns how many charges were made."""
    this = contract.day(at).replace(day=1)
    made = 0
    for month in ((this - A_DAY).replace(day=1), this):
        for key, charged, amount in _changed(contract, month, at=at):
            new = _difference(contract, key, charged, amount, at=at)
            charging.charge(new, by=by, at=at)
            made += 1
    return made


def _changed(
    contract: Contract, month: date, *, at: datetime
) -> Iterator[tuple[str, Charged, int]]:
    """Each line whose month was charged before it was over, and comes to something else now."""
    over_at = datetime.combine(next_month(month), time.min, tzinfo=contract.zone)
    rows = Charge.objects.own().filter(
        contract=contract, source=ChargeSource.RECURRING, key__regex=_keys(month)
    )
    groups: dict[int, list[Charge]] = {}
    for row in rows.select_related("reversed_by").prefetch_related("adjustments").order_by("pk"):
        groups.setdefault(int(row.key.split(":")[1]), []).append(row)
    counts = {line: _many(found[0]) for line, found in groups.items()}
    known = {line: many for line, many in counts.items() if many is not None}
    told = {one.line.pk: one for one in month_of(contract, month, counts=known, at=at)}
    for line, found in groups.items():
        # Where somebody let a part of it go, or wrote it anew, it stays so.
        is_open = not any(hasattr(row, "reversed_by") or row.adjustments.all() for row in found)
        if is_open and found[0].made_at < over_at and _is_known(told.get(line), line, known):
            amount = told[line].charge.amount if line in told else 0
            charged = Charged(found[0], sum(row.amount for row in found), len(found))
            if amount != charged.amount:
                yield f"recurring:{line}:{month:%Y-%m}", charged, amount


def _keys(month: date) -> str:
    return rf"^recurring:[0-9]+:{month:%Y-%m}(:[0-9]+)?$"


def _many(row: Charge) -> int | None:
    """How many were charged, where the charge says so: one may stand for a part of a month."""
    is_whole = row.quantity == int(row.quantity)
    plain = major(row.amount, row.currency) == row.quantity * row.unit_price
    return int(row.quantity) if is_whole and plain and row.quantity != 1 else None


def _is_known(told: MonthLine | None, line: int, known: dict[int, int]) -> bool:
    """Whether it does not hang on a count that nobody kept."""
    return told is None or told.line.counts == FLAT or not told.is_counted or line in known


def _difference(
    contract: Contract, key: str, charged: Charged, amount: int, *, at: datetime
) -> NewCharge:
    first, change = charged.first, amount - charged.amount
    words = _("It was charged in advance with %(before)s, and comes to %(now)s by what holds now.")
    filled = {
        "before": money(charged.amount, first.currency),
        "now": money(amount, first.currency),
    }
    return NewCharge(
        organization=contract.organization,
        contract=contract,
        source=ChargeSource.RECURRING,
        key=f"{key}:{charged.count + 1}",
        charged_on=contract.day(at),
        text=_("%(what)s, corrected") % {"what": first.text},
        quantity=Decimal(1 if change > 0 else -1),
        unit_price=major(abs(change), first.currency),
        amount=change,
        currency=first.currency,
        tax_code=first.tax_code,
        why=(words % filled,),
    )
