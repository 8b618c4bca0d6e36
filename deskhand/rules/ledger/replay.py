"""Telling postings in order: which lot each charge draws, what expires, what rolls over.

Postings come by date, then in the order in which they were recorded; at one instant expiry and
anniversary come first. Draws take the lot that expires first, then the older one.
"""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime

from deskhand.rules.ledger.contract import Contract


@dataclass(frozen=True, slots=True)
class Grant:
    """Units come in: a lot. `days` replaces the contract's life of a pack."""

    key: str
    origin: str
    at: datetime
    units: int
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    """Units are drawn."""

    key: str
    at: datetime
    units: int


@dataclass(frozen=True, slots=True)
class Return:
    """Units of a charge come back, into the lots they came from, last drawn first."""

    key: str
    at: datetime
    charge: str
    units: int


Posting = Grant | Charge | Return


@dataclass(slots=True, eq=False)
class Lot:
    """Units that came in together. `key` names it whatever else is replayed."""

    key: str
    origin: str
    posted_at: datetime
    expires_at: datetime
    granted: int
    left: int
    expired: int = 0
    carried: int = 0  # what went on into the lot of the next year

    def is_alive(self, at: datetime) -> bool:
        return at < self.expires_at


@dataclass(frozen=True, slots=True)
class Carry:
    """What an anniversary carried over, and what expired at it."""

    at: datetime
    carried: int
    expired: int


@dataclass(slots=True, eq=False)
class Draw:
    """Units of a charge from one lot; without a lot they are overdrawn."""

    lot: Lot | None
    units: int


@dataclass(slots=True)
class Replay:
    """A contract's units while its postings are told, and after the last one.

    `draws` leads from a charge to what it drew, in order. `short` is what charges lacked where
    no overdraft is allowed for them; `deepest` the deepest overdraft that ever was.
    """

    contract: Contract
    lots: list[Lot] = field(default_factory=list)
    draws: dict[str, list[Draw]] = field(default_factory=dict)
    overdrawn: list[Draw] = field(default_factory=list)  # oldest first
    carries: list[Carry] = field(default_factory=list)
    deepest: int = 0
    told_until: datetime | None = None  # of a state that goes on: what was before is told
    _years: Iterator[datetime] | None = None
    _anniversary: datetime | None = None

    @property
    def available(self) -> int:
        return sum(lot.left for lot in self.lots) - self.overdraft

    @property
    def overdraft(self) -> int:
        return sum(draw.units for draw in self.overdrawn)

    @property
    def consumed(self) -> int:
        return sum(draw.units for drawn in self.draws.values() for draw in drawn)

    @property
    def expired(self) -> int:
        return sum(lot.expired for lot in self.lots)

    def living(self, at: datetime) -> list[Lot]:
        """Return the lots that can be drawn at an instant, in the order of drawing."""
        alive = [lot for lot in self.lots if lot.left and lot.is_alive(at)]
        # Sorting is stable: of equal lots the one created first comes first.
        return sorted(alive, key=lambda lot: (lot.expires_at, lot.posted_at))

    def pass_to(self, at: datetime) -> None:
        """Let time pass: lots expire and years end, up to and including an instant."""
        if not self.contract.rolls_over:
            for lot in self.lots:
                if lot.left and not lot.is_alive(at):
                    _expire(lot)
            return
        if self._years is None:
            since = self.told_until or self.contract.starts_at
            self._years = (year for year in self.contract.anniversaries() if year > since)
            self._anniversary = next(self._years)
        while self._anniversary is not None and self._anniversary <= at:
            self._end_year(self._anniversary)
            self._anniversary = next(self._years)

    def tell(self, posting: Posting) -> None:
        self.pass_to(posting.at)
        if isinstance(posting, Grant):
            self._grant(posting)
        elif isinstance(posting, Charge):
            self._charge(posting)
        else:
            self._give_back(posting)

    def _end_year(self, at: datetime) -> None:
        ending = [lot for lot in self.lots if lot.left]
        left = sum(lot.left for lot in ending)
        carried = min(left, self.contract.rollover_cap)
        self.carries.append(Carry(at, carried, left - carried))
        going = carried
        # What was granted last goes on: the oldest expires.
        for lot in sorted(ending, key=lambda lot: lot.posted_at, reverse=True):
            lot.carried = min(going, lot.left)
            going -= lot.carried
            lot.left -= lot.carried
            _expire(lot)
        if carried:
            key = f"rollover:{at.isoformat()}"
            self.lots.append(Lot(key, "rollover", at, self.contract.expiry(at), carried, carried))

    def _grant(self, grant: Grant) -> None:
        expires_at = self.contract.expiry(grant.at, days=grant.days)
        lot = Lot(grant.key, grant.origin, grant.at, expires_at, grant.units, grant.units)
        self.lots.append(lot)
        self._settle(lot)

    def _charge(self, charge: Charge) -> None:
        wanted = charge.units
        drawn = self.draws.setdefault(charge.key, [])
        for lot in self.living(charge.at):
            units = min(wanted, lot.left)
            if not units:
                break
            lot.left -= units
            wanted -= units
            drawn.append(Draw(lot, units))
        if wanted:
            lacking = Draw(None, wanted)
            drawn.append(lacking)
            self.overdrawn.append(lacking)
            self.deepest = max(self.deepest, self.overdraft)

    def _give_back(self, back: Return) -> None:
        left = back.units
        drawn = self.draws.get(back.charge, [])
        for draw in reversed(drawn):
            units = min(left, draw.units)
            draw.units -= units
            left -= units
            if draw.lot is not None and units:
                self._restore(draw.lot, units, at=back.at)
        self.draws[back.charge] = [draw for draw in drawn if draw.units]
        self.overdrawn = [draw for draw in self.overdrawn if draw.units]

    def _restore(self, lot: Lot, units: int, *, at: datetime) -> None:
        lot.left += units
        if lot.is_alive(at):
            self._settle(lot)
        else:
            _expire(lot)

    def _settle(self, lot: Lot) -> None:
        """Units that come in settle what was overdrawn, the oldest first."""
        for draw in list(self.overdrawn):
            units = min(lot.left, draw.units)
            if not units:
                break
            lot.left -= units
            self._note_settled(draw, lot, units)
        self.overdrawn = [draw for draw in self.overdrawn if draw.units]

    def _note_settled(self, overdrawn: Draw, lot: Lot, units: int) -> None:
        for drawn in self.draws.values():
            if overdrawn in drawn:
                drawn.insert(drawn.index(overdrawn), Draw(lot, units))
                overdrawn.units -= units
                return


def _expire(lot: Lot) -> None:
    lot.expired += lot.left
    lot.left = 0


def replay(
    contract: Contract,
    postings: Iterable[Posting],
    *,
    until: datetime | None,
    opening: Replay | None = None,
) -> Replay:
    """Tell postings, given in the order of recording, up to an instant; None for all of them.

    They go on from `opening`, which stays as it is, where there is one.
    """
    told = Replay(contract) if opening is None else deepcopy(opening)
    ordered = sorted(postings, key=lambda posting: posting.at)  # stable
    for posting in ordered:
        if until is not None and posting.at > until:
            break
        told.tell(posting)
    if until is not None:
        told.pass_to(until)
    return told
