"""The post office at work: the listener, a thread for each fetched mailbox, and the intake.

Threads do not know each other; one that hangs or fails leaves the others alone.
"""

import logging
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connections

from deskhand.mail import fetch
from deskhand.mail import ingest as intake
from deskhand.mail.listen import Listener
from deskhand.mail.models import Mailbox

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.2
ROUNDS_SECONDS = 10
LONGEST_REST_SECONDS = 10.0


def spool_folder() -> Path:
    return Path(settings.DATA) / "spool"


def ingest() -> int:
    """Take in what waits in the spool now; returns how many files were taken in."""
    return intake.ingest(spool_folder(), at=datetime.now(UTC))


def run(
    stop: threading.Event, *, smtp_host: str | None = None, smtp_port: int | None = None
) -> None:
    """Work until told to stop. Without a port (or with 0) no mail server is opened.

    Raises OSError when the port cannot be had.
    """
    listener = None
    port = settings.DESKHAND_SMTP_PORT if smtp_port is None else smtp_port
    if port:
        host = smtp_host or settings.DESKHAND_SMTP_HOST
        listener = Listener(spool_folder(), host=host, port=port)
        listener.start()
    fetching = threading.Thread(target=_fetch_all, args=(stop,), name="mail-rounds", daemon=True)
    fetching.start()
    try:
        _take_in(stop)
    finally:
        if listener is not None:
            listener.stop()
        fetching.join(timeout=5)


def _take_in(stop: threading.Event) -> None:
    """Look into the spool, which costs next to nothing, and rest longer while in trouble."""
    rest = LOOK_SECONDS
    while not stop.is_set():
        try:
            close_old_connections()
            ingest()
            rest = LOOK_SECONDS
        except (DatabaseError, InterfaceError, OSError):
            rest = min(rest * 2, LONGEST_REST_SECONDS)
            log.exception("The spool cannot be taken in; the next try is in %.0f s", rest)
        stop.wait(rest)
    connections.close_all()


def _fetch_all(stop: threading.Event) -> None:
    """Keep one thread for each mailbox to fetch, as mailboxes come and go."""
    threads: dict[int, tuple[threading.Thread, threading.Event]] = {}
    while not stop.is_set():
        try:
            close_old_connections()
            _appoint(threads, stop)
        except DatabaseError:
            log.exception("The mailboxes cannot be listed")
        stop.wait(ROUNDS_SECONDS)
    _dismiss(threads)
    connections.close_all()


def _appoint(
    threads: dict[int, tuple[threading.Thread, threading.Event]], stop: threading.Event
) -> None:
    rows = Mailbox.objects.filter(is_active=True, fetches=True)
    wanted = set(rows.values_list("pk", flat=True))
    for pk in set(threads) - wanted:
        threads.pop(pk)[1].set()
    for pk in wanted:
        if pk not in threads or not threads[pk][0].is_alive():
            end = threading.Event()
            thread = threading.Thread(
                target=_visit, args=(pk, end), name=f"mailbox-{pk}", daemon=True
            )
            threads[pk] = (thread, end)
            thread.start()


def _dismiss(threads: dict[int, tuple[threading.Thread, threading.Event]]) -> None:
    """Let the visits end; one that hangs is not waited for."""
    for _thread, end in threads.values():
        end.set()
    deadline = time.monotonic() + 2
    for thread, _end in threads.values():
        thread.join(timeout=max(0.0, deadline - time.monotonic()))


def _visit(mailbox_id: int, end: threading.Event) -> None:
    try:
        fetch.keep_visiting(mailbox_id, spool_folder(), end)
    finally:
        connections.close_all()
