"""A child lives no longer than its parent.

The parent holds the writing end of a pipe and never writes. However it ends, SIGKILL
included, the reading end then tells the child, which stops and lets its ports go.
"""

import os
import signal
import threading
import time

GRACE = 8.0


def hold(descriptor: int | None) -> None:
    """Stop this process (SIGTERM to itself) when the parent is gone; by force after 8 s."""
    if descriptor is not None:
        threading.Thread(target=_watch, args=(descriptor,), name="lifeline", daemon=True).start()


def tell_ready(descriptor: int | None) -> None:
    """Tell the supervisor that this process answers."""
    if descriptor is not None:
        os.write(descriptor, b".")
        os.close(descriptor)


def _watch(descriptor: int) -> None:
    while os.read(descriptor, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)
