"""What the sla room does by itself."""

import logging
import time
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from deskhand.jobs.beat import beat
from deskhand.jobs.memory import remembering
from deskhand.jobs.task import every, task
from deskhand.journal.actor import system
from deskhand.sla import zones
from deskhand.sla.clocks import watch
from deskhand.sla.recount_jobs import RECOUNT, begin
from deskhand.sla.sweeping import bring_back, due_clocks, put_off

log = logging.getLogger(__name__)

WATCH = system("clocks")
# What was done in time may be written down only now.
GRACE = timedelta(seconds=3)
# As long as a desk that is told to stop waits.
A_TURN_SECONDS = 5.0


@beat
def watch_clocks() -> None:
    """Find the clocks whose due time or step has come, and let it be known.

    Any number of processes may look at once: each clock is locked by one of them, and what fires
    is written down with it.
    """
    at, end = timezone.now() - GRACE, time.monotonic() + A_TURN_SECONDS
    found = list(due_clocks(at=at))
    with remembering():
        for pk in found:
            _watch(pk, at=at)
            if time.monotonic() > end:
                break


@task()
def watch_again(clock_id: int) -> None:
    """Look again at a clock that could not be looked at."""
    at = timezone.now() - GRACE
    with transaction.atomic():
        bring_back(clock_id, at=at)
        watch(clock_id, by=WATCH, at=at)


def _watch(clock_id: int, *, at: datetime) -> None:
    """Look at one clock. One that fails becomes a job, retried and parked as such, so that it
    holds up no other."""
    try:
        with transaction.atomic():
            watch(clock_id, by=WATCH, at=at)
    except (OperationalError, InterfaceError):
        # Away, or two stood in each other's way: the next look finds it as it was.
        raise
    except Exception:
        log.exception("Clock %s cannot be looked at", clock_id)
        with transaction.atomic():
            put_off(clock_id, at=at)
            watch_again.using(key=f"{watch_again.module_path}:{clock_id}").enqueue(clock_id)


@every("*/5 * * * *")
@task()
def follow_zones() -> None:
    """Look whether the rules of time zones were updated since clocks were reckoned by them."""
    run = zones.follow(by=RECOUNT, at=timezone.now())
    if run is not None:
        begin(run)
