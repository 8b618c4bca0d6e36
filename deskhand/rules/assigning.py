"""Who of a team gets the next ticket: in turn, or whoever has the least to do.

Whoever is away, lacks what the ticket asks for, or would have too much is passed over; each is told
why. What nobody in the team is known to be good at is asked of nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

IN_TURN, LEAST_BUSY = "in_turn", "least_busy"
HOWS = (IN_TURN, LEAST_BUSY)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of a team. `load` and `capacity` are weights of open tickets, a capacity of 0 is without
    end; `lately` is how many he was given in the last week, `last_at` when the last time."""

    id: int
    load: int = 0
    capacity: int = 0
    lately: int = 0
    last_at: datetime | None = None
    skills: frozenset[str] = frozenset()
    away: str = ""


@dataclass(frozen=True, slots=True)
class Pick:
    """Who it is, or None; `passed_over` says of the others why: away, unskilled, full or behind.

    `asked` are the skills that counted; `was_favourite` that he had the requester's last ticket.
    """

    id: int | None
    passed_over: tuple[tuple[int, str], ...] = ()
    asked: frozenset[str] = frozenset()
    was_favourite: bool = False


def pick(
    candidates: Iterable[Candidate],
    *,
    how: str,
    asks: frozenset[str] = frozenset(),
    weight: int = 1,
    favourite: int | None = None,
) -> Pick:
    """Choose one. `asks` are skills of which each that somebody has is needed, `favourite` comes
    first where nothing speaks against him."""
    everybody = list(candidates)
    asked = asks & frozenset().union(*(each.skills for each in everybody))
    faults = {each.id: _fault(each, asked, weight) for each in everybody}
    fit = sorted((each for each in everybody if not faults[each.id]), key=_orders(how))
    chosen = next((each for each in fit if each.id == favourite), fit[0] if fit else None)
    passed = tuple(
        (each.id, faults[each.id] or "behind") for each in everybody if each is not chosen
    )
    if chosen is None:
        return Pick(None, passed, asked)
    return Pick(chosen.id, passed, asked, was_favourite=chosen.id == favourite)


def _fault(one: Candidate, asked: frozenset[str], weight: int) -> str:
    if one.away:
        return "away"
    if not asked <= one.skills:
        return "unskilled"
    if one.capacity and one.load + weight > one.capacity:
        return "full"
    return ""


def _orders(how: str):  # type: ignore[no-untyped-def]
    if how == IN_TURN:
        return _turn
    return lambda one: (one.load / (one.capacity or 20), one.lately, *_turn(one))


def _turn(one: Candidate) -> tuple[float, int]:
    """Whoever had none for the longest time is first."""
    return (one.last_at.timestamp() if one.last_at else 0.0, one.id)
