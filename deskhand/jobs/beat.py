"""Beats: what a work process looks at every second or two, without a job for each look.

For what must not be late and mostly finds nothing. All processes that work do it side by side:
what is found is locked and taken by one of them.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import close_old_connections, connections

from deskhand.jobs.pace import Pace

log = logging.getLogger(__name__)

Look = Callable[[], object]
BEATS: list[Look] = []
BEAT_SECONDS = 1.0
PAUSE_AFTER_ERROR_SECONDS = 5.0


def beat(look: Look) -> Look:
    """Have a function of `jobs.py` called once a second in each process that works."""
    BEATS.append(look)
    return look


def keep_beating(stop: threading.Event) -> None:
    """Call them until `stop` is set. One that fails is called again after a pause, and none
    while the clock of the machine is not to be believed."""
    pace = Pace()
    try:
        while not stop.is_set():
            close_old_connections()
            is_steady = pace.is_steady(datetime.now(UTC), passed=time.monotonic())
            failed = [look for look in BEATS if is_steady and not _went_well(look)]
            stop.wait(PAUSE_AFTER_ERROR_SECONDS if failed else BEAT_SECONDS)
    finally:
        connections.close_all()


def _went_well(look: Look) -> bool:
    try:
        look()
    except Exception:
        # This thread must not die of one bad moment: a database that is away is waited for.
        log.exception("A look of the work process failed")
        return False
    return True
