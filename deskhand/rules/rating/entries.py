"""A time entry becomes lines: what of it is covered, drawn from what was paid before, or priced.

Bands first, then the first rule that holds for each piece, one rounding for the whole entry,
prepaid time, units, and at last the price, rounded once per line.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from deskhand.rules.rating.numbers import ceiling, half_up
from deskhand.rules.rating.rounding import Rounding
from deskhand.rules.rating.splitting import Piece, Splitting
from deskhand.rules.worktime import Calendar

PERMILLE = 1000
HOUR = 3600


class NoRate(ValueError):
    """There is no price for the role and band of a line that must have one."""


class Effect(StrEnum):
    """What a coverage rule does with a piece of work.

    `covered` is in the plan and costs nothing, `free` is outside of it and costs nothing,
    `excluded` is priced, `block` draws prepaid time, `units` draws units. `overrun` is what
    prepaid time did not suffice for, `travel` the way.
    """

    COVERED = "covered"
    FREE = "free"
    EXCLUDED = "excluded"
    BLOCK = "block"
    UNITS = "units"
    OVERRUN = "overrun"
    TRAVEL = "travel"


CHARGED = frozenset({Effect.EXCLUDED, Effect.BLOCK, Effect.UNITS})
PRICED = frozenset({Effect.EXCLUDED, Effect.OVERRUN})


@dataclass(frozen=True, slots=True)
class Rule:
    """A coverage rule: `holds` is asked with the facts of a piece, its band among them."""

    holds: Callable[[Mapping[str, Any]], bool]
    effect: Effect
    multiplier_permille: int = PERMILLE
    name: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """What was done: its instants, and the facts that rules ask for (kind, role, place ...)."""

    begin: datetime
    end: datetime
    facts: Mapping[str, Any]
    is_billable: bool = True

    @property
    def role(self) -> str:
        return str(self.facts.get("role", ""))


@dataclass(frozen=True, slots=True)
class Travel:
    """The way to work done onsite. `flat` costs `amount`; `per_km` counts metres; `time` counts
    seconds, which are not rounded with the work."""

    mode: str
    amount: int = 0
    metres: int = 0
    minor_per_km: int = 0
    seconds: int = 0
    minor_per_hour: int = 0

    def line(self) -> "Line":
        if self.mode == "flat":
            return Line(Effect.TRAVEL, None, 0, 0, self.amount)
        if self.mode == "per_km":
            return Line(Effect.TRAVEL, None, 0, 0, half_up(self.metres * self.minor_per_km, 1000))
        amount = half_up(self.seconds * self.minor_per_hour, HOUR)
        return Line(Effect.TRAVEL, None, self.seconds, self.seconds, amount)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contract says of time: rules in their order, rates by role and band, and the rest.

    `default` is taken where no rule holds: covered, since exclusions are explicit (pack E).
    `parts` of a rate make one minor unit, so that finer rates are kept exactly.
    """

    calendar: Calendar
    rules: Sequence[Rule] = ()
    default: Effect = Effect.COVERED
    rounding: Rounding = field(default_factory=Rounding)
    rates: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    splitting: Splitting = field(default_factory=Splitting)
    unit_seconds: int = HOUR
    travel: Travel | None = None
    parts: int = 1

    def rate(self, role: str, band: str | None) -> int:
        """Return minor units per hour; raises NoRate."""
        found = self.rates.get(role, {}).get(band or "")
        if found is None:
            raise NoRate(f"There is no rate for {role or 'no role'} {band}")
        return found


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an entry. `units` only where units are drawn; `rule` is what decided."""

    effect: Effect
    band: str | None
    seconds: int
    billed_seconds: int = 0
    amount: int = 0
    units: int | None = None
    multiplier_permille: int = PERMILLE
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Rated:
    """The lines of an entry in order of time, travel last, and the sum of their amounts."""

    lines: tuple[Line, ...]

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)


def rate(work: Work, terms: Terms, *, block_left_seconds: int | None = None) -> Rated:
    """Rate one entry; `block_left_seconds` is the prepaid time that is left, None for no limit.

    Raises Reversed and NoRate.
    """
    pieces = terms.splitting.pieces(work.begin, work.end, calendar=terms.calendar)
    lines = _rounded([_decided(piece, work, terms) for piece in pieces], terms.rounding)
    lines = _counted(list(_drawn(lines, block_left_seconds)), terms.unit_seconds)
    lines = [_priced(line, work, terms) for line in lines]
    is_away = work.facts.get("place") == "onsite"
    if terms.travel and is_away and any(line.effect in PRICED for line in lines):
        lines.append(terms.travel.line())
    return Rated(tuple(lines))


def _decided(piece: Piece, work: Work, terms: Terms) -> Line:
    """A piece with the effect of the first rule that holds."""
    if not work.is_billable:
        return Line(Effect.FREE, piece.band, piece.seconds)
    facts = {**work.facts, "band": piece.band}
    rule = next((rule for rule in terms.rules if rule.holds(facts)), None)
    if rule is None:
        return Line(terms.default, piece.band, piece.seconds)
    return Line(
        rule.effect,
        piece.band,
        piece.seconds,
        multiplier_permille=rule.multiplier_permille,
        rule=rule,
    )


def _rounded(lines: list[Line], rounding: Rounding) -> list[Line]:
    """Round all charged pieces together; the last of them takes the difference, and where
    rounding down takes more than it has, the one before gives the rest."""
    charged = [i for i, line in enumerate(lines) if line.effect in CHARGED]
    billed = {i: lines[i].seconds for i in charged}
    difference = rounding.round(sum(billed.values())) - sum(billed.values())
    for i in reversed(charged):
        share = max(difference, -billed[i])
        billed[i] += share
        difference -= share
        if difference >= 0:
            break
    return [replace(line, billed_seconds=billed.get(i, 0)) for i, line in enumerate(lines)]


def _drawn(lines: list[Line], left: int | None) -> Iterator[Line]:
    """Draw prepaid time in order of time; the piece that crosses its end becomes two lines."""
    for line in lines:
        if line.effect is not Effect.BLOCK or left is None:
            yield line
        elif line.billed_seconds <= left:
            left -= line.billed_seconds
            yield line
        else:
            yield from _crossing(line, left)
            left = 0


def _crossing(line: Line, left: int) -> Iterator[Line]:
    """What is left, and what goes beyond it."""
    seconds = min(left, line.seconds)
    if left:
        yield replace(line, seconds=seconds, billed_seconds=left)
    yield replace(
        line,
        effect=Effect.OVERRUN,
        seconds=line.seconds - seconds,
        billed_seconds=line.billed_seconds - left,
    )


def _counted(lines: list[Line], unit_seconds: int) -> list[Line]:
    """Count units over all lines that draw them; the last of these bears them."""
    drawing = [i for i, line in enumerate(lines) if line.effect is Effect.UNITS]
    billed = sum(lines[i].billed_seconds for i in drawing)
    counted = list(lines)
    for i in drawing:
        units = ceiling(billed, unit_seconds) if i == drawing[-1] else 0
        counted[i] = replace(lines[i], units=units)
    return counted


def _priced(line: Line, work: Work, terms: Terms) -> Line:
    if line.effect not in PRICED:
        return line
    rate_per_hour = terms.rate(work.role, line.band)
    price = line.billed_seconds * rate_per_hour * line.multiplier_permille
    return replace(line, amount=half_up(price, HOUR * PERMILLE * terms.parts))
