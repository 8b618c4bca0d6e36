"""How long a ticket stood at each status, on each tier and with each team.

A ticket begins as a new one at its receipt. Tiers and teams are counted only while it is open.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from deskhand.catalog.models import Category

STATUS, TIER, TEAM = "status", "tier", "team"


@dataclass(frozen=True, slots=True)
class Move:
    """At an instant the ticket went from one value to another; of a status, categories."""

    at: datetime
    what: str
    old: int | str | None
    new: int | str | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when to when it had one value; without an end it still has it."""

    what: str
    value: int | str | None
    entered: datetime
    left: datetime | None


def is_open(stretch: Stretch) -> bool:
    return Category(str(stretch.value)).is_open


def values(
    what: str, moves: Iterable[Move], *, now: int | str | None, since: datetime
) -> list[Stretch]:
    """Return what a ticket had since its receipt, in order; `now` is what it has.

    Of what was changed at one instant several times, the last holds.
    """
    stretches: list[Stretch] = []
    entered = since
    for move in moves:
        if move.at > entered:
            stretches.append(Stretch(what, move.old, entered, move.at))
            entered = move.at
    return [*stretches, Stretch(what, now, entered, None)]


def while_open(stretches: Iterable[Stretch], statuses: Sequence[Stretch]) -> list[Stretch]:
    """Return the parts of stretches during which the ticket was open."""
    spans = list(_open_spans(statuses))
    return [
        part
        for stretch in stretches
        for began, ended in spans
        if (part := _within(stretch, began, ended)) is not None
    ]


def value_at(stretches: Sequence[Stretch], at: datetime) -> int | str | None:
    """Return what a ticket had at an instant; at that of a change what it had before."""
    for stretch in stretches:
        if stretch.left is None or at <= stretch.left:
            return stretch.value
    return None


def endings(statuses: Sequence[Stretch]) -> list[Stretch]:
    """Return the stretches by which an open ticket was solved, closed or cancelled."""
    return [
        after
        for before, after in itertools.pairwise(statuses)
        if is_open(before) and not is_open(after)
    ]


def reopenings(statuses: Sequence[Stretch]) -> list[datetime]:
    """Return when a ticket that was done opened again."""
    return [
        after.entered
        for before, after in itertools.pairwise(statuses)
        if is_open(after) and not is_open(before)
    ]


def _open_spans(statuses: Sequence[Stretch]) -> Iterator[tuple[datetime, datetime | None]]:
    began: datetime | None = None
    for stretch in statuses:
        if is_open(stretch):
            began = began or stretch.entered
        elif began is not None:
            yield began, stretch.entered
            began = None
    if began is not None:
        yield began, None


def _within(stretch: Stretch, began: datetime, ended: datetime | None) -> Stretch | None:
    entered = max(stretch.entered, began)
    ends = [end for end in (stretch.left, ended) if end is not None]
    left = min(ends, default=None)
    if left is not None and left <= entered:
        return None
    return Stretch(stretch.what, stretch.value, entered, left)
