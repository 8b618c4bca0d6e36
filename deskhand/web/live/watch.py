"""Looks each second who has come to a ticket, or left it; only while somebody listens."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import DatabaseError, close_old_connections, connections

from deskhand.tickets.presence import news

log = logging.getLogger(__name__)

SECONDS = 1.0


class Watch:
    """One thread of this process; `tell` is called in it with the numbers of tickets."""

    def __init__(self, tell: Callable[[set[int]], None]) -> None:
        self._tell = tell
        self._stop: threading.Event | None = None

    def begin(self) -> None:
        if self._stop is not None:
            return
        self._stop = threading.Event()
        threading.Thread(
            target=self._look, args=(self._stop,), name="presence", daemon=True
        ).start()

    def end(self) -> None:
        if self._stop is not None:
            self._stop.set()
            self._stop = None

    def _look(self, stop: threading.Event) -> None:
        told: set[tuple[int, int, datetime]] = set()
        try:
            while not stop.wait(SECONDS):
                close_old_connections()
                try:
                    found = news(datetime.now(UTC))
                    if fresh := {ticket for ticket, _row, _at in found - told}:
                        self._tell(fresh)
                    told = found
                except DatabaseError:
                    log.warning("Who is present cannot be read", exc_info=True)
        finally:
            connections.close_all()
