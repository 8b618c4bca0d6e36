"""The term of a contract: from when to when it runs, when it renews by itself, and until when
somebody may give notice. Days are those of the contract's own time zone, ends included."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

A_DAY = timedelta(days=1)
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last; without a last day it has no end."""

    first: date
    last: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def within(self, other: "Span") -> "Span | None":
        """Return the days that both have; None where they have none."""
        first = max(self.first, other.first)
        lasts = [last for last in (self.last, other.last) if last is not None]
        last = min(lasts, default=None)
        return None if last is not None and last < first else Span(first, last)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was agreed on: the first term, by how many months it renews (0: not), how many months
    before its end notice is to be given, and the last day if it was ended before."""

    first: date
    last: date | None = None
    renews_months: int = 0
    notice_months: int = 0
    ended_on: date | None = None

    @property
    def whole(self) -> Span:
        """From the first day to the last that is certain; renewals make it endless."""
        if self.ended_on is not None:
            return Span(self.first, self.ended_on)
        return Span(self.first, None if self.renews_months else self.last)

    def terms(self) -> Iterator[Span]:
        """Yield its terms in order; endlessly where it renews."""
        last, number, ended = self.last, 0, self.ended_on
        first = self.first
        while ended is None or first <= ended:
            yield Span(first, last if ended is None or (last and last <= ended) else ended)
            if last is None or not self.renews_months:
                return
            number += 1
            first = last + A_DAY
            # Counted from the first end, so that a short month shortens no later one.
            last = later(self._first_end(), number * self.renews_months) - A_DAY

    def term_at(self, day: date) -> Span | None:
        """Return the term in which a day lies; None before the first and after the last."""
        for term in self.terms():
            if day < term.first:
                return None
            if day in term:
                return term
        return None

    def notice_by(self, term: Span) -> date | None:
        """Return the last day on which notice ends it with this term; None where it needs none."""
        if term.last is None or self.ended_on is not None or not self.renews_months:
            return None
        return later(term.last + A_DAY, -self.notice_months) - A_DAY

    def _first_end(self) -> date:
        if self.last is None:
            raise ValueError("a contract without end has no first end")
        return self.last + A_DAY


def later(day: date, months: int) -> date:
    """Return the same day so many months later; the last of a month that is too short."""
    years, number = divmod(day.month - 1 + months, MONTHS)
    year, month = day.year + years, number + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def without(span: Span, gaps: list[Span]) -> list[Span]:
    """Return what is left of a span when these, which do not overlap, are cut out of it."""
    left: list[Span] = []
    first = span.first
    for gap in sorted(gaps, key=lambda gap: gap.first):
        before = Span(first, gap.first - A_DAY).within(span) if gap.first > first else None
        if before is not None:
            left.append(before)
        if gap.last is None:
            return left
        first = max(first, gap.last + A_DAY)
    rest = Span(first, None).within(span)
    return [*left, rest] if rest is not None else left
