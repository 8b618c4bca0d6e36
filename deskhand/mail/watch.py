"""Watching a mailbox: the server tells at once of what arrives (IDLE, RFC 2177), and where it
cannot, it is asked again and again. One connection for as long as it lasts, one thread for each
mailbox: a server that hangs holds up nobody else, and no longer than a timeout.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from django.db import close_old_connections
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from deskhand.mail import fetch, imap
from deskhand.mail.models import Mailbox

log = logging.getLogger(__name__)

POLL_SECONDS, GRAPH_SECONDS = 15, 10
# RFC 2177 allows 29 minutes. A connection that a firewall has forgotten is only found dead by
# asking, and what arrives between a search and IDLE is only seen with the next one: so we ask
# soon after a letter, and less often the longer nothing comes.
FIRST_QUIET_SECONDS, LONGEST_QUIET_SECONDS = 4.0, 180.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0
LOOK_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 600.0


def keep_watching(
    mailbox_id: int, folder: Path, end: threading.Event, *, on_kept: Callable[[], None]
) -> None:
    """Watch a mailbox until told to end; a lost connection is made again at once, then ever
    more slowly. `on_kept` is called when letters are in the spool."""
    pause = FIRST_PAUSE_SECONDS
    while not end.is_set():
        close_old_connections()
        try:
            was_reached = _watch(mailbox_id, folder, end, on_kept=on_kept)
        except Exception:
            # The database may be away; this thread must outlive that.
            log.exception("The mailbox %s cannot be visited", mailbox_id)
            was_reached = False
        pause = FIRST_PAUSE_SECONDS if was_reached else min(pause * 2, LONGEST_PAUSE_SECONDS)
        end.wait(pause)


def _watch(
    mailbox_id: int, folder: Path, end: threading.Event, *, on_kept: Callable[[], None]
) -> bool:
    """Watch over one connection; returns whether it was of any use."""
    mailbox = fetch.to_fetch(mailbox_id)
    if mailbox is None:
        end.wait(POLL_SECONDS)
        return True
    if mailbox.way == Mailbox.Way.GRAPH:
        return _ask_graph(mailbox, folder, end, on_kept=on_kept)
    was_reached, quiet = False, FIRST_QUIET_SECONDS
    with fetch.troubles_noted(mailbox), imap.connected(mailbox) as client:
        while not end.is_set():
            kept = fetch.take(client, mailbox, folder)
            was_reached = True
            if kept:
                on_kept()
            quiet = FIRST_QUIET_SECONDS if kept else min(quiet * 2, LONGEST_QUIET_SECONDS)
            close_old_connections()
            _rest(client, end, quiet)
    return was_reached


def _ask_graph(
    mailbox: Mailbox, folder: Path, end: threading.Event, *, on_kept: Callable[[], None]
) -> bool:
    """Graph tells servers that the world can reach; ours asks."""
    was_reached = False
    with fetch.troubles_noted(mailbox) as told:
        while not end.is_set():
            taken = fetch.take_by_graph(mailbox, folder)
            was_reached = True
            if taken.kept:
                on_kept()
            close_old_connections()
            if not taken.has_more:
                end.wait(GRAPH_SECONDS)
    # Whoever comes again too soon is made to wait longer.
    end.wait(min(told.wait.total_seconds(), LONGEST_WAIT_SECONDS))
    return was_reached


def _rest(client: IMAPClient, end: threading.Event, seconds: float) -> None:
    """Wait until there may be something to fetch."""
    if not _idles(client):
        end.wait(POLL_SECONDS)
        return
    until = time.monotonic() + seconds
    while not end.is_set() and (left := until - time.monotonic()) > 0:
        began, patience = time.monotonic(), min(LOOK_SECONDS, left)
        told = client.idle_check(timeout=patience)
        # Something to read and yet no answer: most likely the server has hung up.
        is_odd = not told and time.monotonic() - began < patience / 2
        if is_odd or _tells_of_a_letter(told):
            break
    client.idle_done()


def _idles(client: IMAPClient) -> bool:
    if not client.has_capability("IDLE"):
        return False
    try:
        client.idle()
    except IMAPClientAbortError:
        raise
    except IMAPClientError:
        # Some promise it and refuse it.
        return False
    return True


def _tells_of_a_letter(told: Sequence[tuple[object, ...]]) -> bool:
    return any(answer[1:2] in ((b"EXISTS",), (b"RECENT",)) for answer in told)
