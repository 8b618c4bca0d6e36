"""How much work something is, as a multiple of a fixed piece of work done at the same time.

A machine that is slow or busy is slow at both, so that such a test tells of the code alone.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager


def unit() -> float:
    """CPU seconds of the fixed piece of work; about 30 ms on a small server."""
    started = time.process_time()
    for number in range(400_000):
        len(str(number))
    return time.process_time() - started


# No machine does the fixed work in less: what takes less time than this is not measured further.
QUICKEST = 0.005


@contextmanager
def at_most(units: float) -> Iterator[None]:
    """Fail when the block takes more CPU time than so many pieces of the fixed work."""
    started = time.process_time()
    yield
    spent = time.process_time() - started
    if spent > units * QUICKEST:
        allowed = units * max(unit(), unit())
        assert spent <= allowed, f"{spent:.2f} s of CPU time, {allowed:.2f} s are allowed here"
