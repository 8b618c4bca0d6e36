"""Where spans stand beside one another in a picture: columns of equal length, and lanes so that
none covers another."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from deskhand.rules.free_time import Span


def columns(span: Span, within: Span, step: timedelta) -> tuple[int, int] | None:
    """Return the first column (from 1) and the count of columns that a span takes; None where it
    lies outside. A column begun is a column."""
    begin, end = max(span[0], within[0]), min(span[1], within[1])
    if begin >= end:
        return None
    first = (begin - within[0]) // step
    last = -((within[0] - end) // step)
    return first + 1, max(1, last - first)


def lanes(spans: Sequence[Span]) -> list[int]:
    """Return the lane (from 1) of each span: the lowest that is free when it begins."""
    ends: list[datetime] = []
    found = [0] * len(spans)
    for index in sorted(range(len(spans)), key=lambda i: spans[i]):
        begin, end = spans[index]
        lane = next((n for n, until in enumerate(ends) if until <= begin), len(ends))
        ends[lane : lane + 1] = [end]
        found[index] = lane + 1
    return found
