"""What a recurring line costs in a month: by days, exactly, and rounded once.

Each day costs its quantity times its monthly price, divided by the days of the month. All days are
added up before anything is rounded, so that no cut within a month changes the sum.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from deskhand.rules.rating.numbers import half_up
from deskhand.rules.terms import Span

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Piece:
    """Days of one quantity and one price; the price is that of a whole month, in parts."""

    days: int
    quantity: int
    price: int

    @property
    def share(self) -> int:
        """Its part of the sum, still to be divided by the days of the month."""
        return self.days * self.quantity * self.price


@dataclass(frozen=True, slots=True)
class Charge:
    """A line in a month: its pieces in order of time, and what they come to in minor units."""

    month_days: int
    pieces: tuple[Piece, ...]
    amount: int


def days_of(month: date) -> Span:
    """Return the days of the month in which a day lies."""
    last = monthrange(month.year, month.month)[1]
    return Span(month.replace(day=1), month.replace(day=last))


def charge(
    month: date,
    *,
    held: Callable[[date], bool],
    quantity: Callable[[date], int],
    price: Callable[[date], int],
    parts: int = 1,
    by_days: bool = True,
) -> Charge:
    """Return what a month costs; `held` says on which days the line runs, `parts` of a price make
    one minor unit. Without `by_days` a month that it runs in at all costs as its last such day."""
    days = [day for day in _each(days_of(month)) if held(day)]
    count = monthrange(month.year, month.month)[1]
    if not by_days and days:
        last = days[-1]
        pieces = [Piece(count, quantity(last), price(last))]
    else:
        pieces = list(_joined(Piece(1, quantity(day), price(day)) for day in days))
    amount = half_up(sum(piece.share for piece in pieces), count * parts)
    return Charge(count, tuple(pieces), amount)


def _each(span: Span) -> Iterator[date]:
    day = span.first
    while day in span:
        yield day
        day += A_DAY


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours of one quantity and price become one piece."""
    before: Piece | None = None
    for piece in pieces:
        if before is None:
            before = piece
        elif (before.quantity, before.price) == (piece.quantity, piece.price):
            before = Piece(before.days + piece.days, piece.quantity, piece.price)
        else:
            yield before
            before = piece
    if before is not None:
        yield before
