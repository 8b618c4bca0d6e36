"""The work loop of a process: jobs in threads, one thread that watches the clock, and one for what
is looked at every second."""

import logging
import threading
from datetime import UTC, datetime

from django.db import close_old_connections, connections
from django.utils.module_loading import autodiscover_modules

from deskhand.jobs.beat import keep_beating
from deskhand.jobs.engine import engine
from deskhand.jobs.schedule import tick

log = logging.getLogger(__name__)

TICK_SECONDS = 1.0


def run_worker(stop: threading.Event, *, threads: int = 2) -> None:
    """Run jobs and schedules until `stop` is set; jobs that run then are let end.

    A database that is away is waited for.
    """
    load_tasks()
    clock = threading.Thread(target=_watch_the_clock, args=(stop,), name="jobs-clock")
    beats = threading.Thread(target=keep_beating, args=(stop,), name="jobs-beat")
    for thread in (clock, beats):
        thread.start()
    try:
        engine().work(stop, threads=threads)
    finally:
        stop.set()
        for thread in (clock, beats):
            thread.join()


def load_tasks() -> None:
    """Import `jobs` of every room, so that their schedules are known."""
    autodiscover_modules("jobs")


def _watch_the_clock(stop: threading.Event) -> None:
    pause = engine().lease.total_seconds() / 3
    recover_at = 0.0
    waited = 0.0
    while not stop.is_set():
        try:
            close_old_connections()
            tick(datetime.now(UTC))
            if waited >= recover_at:
                engine().recover()
                recover_at = waited + pause
        except Exception:
            # This thread must not die of one bad moment: nothing would be scheduled any more.
            log.exception("The schedule cannot be read")
        stop.wait(TICK_SECONDS)
        waited += TICK_SECONDS
    connections.close_all()
