"""Fetching a mailbox by IMAP: by UID, so that what somebody has read or moved is taken all the
same; each letter is in the spool before its UID counts as fetched.

A hanging server hangs one thread only, and no longer than a timeout.
"""

import logging
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import close_old_connections
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from deskhand.mail import spool
from deskhand.mail.administration import secret_name
from deskhand.mail.models import Mailbox
from deskhand.provider.secrets import fetch as secret

log = logging.getLogger(__name__)

PAUSE_SECONDS = 30
CONNECT_SECONDS, READ_SECONDS = 15, 60
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class FetchFailed(Exception):
    """A mailbox cannot be fetched; the text says why, for an administrator."""


def visit(mailbox_id: int, folder: Path) -> int:
    """Fetch what is new in a mailbox into the spool, and note how it went on its row.

    Returns how many letters were kept. Never raises for what a server or network does.
    """
    mailbox = Mailbox.objects.filter(pk=mailbox_id, is_active=True, fetches=True).first()
    if mailbox is None:
        return 0
    kept, trouble = 0, ""
    try:
        with _connected(mailbox) as client:
            kept, trouble = _fetch(client, mailbox, folder)
    except FetchFailed as error:
        trouble = str(error)
    except (IMAPClientError, OSError) as error:
        trouble = f"The mail server: {_words(error)}"
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        trouble = f"The mail server answers nonsense ({_words(error)})"
    _note_health(mailbox, trouble)
    return kept


def keep_visiting(mailbox_id: int, folder: Path, stop: threading.Event) -> None:
    """Visit a mailbox again and again until told to stop."""
    while not stop.is_set():
        close_old_connections()
        try:
            visit(mailbox_id, folder)
        except Exception:
            # The database may be away; this thread must outlive that.
            log.exception("The mailbox %s cannot be visited", mailbox_id)
        stop.wait(PAUSE_SECONDS)


@contextmanager
def _connected(mailbox: Mailbox) -> Iterator[IMAPClient]:
    client = _open(mailbox)
    try:
        password = secret(secret_name(mailbox))
        if password is None:
            raise FetchFailed("No password is kept for this mailbox: enter it again")
        try:
            client.login(mailbox.user_name, password)
        except LoginError as error:
            raise FetchFailed(f"The mail server refused the sign-in: {_words(error)}") from error
        yield client
    finally:
        _leave(client)


def _open(mailbox: Mailbox) -> IMAPClient:
    security = Mailbox.Security(mailbox.security)
    if security == Mailbox.Security.PLAIN and mailbox.host not in LOOPBACK:
        raise FetchFailed("Without TLS a mailbox is fetched from this machine only")
    context = ssl.create_default_context()
    try:
        client = IMAPClient(
            mailbox.host,
            port=mailbox.port,
            ssl=security == Mailbox.Security.TLS,
            ssl_context=context if security == Mailbox.Security.TLS else None,
            timeout=SocketTimeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
        )
        if security == Mailbox.Security.STARTTLS:
            client.starttls(context)
    except (IMAPClientError, OSError) as error:
        where = f"{mailbox.host}:{mailbox.port}"
        raise FetchFailed(f"{where} cannot be reached: {_words(error)}") from error
    return client


def _fetch(client: IMAPClient, mailbox: Mailbox, folder: Path) -> tuple[int, str]:
    opened = client.select_folder(mailbox.folder)
    validity = int(opened[b"UIDVALIDITY"])
    if mailbox.uid_validity != validity:
        # The server numbers its letters anew; the known ones are recognized by their content.
        mailbox.uid_validity, mailbox.last_uid = validity, 0
        _note_place(mailbox)
    # "n:*" names the last letter even when it is below n.
    found = client.search(["UID", f"{mailbox.last_uid + 1}:*"])
    kept, trouble = 0, ""
    for uid in sorted(number for number in found if number > mailbox.last_uid):
        kept += _keep(client, mailbox, uid, folder)
        mailbox.last_uid = uid
        _note_place(mailbox)
        trouble = _move(client, mailbox, uid) or trouble
    return kept, trouble


def _keep(client: IMAPClient, mailbox: Mailbox, uid: int, folder: Path) -> int:
    """Put one letter into the spool; a letter too large comes with its headers only, and
    stays on the server. 0 when it was removed meanwhile."""
    facts = client.fetch([uid], ["RFC822.SIZE", "INTERNALDATE"]).get(uid)
    if facts is None:
        return 0
    size = int(facts[b"RFC822.SIZE"])
    is_too_large = size > spool.LETTER_LIMIT
    part = "BODY.PEEK[HEADER]" if is_too_large else "BODY.PEEK[]"
    answer: dict[bytes, Any] = client.fetch([uid], [part]).get(uid, {})
    raw = answer.get(b"BODY[HEADER]" if is_too_large else b"BODY[]")
    if raw is None:
        return 0
    envelope = spool.Envelope(
        door="imap",
        received_at=_received_at(facts.get(b"INTERNALDATE")).isoformat(),
        mailbox=mailbox.pk,
        uid_validity=mailbox.uid_validity,
        uid=uid,
        refusal=_too_large(size) if is_too_large else "",
    )
    spool.keep(folder, raw, envelope)
    return 1


def _move(client: IMAPClient, mailbox: Mailbox, uid: int) -> str:
    """Move a fetched letter away; it was taken in, whatever becomes of this."""
    if not mailbox.move_to:
        return ""
    try:
        if not client.folder_exists(mailbox.move_to):
            client.create_folder(mailbox.move_to)
        if client.has_capability("MOVE"):
            client.move([uid], mailbox.move_to)
        else:
            client.copy([uid], mailbox.move_to)
            client.delete_messages([uid])
            client.uid_expunge([uid])
    except IMAPClientError as error:
        return f"Letters cannot be moved to {mailbox.move_to}: {_words(error)}"
    return ""


def _received_at(given: datetime | None) -> datetime:
    """When the mailbox got it: promises count from there, but never from the future."""
    now = datetime.now(UTC)
    if given is None:
        return now
    return min(given.astimezone(UTC), now)


def _note_place(mailbox: Mailbox) -> None:
    mailbox.save(update_fields=["uid_validity", "last_uid"])


def _note_health(mailbox: Mailbox, trouble: str) -> None:
    mailbox.checked_at = datetime.now(UTC)
    mailbox.last_error = trouble[:500]
    if not trouble:
        mailbox.succeeded_at = mailbox.checked_at
    mailbox.save(update_fields=["checked_at", "last_error", "succeeded_at"])


def _too_large(size: int) -> str:
    return f"It is too large ({size // 2**20} MB) and stays on the mail server"


def _leave(client: IMAPClient) -> None:
    try:
        client.logout()
    except (IMAPClientError, OSError, ValueError):
        client.shutdown()


def _words(error: Exception) -> str:
    text = " ".join("".join(c if c.isprintable() else " " for c in str(error)).split())
    return text[:300] or type(error).__name__
