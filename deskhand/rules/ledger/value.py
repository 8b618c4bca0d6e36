"""What of the price of packs has been earned: the share of the units that were drawn or expired.

What is carried over an anniversary takes its share of the price along into the next lot.
"""

from collections.abc import Mapping

from deskhand.rules.ledger.replay import Lot, Replay
from deskhand.rules.rating.numbers import half_up


def released(state: Replay, prices: Mapping[str, int]) -> int:
    """Return how much of the prices of lots, by their keys, is earned in a state."""
    earned = 0
    carried: dict[object, int] = {}
    for lot in state.lots:
        value = carried.get(lot.posted_at, 0) if lot.origin == "rollover" else 0
        value += prices.get(lot.key, 0)
        gone = lot.granted - lot.left - lot.carried
        earned += _share(lot, value, gone)
        taken = _share(lot, value, gone + lot.carried) - _share(lot, value, gone)
        carried[lot.expires_at] = carried.get(lot.expires_at, 0) + taken
    return earned


def _share(lot: Lot, value: int, units: int) -> int:
    return half_up(value * units, lot.granted) if lot.granted else 0
