"""What work cost and what it brought, without rounding before the end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from deskhand.rules.invoicing import rounded
from deskhand.rules.money import PARTS

HOUR = 3600


@dataclass(frozen=True, slots=True)
class Priced:
    """What an hour costs from a day on, in parts of a minor unit."""

    valid_from: date
    per_hour: int


@dataclass(frozen=True, slots=True)
class Margin:
    """Revenue and cost in minor units, with the time behind them; `unpriced` seconds have no cost
    rate and count as nothing."""

    revenue: int
    cost: int
    seconds: int
    unpriced: int

    @property
    def profit(self) -> int:
        return self.revenue - self.cost

    @property
    def share(self) -> float | None:
        """Profit as a part of revenue; None where nothing came in."""
        return self.profit / self.revenue if self.revenue > 0 else None


def rate_on(rates: Iterable[Priced], day: date) -> Priced | None:
    """Return the last rate that had begun on a day; `rates` in order of their days."""
    held = None
    for rate in rates:
        if rate.valid_from <= day:
            held = rate
    return held


def cost(worked: Iterable[tuple[int, int]]) -> int:
    """Return what seconds at rates an hour cost in minor units, rounded once."""
    return rounded(sum(seconds * rate for seconds, rate in worked), HOUR * PARTS)
