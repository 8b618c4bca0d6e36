"""Instants as the generator reckons them: whole seconds, written down as both engines read them."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

DAY = 86_400
# How busy the days of a week are, Monday first, and how far into the day work comes in, in UTC.
WEEK = (1.25, 1.1, 1.0, 1.0, 0.85, 0.15, 0.1)
NOON, SPREAD = 12.5 * 3600, 3 * 3600
# The desk has grown: its last day is this many times as busy as its first.
GROWTH = 2.0
_HOURS = [f" {s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in range(DAY)]


def seconds(instant: datetime) -> int:
    return int(instant.timestamp())


def stamp(moment: int) -> str:
    """An instant as text in UTC, as SQLite keeps it and PostgreSQL reads it."""
    return _day(moment // DAY) + _HOURS[moment % DAY]


@cache
def _day(number: int) -> str:
    return datetime.fromtimestamp(number * DAY, UTC).strftime("%Y-%m-%d")


def receipts(count: int, *, since: int, until: int, chance: random.Random) -> Iterator[int]:
    """Yield this many instants in order, spread over days as work comes in."""
    days = range(since // DAY, until // DAY)
    weights = [
        WEEK[(day + 3) % 7] * (1 + (GROWTH - 1) * place / len(days))
        for place, day in enumerate(days)
    ]
    share = count / sum(weights)
    owed, made = 0.0, 0
    for day, weight in zip(days, weights, strict=True):
        owed += weight * share
        today = min(count, round(owed)) - made if day != days[-1] else count - made
        made += today
        offsets = (int(chance.gauss(NOON, SPREAD)) for _one in range(today))
        yield from sorted(day * DAY + min(max(o, 0), DAY - 1) for o in offsets)
