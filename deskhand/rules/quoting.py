"""What a quote comes to: its lines, those that were chosen, their taxes, and the mark of it all.

Each line is rounded once, and so is its tax; sums add up what is shown.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import Any

from deskhand.rules.money import major, minor

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `tax_percent` is None where the tax is not known yet; `position` names it."""

    position: int
    quantity: Decimal
    unit_price: Decimal
    tax_percent: Decimal | None = None
    is_optional: bool = False

    def net(self, currency: str) -> int:
        """Return minor units without tax."""
        return minor(self.quantity * self.unit_price, currency)

    def tax(self, currency: str) -> int:
        """Return minor units of tax, nothing where it is not known."""
        if self.tax_percent is None:
            return 0
        return minor(major(self.net(currency), currency) * self.tax_percent / HUNDRED, currency)


@dataclass(frozen=True, slots=True)
class Sums:
    """Minor units without tax, of tax, and altogether."""

    net: int
    tax: int

    @property
    def gross(self) -> int:
        return self.net + self.tax


def sums(lines: Iterable[Line], currency: str, *, chosen: frozenset[int] = frozenset()) -> Sums:
    """Add up what is not optional, and the optional lines at these positions."""
    taken = [line for line in lines if not line.is_optional or line.position in chosen]
    return Sums(
        sum(line.net(currency) for line in taken), sum(line.tax(currency) for line in taken)
    )


def shares(amount: int, weights: Sequence[int]) -> list[int]:
    """Share an amount as these weights are to one another, each share rounded once; they come to
    exactly the amount. All of it is the first one's where the weights come to nothing."""
    whole = sum(weights)
    if whole <= 0:
        return [amount if place == 0 else 0 for place in range(len(weights))]
    edges = [(2 * amount * upto + whole) // (2 * whole) for upto in accumulate(weights)]
    return [edge - before for before, edge in pairwise([0, *edges])]


def mark(shown: Mapping[str, Any]) -> str:
    """Return what tells two things apart that were shown: SHA-256 of their words, in hexadecimal.

    Values are texts, numbers, lists and mappings.
    """
    words = json.dumps(shown, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()
