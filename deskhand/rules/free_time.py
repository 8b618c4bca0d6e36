"""Free time: spans of instants cut out of one another, and where in what is left a length fits.

A span is a pair of aware instants, its beginning part of it and its end not.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

Span = tuple[datetime, datetime]
QUARTER = timedelta(minutes=15)


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that overlap or touch as one; empty ones are left out."""
    found: list[Span] = []
    for begin, end in sorted(span for span in spans if span[0] < span[1]):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """Return what is left of spans when others are cut out of them."""
    left = merged(spans)
    for low, high in merged(taken):
        left = [
            part
            for begin, end in left
            for part in ((begin, min(end, low)), (max(begin, high), end))
            if part[0] < part[1]
        ]
    return left


def within(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """Return what lies in both."""
    theirs = merged(others)
    both = [(max(a, c), min(b, d)) for a, b in merged(spans) for c, d in theirs]
    return [span for span in both if span[0] < span[1]]


def overlaps(one: Span, other: Span) -> bool:
    """Whether two spans share an instant; those that touch do not."""
    return one[0] < other[1] and other[0] < one[1]


def beginnings(
    free: Iterable[Span],
    *,
    length: timedelta,
    before: timedelta = timedelta(),
    after: timedelta = timedelta(),
    step: timedelta = QUARTER,
) -> Iterator[datetime]:
    """Yield when something so long could begin, at even steps, with the travel before and after
    in free time too. Steps count from the hour, so that half past stays half past where a zone
    is half an hour off."""
    for begin, end in merged(free):
        at = _even(begin + before, step)
        while at + length + after <= end:
            yield at
            at += step


def spread(times: Iterable[datetime], count: int, *, apart: timedelta) -> list[datetime]:
    """Return the first `count` times of which each is so far from the one before."""
    chosen: list[datetime] = []
    for at in times:
        if len(chosen) == count:
            break
        if not chosen or at - chosen[-1] >= apart:
            chosen.append(at)
    return chosen


def _even(at: datetime, step: timedelta) -> datetime:
    epoch = datetime(2000, 1, 1, tzinfo=UTC)
    over = (at - epoch) % step
    return at if not over else at + (step - over)
