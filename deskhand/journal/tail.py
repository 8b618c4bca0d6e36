"""Who wants to hear of events as they happen: one thread per process reads, many listen.

PostgreSQL notifies it; on SQLite it watches the counter of commits. Either way it reads by
cursor, so nothing is missed while a connection was away.
"""

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator

from django.db import DatabaseError, connection, connections

from deskhand.journal.models import Event
from deskhand.journal.reading import Cursor, head, is_behind, since
from deskhand.journal.waking import CHANNEL

log = logging.getLogger(__name__)

Listener = Callable[[Event], None]
Waiter = Callable[[Cursor], None]

GLANCE_SECONDS = 0.2
NOTICE_SECONDS = 1.0
PAUSE_AFTER_ERROR_SECONDS = 2.0


class Tail:
    """The end of the journal. Its thread runs while anybody listens.

    Listeners are called in that thread and must be quick; they may read the database.
    """

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._ending: list[threading.Thread] = []
        self._cursor = Cursor()

    def listen(self, listener: Listener) -> Cursor:
        """Begin to hear; return the place behind which every event will be heard."""
        with self._lock:
            if self._thread is None:
                self._cursor = head()
                self._stop = threading.Event()
                self._thread = threading.Thread(
                    target=self._follow, args=(self._stop,), name="journal-tail", daemon=True
                )
                self._thread.start()
            self._listeners.add(listener)
            return self._cursor

    def leave(self, listener: Listener) -> None:
        """Hear no more; the last to leave ends the thread, a second later at most."""
        with self._lock:
            self._listeners.discard(listener)
            if not self._listeners:
                self._end()

    def close(self) -> None:
        """Send all listeners away, and wait until no thread of ours is left."""
        with self._lock:
            self._listeners.clear()
            self._end()
            ending, self._ending = self._ending, []
        for thread in ending:
            thread.join()

    def _end(self) -> None:
        self._stop.set()
        self._ending = [thread for thread in self._ending if thread.is_alive()]
        if self._thread is not None:
            self._ending.append(self._thread)
            self._thread = None

    def _follow(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                with _waiter(stop) as wait:
                    while not stop.is_set():
                        self._tell_news(stop)
                        wait(self._cursor)
            except DatabaseError:
                log.exception("The journal cannot be followed")
                connections.close_all()
                stop.wait(PAUSE_AFTER_ERROR_SECONDS)
        connections.close_all()

    def _tell_news(self, stop: threading.Event) -> None:
        while news := since(self._cursor):
            for event in news:
                with self._lock:
                    if stop.is_set():
                        return
                    self._cursor = Cursor.behind(event)
                    listeners = list(self._listeners)
                _tell(listeners, event)


TAIL = Tail()


def _tell(listeners: list[Listener], event: Event) -> None:
    for listener in listeners:
        try:
            listener(event)
        except DatabaseError:
            raise
        except Exception:
            log.exception("A listener failed on event %s", event.pk)


@contextlib.contextmanager
def _waiter(stop: threading.Event) -> Iterator[Waiter]:
    """Yield what blocks until there may be news behind a place."""
    if connection.vendor == "postgresql":
        with _notices() as wait:
            yield wait
    else:
        yield _commits(stop)


def _commits(stop: threading.Event) -> Waiter:
    seen = _data_version()

    def wait(_cursor: Cursor) -> None:
        nonlocal seen
        now = _data_version()
        while now == seen and not stop.wait(GLANCE_SECONDS):
            now = _data_version()
        seen = now

    return wait


def _data_version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        return int(cursor.fetchone()[0])


@contextlib.contextmanager
def _notices() -> Iterator[Waiter]:
    listening = connections.create_connection("default")
    try:
        with listening.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")

        def wait(cursor: Cursor) -> None:
            # What is committed but not settled comes without a further notice.
            seconds = GLANCE_SECONDS if is_behind(cursor) else NOTICE_SECONDS
            for _notice in listening.connection.notifies(timeout=seconds, stop_after=1):
                pass

        yield wait
    finally:
        listening.close()
