"""What jobs look up again and again (the firm, its schemes, policies and mailboxes), remembered
for a moment in the thread that works.

Only inside `remembering`: a page remembers for itself alone, commands and tests look afresh. What
an administrator changes is seen by running jobs a moment later.
"""

import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

MOMENT_SECONDS = 1.0


class _Memory(threading.local):
    depth = 0
    found: dict[Hashable, tuple[float, Any]]


_memory = _Memory()


@contextmanager
def remembering(*, afresh: bool = False) -> Iterator[None]:
    """In this block and thread, each `remembered` look-up is made once a moment.

    `afresh` forgets first what an earlier block has found, unless it stands inside another.
    """
    if not _memory.depth and (afresh or not hasattr(_memory, "found")):
        _memory.found = {}
    _memory.depth += 1
    try:
        yield
    finally:
        _memory.depth -= 1


def remembered(look_up: Callable[P, R]) -> Callable[P, R]:
    """Make a look-up one that is remembered: of few different arguments, all positional and
    hashable, with a result that callers only read. An exception is not remembered."""

    @wraps(look_up)
    def recall(*args: P.args, **kwargs: P.kwargs) -> R:
        if not _memory.depth or kwargs:
            return look_up(*args, **kwargs)
        key, now = (look_up, args), time.monotonic()
        known = _memory.found.get(key)
        if known is not None and now < known[0]:
            found: R = known[1]
            return found
        found = look_up(*args, **kwargs)
        _memory.found[key] = (now + MOMENT_SECONDS, found)
        return found

    return recall


def know(look_up: Callable[[], R], found: R) -> None:
    """Let a look-up be known for a moment without being made: something else has found it."""
    if _memory.depth:
        key = (getattr(look_up, "__wrapped__", look_up), ())
        _memory.found[key] = (time.monotonic() + MOMENT_SECONDS, found)


def forget(look_up: Callable[P, R]) -> None:
    """Look afresh next time in this thread: it has just changed what the look-up finds."""
    inner = getattr(look_up, "__wrapped__", look_up)
    known = getattr(_memory, "found", {})
    for key in [key for key in known if isinstance(key, tuple) and key[0] is inner]:
        del known[key]
