"""Amounts of money as people write them, and as whole minor units, which books count."""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

USUAL_DIGITS = 2
# Currencies whose minor unit is not a hundredth (ISO 4217).
DIGITS: Mapping[str, int] = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF"), 0),
    **dict.fromkeys(("UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
_CODE = re.compile(r"[A-Z]{3}")
# A rate is kept to so many places, whatever the currency.
RATE_PLACES = 4


def is_currency(code: str) -> bool:
    return _CODE.fullmatch(code) is not None


def digits(currency: str) -> int:
    """Return how many places the minor unit of a currency has."""
    return DIGITS.get(currency, USUAL_DIGITS)


def minor(amount: Decimal, currency: str) -> int:
    """Return an amount in whole minor units, a half rounded up (away from zero)."""
    scaled = amount.scaleb(digits(currency))
    return int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def major(amount: int, currency: str) -> Decimal:
    """Return minor units as people write them, with all places of the currency."""
    return Decimal(amount).scaleb(-digits(currency))


def parts(rate: Decimal, currency: str) -> int:
    """Return a rate in parts of a minor unit, `PARTS` of which make one; nothing is rounded."""
    return int(rate.scaleb(RATE_PLACES + digits(currency)))


def whole(rate_parts: int, currency: str) -> Decimal:
    """Return parts of a minor unit as the rate that they were."""
    return Decimal(rate_parts).scaleb(-RATE_PLACES - digits(currency))


# A rate of four places of the major unit is a whole number of these.
PARTS = 10**RATE_PLACES
