"""Recurring lines: added, priced and counted by date, and what they come to in a month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deskhand.contracts.counting import COUNTERS, counted
from deskhand.contracts.models import Contract, LinePrice, LineQuantity, RecurringLine
from deskhand.contracts.promising import periods
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.wording import price as price_words
from deskhand.rules.money import PARTS, parts, whole
from deskhand.rules.proration import Charge, Piece, charge
from deskhand.rules.terms import Span

MOST_LINES = 50
FLAT = "flat"


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line to be; its price holds from its first day."""

    name: str
    counts: str
    begins_on: date
    price: Decimal
    ends_on: date | None = None
    by_days: bool = True


@transaction.atomic
def add(contract: Contract, new: NewLine) -> RecurringLine:
    """Add a line after the others; raises ContractRefused."""
    Contract.objects.select_for_update().get(pk=contract.pk)
    if contract.recurring_lines.count() >= MOST_LINES:
        raise ContractRefused("", _("At most fifty lines."))
    _check(contract, new)
    last = contract.recurring_lines.order_by("position").last()
    line = RecurringLine.objects.create(
        contract=contract,
        name=new.name.strip(),
        counts=new.counts,
        position=last.position + 1 if last else 0,
        begins_on=new.begins_on,
        ends_on=new.ends_on,
        by_days=new.by_days,
    )
    LinePrice.objects.create(line=line, valid_from=new.begins_on, price=new.price)
    return line


def _check(contract: Contract, new: NewLine) -> None:
    whole = contract.agreement.whole
    if new.counts not in COUNTERS:
        raise ContractRefused("counts", _("This is nothing that is counted."))
    if new.ends_on is not None and new.ends_on < new.begins_on:
        raise ContractRefused("ends_on", _("It ends before it begins."))
    if new.begins_on not in whole:
        words = _("The contract runs from %(first)s to %(last)s. Choose a day of it.")
        last = whole.last or _("no end")
        raise ContractRefused("begins_on", words % {"first": whole.first, "last": last})
    _need_currency(contract)


def _need_currency(contract: Contract) -> None:
    newest = contract.versions.order_by("-number").first()
    if newest is None or not newest.currency:
        raise ContractRefused("price", _("A price needs a currency. Give the contract one first."))


@transaction.atomic
def reprice(line: RecurringLine, price: Decimal, *, valid_from: date, at: datetime) -> LinePrice:
    """Let it cost something else from a day on, today or later and after the last change. Raises
    ContractRefused."""
    line = RecurringLine.objects.select_for_update().get(pk=line.pk)
    newest = line.prices.latest("valid_from")
    if valid_from <= newest.valid_from:
        words = _("The price of %(day)s stands. Choose a later day.")
        raise ContractRefused("valid_from", words % {"day": newest.valid_from})
    _need_not_past(line, valid_from, at=at)
    return LinePrice.objects.create(line=line, valid_from=valid_from, price=price)


@transaction.atomic
def set_quantity(
    line: RecurringLine,
    quantity: int | None,
    *,
    valid_from: date,
    reason: str,
    by: str,
    at: datetime,
) -> LineQuantity:
    """Set how many there are from a day on, and why; None lets them be counted again. Raises
    ContractRefused."""
    if not reason.strip():
        raise ContractRefused("reason", _("Why is it not as it is counted?"))
    _need_not_past(line, valid_from, at=at)
    said = {"quantity": quantity, "reason": reason.strip()[:300], "by": by}
    row, _made = LineQuantity.objects.update_or_create(
        line=line, valid_from=valid_from, defaults=said
    )
    return row


def _need_not_past(line: RecurringLine, day: date, *, at: datetime) -> None:
    if day < line.contract.day(at).replace(day=1):
        words = _("Months that are over stay as they were charged. Choose a day of this month on.")
        raise ContractRefused("valid_from", words)


def end(line: RecurringLine, on: date, *, at: datetime) -> None:
    """Let a line run until a day of this month or a later one; raises ContractRefused."""
    if on < line.begins_on:
        raise ContractRefused("ends_on", _("It ends before it begins."))
    if on < line.contract.day(at).replace(day=1):
        raise ContractRefused("ends_on", _("Months that are over stay as they were charged."))
    line.ends_on = on
    line.save(update_fields=["ends_on"])


def lines_of(contract: Contract) -> list[RecurringLine]:
    """Return the lines of a contract with their prices and quantities, in three statements."""
    rows = contract.recurring_lines.prefetch_related("prices", "quantities")
    return list(rows.order_by("position", "pk"))


def line_of(contract: Contract, pk: int) -> RecurringLine | None:
    rows = contract.recurring_lines.prefetch_related("prices", "quantities")
    return rows.filter(pk=pk).first()


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A line in a month, with what it was reckoned of; `is_counted` where nobody set how many."""

    line: RecurringLine
    charge: Charge
    price: Decimal | None
    quantity: int
    is_counted: bool
    currency: str
    words: tuple[str, ...]


def month_of(
    contract: Contract, month: date, *, counts: Mapping[int, int] | None = None, at: datetime
) -> list[MonthLine]:
    """Return what recurs in the month of a day: by the days on which contract and line run. What
    is counted is counted as it is now, unless `counts` says how many there are of a line."""
    spans = periods(contract)
    currency = next((v.currency for v, _span in reversed(spans) if v.currency), "")
    held = [span for _version, span in spans]
    lines = lines_of(contract)
    said = counts or {}

    def of(line: RecurringLine) -> MonthLine:
        now = said.get(line.pk)
        now = counted(line.counts, contract) or 0 if now is None else now
        return _month_line(line, month, held, currency, now)

    found = (of(line) for line in lines)
    return [one for one in found if one.charge.pieces]


def line_that_pays(
    contract: Contract, fee: Decimal, month: date, *, at: datetime
) -> RecurringLine | None:
    """Return the flat line by which such a fee is charged in the month of a day; None where no
    line of the contract does that."""
    found = month_of(contract, month.replace(day=1), at=at)
    paying = (one.line for one in found if one.line.counts == FLAT and one.price == fee)
    return next(paying, None)


def _month_line(
    line: RecurringLine, month: date, held: Sequence[Span], currency: str, now: int
) -> MonthLine:
    own = Span(line.begins_on, line.ends_on)
    prices, quantities = list(line.prices.all()), list(line.quantities.all())

    def quantity(day: date) -> int:
        said = _latest(quantities, day)
        return now if said is None or said.quantity is None else int(said.quantity)

    def price(day: date) -> int:
        said = _latest(prices, day)
        return parts(said.price, currency) if said else 0

    told = charge(
        month,
        held=lambda day: day in own and any(day in span for span in held),
        quantity=quantity,
        price=price,
        parts=PARTS,
        by_days=line.by_days,
    )
    last = month.replace(day=told.month_days)
    said, priced = _latest(quantities, last), _latest(prices, last)
    return MonthLine(
        line=line,
        charge=told,
        price=priced.price if priced else None,
        quantity=told.pieces[-1].quantity if told.pieces else 0,
        is_counted=said is None or said.quantity is None,
        currency=currency,
        words=tuple(_piece_words(piece, line, currency, told) for piece in told.pieces),
    )


def _latest(rows: Sequence[Any], day: date) -> Any:
    """The last of rows in order of their days that has begun on a day; None before the first."""
    return next((row for row in reversed(rows) if row.valid_from <= day), None)


def _piece_words(piece: Piece, line: RecurringLine, currency: str, told: Charge) -> str:
    rate = price_words(whole(piece.price, currency), currency)
    unit = COUNTERS[line.counts].unit if line.counts in COUNTERS else ""
    many = f"{piece.quantity} {unit} × {rate}" if unit else rate
    if piece.days == told.month_days:
        return many
    words = ngettext(
        "%(many)s, %(days)d day of %(of)d", "%(many)s, %(days)d days of %(of)d", piece.days
    )
    return words % {"many": many, "days": piece.days, "of": told.month_days}


def next_month(day: date) -> date:
    """Return the first day of the month after that of a day."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
