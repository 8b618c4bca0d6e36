"""Lengths of time counted in buckets, so that days and teams can be put together and still be
asked for a median, which averages cannot.

Buckets grow by a fifth each: what is read back is right to within a tenth.
"""

from collections.abc import Mapping
from math import floor, log2

FIRST_SECONDS = 60
PER_DOUBLING = 4
LAST = 100


def bucket(seconds: float) -> int:
    """Return the bucket of a length of time; below a minute it is 0."""
    if seconds < FIRST_SECONDS:
        return 0
    return min(LAST, 1 + floor(PER_DOUBLING * log2(seconds / FIRST_SECONDS) + 1e-9))


def bounds(number: int) -> tuple[float, float]:
    """Return from where (inclusive) to where (exclusive) a bucket reaches, in seconds."""
    if number <= 0:
        return 0.0, float(FIRST_SECONDS)
    low = FIRST_SECONDS * 2 ** ((number - 1) / PER_DOUBLING)
    return low, low * 2 ** (1 / PER_DOUBLING)


def quantile(counts: Mapping[int, int], share: float) -> float | None:
    """Return the length, in seconds, that a share (0 to 1) of those counted did not exceed.

    None for nothing counted.
    """
    total = sum(count for count in counts.values() if count > 0)
    if not total:
        return None
    wanted, seen = share * total, 0
    for number in sorted(counts):
        count = max(counts[number], 0)
        if count and seen + count >= wanted:
            low, high = bounds(number)
            return low + (high - low) * max(wanted - seen, 0) / count
        seen += count
    return bounds(max(counts))[1]
