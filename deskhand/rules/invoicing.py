"""What an invoice comes to: each line is rounded once, tax once for each rate, and both are summed.

Amounts are whole minor units; a rate of tax is in thousandths of a percent, so that nothing floats.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# Thousandths of a percent in a whole.
WHOLE = 100_000
# Where what is late begins anew: up to so many days.
AGES = (30, 60, 90)


class Category(StrEnum):
    """Why so much tax is asked for (UNCL 5305, as EN 16931 uses it)."""

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    REVERSE = "AE"
    INTRA = "K"
    EXPORT = "G"
    OUTSIDE = "O"


@dataclass(frozen=True, slots=True)
class Taxed:
    """An amount without tax, and the tax that goes with it."""

    amount: int
    code: str
    rate: int
    category: str = Category.STANDARD


@dataclass(frozen=True, slots=True)
class TaxLine:
    """All amounts of one code and rate, and the tax on their sum."""

    code: str
    category: str
    rate: int
    net: int
    tax: int


@dataclass(frozen=True, slots=True)
class Totals:
    net: int
    tax: int
    taxes: tuple[TaxLine, ...]

    @property
    def total(self) -> int:
        return self.net + self.tax


def rounded(number: int, by: int) -> int:
    """Divide, a half away from zero; `by` is more than zero."""
    size = (2 * abs(number) + by) // (2 * by)
    return size if number >= 0 else -size


def line_amount(quantity: int, price: int, *, parts: int) -> int:
    """Return minor units, a half rounded away from zero; `quantity` in ten-thousandths, `price` in
    parts of a minor unit."""
    return rounded(quantity * price, 10_000 * parts)


def totals(lines: Iterable[Taxed]) -> Totals:
    """Return what lines come to; rates in order from the highest."""
    sums: dict[tuple[str, str, int], int] = {}
    for line in lines:
        key = (line.code, line.category, line.rate)
        sums[key] = sums.get(key, 0) + line.amount
    taxes = tuple(
        TaxLine(code, category, rate, net, rounded(net * rate, WHOLE))
        for (code, category, rate), net in sorted(sums.items(), key=lambda one: (-one[0][2], one))
    )
    return Totals(sum(one.net for one in taxes), sum(one.tax for one in taxes), taxes)


def shared_out(whole: int, weights: Sequence[int]) -> list[int]:
    """Share an amount out by weights, so that the shares come to exactly the whole."""
    total, given, told = sum(weights), 0, []
    passed = 0
    for weight in weights:
        passed += weight
        until = rounded(whole * passed, total) if total else 0
        told.append(until - given)
        given = until
    return told


def due_on(issued_on: date, days: int) -> date:
    return issued_on + timedelta(days=days)


def age(due: date, today: date) -> int:
    """Return the place of an open amount among ages: 0 not due, 1 up to 30 days late, up to 4."""
    late = (today - due).days
    if late <= 0:
        return 0
    return 1 + sum(late > limit for limit in AGES)
