"""What recurs in a month as pages show it: lines with their sums, and the whole."""

from dataclasses import dataclass
from datetime import date, datetime

from deskhand.contracts.models import Contract
from deskhand.contracts.recurring import MonthLine, month_of
from deskhand.contracts.wording import money


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a contract in words; `total` is empty where nothing recurs."""

    first: date
    rows: tuple[tuple[MonthLine, str], ...]
    total: str


def month_shown(contract: Contract, day: date, *, at: datetime) -> Month:
    """Return the month in which a day lies."""
    lines = month_of(contract, day, at=at)
    currency = lines[0].currency if lines else ""
    rows = tuple((line, money(line.charge.amount, line.currency)) for line in lines)
    total = money(sum(line.charge.amount for line in lines), currency) if lines else ""
    return Month(day.replace(day=1), rows, total)
