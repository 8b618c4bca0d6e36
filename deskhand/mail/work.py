"""The post office at work: the listener, a thread for each fetched mailbox, and the intake.

Threads do not know each other; one that hangs or fails leaves the others alone.
"""

import logging
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connections

from deskhand.jobs.memory import remembering
from deskhand.mail import ingest as intake
from deskhand.mail import watch
from deskhand.mail.listen import Listener
from deskhand.mail.models import Mailbox

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.2
ROUNDS_SECONDS = 5
LONGEST_REST_SECONDS = 1.0
# What, when changed, makes a mailbox another place to watch.
PLACE = (
    *("way", "host", "port", "security", "user_name", "folder", "move_to"),
    *("sign_in", "directory", "client_id", "keyed_at", "begins_on"),
)


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
    listener, news = None, threading.Event()
    port = settings.DESKHAND_SMTP_PORT if smtp_port is None else smtp_port
    # Whoever is told to stop while he starts must not take the port from his successor.
    if port and not stop.is_set():
        host = smtp_host or settings.DESKHAND_SMTP_HOST
        listener = Listener(spool_folder(), host=host, port=port, on_kept=news.set)
        listener.start()
    fetching = threading.Thread(
        target=_fetch_all, args=(stop, news), name="mail-rounds", daemon=True
    )
    fetching.start()
    try:
        _take_in(stop, news)
    finally:
        if listener is not None:
            listener.stop()
        fetching.join(timeout=5)


def _take_in(stop: threading.Event, news: threading.Event) -> None:
    """Look into the spool, which costs next to nothing: at once when a door of this process kept
    a letter, else five times a second; rest longer while in trouble."""
    rest = LOOK_SECONDS
    while not stop.is_set():
        news.clear()
        try:
            close_old_connections()
            with remembering():
                ingest()
            rest = LOOK_SECONDS
        except (DatabaseError, InterfaceError, OSError) as error:
            tell = log.exception if rest == LOOK_SECONDS else log.error
            rest = min(rest * 2, LONGEST_REST_SECONDS)
            tell("The spool cannot be taken in (%s); the next try is in %.1f s", error, rest)
        news.wait(rest)
    connections.close_all()


def _fetch_all(stop: threading.Event, news: threading.Event) -> None:
    """Keep one thread for each mailbox to fetch, as mailboxes come, change and go."""
    posts: dict[int, Post] = {}
    while not stop.is_set():
        try:
            close_old_connections()
            _appoint(posts, news)
        except DatabaseError:
            log.exception("The mailboxes cannot be listed")
        stop.wait(ROUNDS_SECONDS)
    _dismiss(posts)
    connections.close_all()


@dataclass(frozen=True, slots=True)
class Post:
    """A thread with the place that it watches; `end` sends it home."""

    thread: threading.Thread
    end: threading.Event
    place: tuple[object, ...]


def _appoint(posts: dict[int, Post], news: threading.Event) -> None:
    rows = Mailbox.objects.filter(is_active=True, fetches=True)
    wanted = {row[0]: row for row in rows.values_list("pk", *PLACE)}
    for pk in set(posts) - set(wanted):
        posts.pop(pk).end.set()
    for pk, place in wanted.items():
        post = posts.get(pk)
        if post is not None and post.thread.is_alive() and post.place == place:
            continue
        if post is not None:
            post.end.set()
        end = threading.Event()
        thread = threading.Thread(
            target=_watch, args=(pk, end, news), name=f"mailbox-{pk}", daemon=True
        )
        posts[pk] = Post(thread, end, place)
        thread.start()


def _dismiss(posts: dict[int, Post]) -> None:
    """Let the visits end; one that hangs is not waited for."""
    for post in posts.values():
        post.end.set()
    deadline = time.monotonic() + 2
    for post in posts.values():
        post.thread.join(timeout=max(0.0, deadline - time.monotonic()))


def _watch(mailbox_id: int, end: threading.Event, news: threading.Event) -> None:
    try:
        watch.keep_watching(mailbox_id, spool_folder(), end, on_kept=news.set)
    finally:
        connections.close_all()
