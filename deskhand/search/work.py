"""Following the journal in the work process: several times a second, whatever came meanwhile at
once. That costs the stories nothing, and a busy desk less than a job for each of them.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import DatabaseError, InterfaceError, close_old_connections, connections

from deskhand.search import building, following, jobs

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.4
LONGEST_REST_SECONDS = 10.0


def run(stop: threading.Event) -> None:
    """Follow until told to stop; a database that is away is waited for."""
    rest, is_new = LOOK_SECONDS, True
    while not stop.is_set():
        try:
            close_old_connections()
            if is_new:
                jobs.see_that_it_is_built.call()
                is_new = False
            catch_up(lambda: datetime.now(UTC))
            rest = LOOK_SECONDS
        except (DatabaseError, InterfaceError) as error:
            tell = log.exception if rest == LOOK_SECONDS else log.error
            rest = min(rest * 2, LONGEST_REST_SECONDS)
            tell("The index cannot follow (%s); the next try is in %.1f s", error, rest)
        stop.wait(rest)
    connections.close_all()


def catch_up(now: Callable[[], datetime], *, seconds: float = 60.0) -> bool:
    """Bring the index up to date, for so long; False when something may be left.

    An index that is not built yet is left to the job that builds it.
    """
    until = time.monotonic() + seconds
    if not building.is_built():
        return True
    while (renamed := following.follow(at=now())) is not None:
        for kind, number in renamed:
            jobs.refresh.enqueue(kind, number, 0)
        if time.monotonic() > until:
            return False
    return True
