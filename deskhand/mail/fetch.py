"""Fetching a mailbox by IMAP: by UID, so that what somebody has read or moved is taken all the
same; each letter is in the spool before its UID counts as fetched.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from deskhand.mail import graph_fetch, imap, spool, troubles
from deskhand.mail.graph_fetch import Taken
from deskhand.mail.imap import FetchFailed
from deskhand.mail.models import Mailbox


def visit(mailbox_id: int, folder: Path) -> int:
    """Fetch once what is new in a mailbox into the spool, and note how it went on its row.

    Returns how many letters were kept. Never raises for what a server or network does.
    """
    mailbox, kept = to_fetch(mailbox_id), 0
    if mailbox is None:
        return 0
    with troubles_noted(mailbox):
        if mailbox.way == Mailbox.Way.GRAPH:
            return take_by_graph(mailbox, folder).kept
        with imap.connected(mailbox) as client:
            kept = take(client, mailbox, folder)
    return kept


def to_fetch(mailbox_id: int) -> Mailbox | None:
    """Return the mailbox if letters are to be fetched from it."""
    return Mailbox.objects.filter(pk=mailbox_id, is_active=True, fetches=True).first()


@dataclass(slots=True)
class Told:
    """How long we were asked to wait before the next visit."""

    wait: timedelta = timedelta()


@contextmanager
def troubles_noted(mailbox: Mailbox) -> Iterator[Told]:
    """Write what a server or network does wrong on the mailbox, in place of raising it."""
    told = Told()
    try:
        yield told
    except FetchFailed as error:
        told.wait = error.wait or told.wait
        _note_health(mailbox, str(error))
    except (IMAPClientError, OSError) as error:
        _note_health(mailbox, f"The mail server: {troubles.words(error)}")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        _note_health(mailbox, f"The mail server answers nonsense ({troubles.words(error)})")


def take(client: IMAPClient, mailbox: Mailbox, folder: Path) -> int:
    """Fetch what is new over a connection that is signed in, and note it on the mailbox.

    Returns how many letters were kept; raises FetchFailed, IMAPClientError and OSError.
    """
    opened = _opened(client, mailbox.folder)
    validity = int(opened[b"UIDVALIDITY"])
    if mailbox.uid_validity != validity:
        # The server numbers its letters anew; the known ones are recognized by their content.
        mailbox.uid_validity, mailbox.last_uid = validity, 0
        _note_place(mailbox)
    # "n:*" names the last letter even when it is below n.
    asked: list[Any] = ["UID", f"{mailbox.last_uid + 1}:*"]
    if mailbox.begins_on is not None:
        asked += ["SINCE", mailbox.begins_on]
    found = client.search(asked)
    kept, trouble = 0, ""
    for uid in sorted(number for number in found if number > mailbox.last_uid):
        kept += _keep(client, mailbox, uid, folder)
        # Moved before its UID is noted: whoever dies between fetches it again, which is known by
        # its UID, rather than leaves it behind for good.
        trouble = _move(client, mailbox, uid) or trouble
        mailbox.last_uid = uid
        _note_place(mailbox)
    _note_health(mailbox, trouble)
    return kept


def _opened(client: IMAPClient, name: str) -> dict[bytes, Any]:
    """Open a folder; that there is none is said in words of ours, since servers differ."""
    try:
        opened: dict[bytes, Any] = client.select_folder(name)
    except IMAPClientError as error:
        if client.folder_exists(name):
            raise
        raise FetchFailed(f"There is no folder {name}") from error
    return opened


def take_by_graph(mailbox: Mailbox, folder: Path) -> Taken:
    """Fetch what is new at Graph, and note it on the mailbox; raises FetchFailed."""
    taken = graph_fetch.take(mailbox, folder)
    _note_health(mailbox, taken.trouble)
    return taken


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
    try:
        spool.keep(folder, raw, envelope)
    except OSError as error:
        why = f"A letter cannot be kept here and stays on the mail server: {error.strerror}"
        raise FetchFailed(why) from error
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
        return f"Letters cannot be moved to {mailbox.move_to}: {troubles.words(error)}"
    return ""


def _received_at(given: datetime | None) -> datetime:
    """When the mailbox got it: promises count from there, but never from the future."""
    now = datetime.now(UTC)
    if given is None:
        return now
    return min(given.astimezone(UTC), now)


def _note_place(mailbox: Mailbox) -> None:
    """Note how far we are; somebody may have named another server or folder meanwhile."""
    same_place = Mailbox.objects.filter(
        pk=mailbox.pk, host=mailbox.host, user_name=mailbox.user_name, folder=mailbox.folder
    )
    if not same_place.update(uid_validity=mailbox.uid_validity, last_uid=mailbox.last_uid):
        raise FetchFailed("The mailbox was changed meanwhile")


def _note_health(mailbox: Mailbox, trouble: str) -> None:
    mailbox.checked_at = datetime.now(UTC)
    mailbox.last_error = trouble[:500]
    if not trouble:
        mailbox.succeeded_at, mailbox.failing_since = mailbox.checked_at, None
    elif mailbox.failing_since is None:
        mailbox.failing_since = mailbox.checked_at
    # No save: whoever removed the mailbox meanwhile has said enough.
    Mailbox.objects.filter(pk=mailbox.pk).update(
        checked_at=mailbox.checked_at,
        last_error=mailbox.last_error,
        succeeded_at=mailbox.succeeded_at,
        failing_since=mailbox.failing_since,
    )


def _too_large(size: int) -> str:
    return f"It is too large ({size // 2**20} MB) and stays on the mail server"
