"""From the spool into the database: each file becomes a letter, or a sighting of one.

A file is removed only after its transaction. Whatever dies in between, the file is found again
and recognized. No file stops the others: one that failed three times, a killed process
counted, is set aside unread.
"""

import fcntl
import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import Q

from deskhand.files.models import Blob
from deskhand.files.store import Shelved, enter, shelve
from deskhand.journal.actor import system
from deskhand.journal.record import record
from deskhand.mail import spool
from deskhand.mail.events import LetterArrived, LetterQuarantined
from deskhand.mail.labels import Label, glance, label
from deskhand.mail.mailboxes import meant_for, our_addresses
from deskhand.mail.models import Letter, Mailbox, Sighting
from deskhand.mail.spool import NULL_SENDER, Envelope

log = logging.getLogger(__name__)

INTAKE = system("intake")
TRIES = 3
MOST_RECIPIENTS = 100
State = Letter.State


def ingest(folder: Path, *, at: datetime) -> int:
    """Take in all that waits in the spool; returns how many files were taken in.

    Raises OperationalError or InterfaceError when the database is away, and OSError (after all
    others were tried) when the disk fails: the files stay where they are, and it is not counted
    against them.
    """
    taken, trouble = 0, None
    with _alone(folder) as is_alone:
        if not is_alone:
            return 0
        for path in spool.waiting(folder):
            try:
                taken += _take(path, at=at)
            except OSError as error:
                trouble = error
    if trouble is not None:
        raise trouble
    return taken


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Let one process at a time work on a spool; the lock dies with its process."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _take(path: Path, *, at: datetime) -> bool:
    try:
        path, attempts = spool.begin(path)
    except FileNotFoundError:
        return False
    try:
        _take_file(path, attempts=attempts, at=at)
    except (OperationalError, InterfaceError, OSError):
        spool.put_back(path)
        raise
    except Exception:
        log.exception("The spooled letter %s cannot be taken in (attempt %s)", path.name, attempts)
        return False
    spool.done(path)
    return True


def _take_file(path: Path, *, attempts: int, at: datetime) -> None:
    envelope, raw = spool.read(path)
    shelved = shelve(raw)
    if envelope.refusal or attempts > TRIES:
        words = glance(raw, fault=envelope.refusal or "Reading it failed three times")
    else:
        words = label(raw, key=shelved.sha256)
    name = spool.name_of(path)
    try:
        note(envelope, words, shelved, name=name, at=at)
    except IntegrityError:
        # Another process took the same letter in at the same time: this is a sighting now.
        note(envelope, words, shelved, name=name, at=at)


@transaction.atomic
def note(envelope: Envelope, words: Label, raw: Shelved, *, name: str, at: datetime) -> None:
    """Make the row of a letter, or note that it was seen again; harmless when done twice."""
    if Sighting.objects.filter(spool_name=name).exists():
        return
    mailbox = _mailbox(envelope, words)
    words = _of_its_day(words, envelope)
    letter, blob = _known(words), enter(raw)
    if letter is None:
        letter = _new(envelope, words, blob, mailbox=mailbox)
        made = LetterQuarantined if words.fault else LetterArrived
        record(made(letter=letter.pk), by=INTAKE, at=at)
    uid = (envelope.mailbox, envelope.uid_validity, envelope.uid)
    seen = Sighting.objects.filter(mailbox=uid[0], uid_validity=uid[1], uid=uid[2])
    is_first = uid[2] is not None and uid[0] == mailbox and not seen.exists()
    Sighting.objects.create(
        letter=letter,
        door=envelope.door[:10],
        mailbox_id=mailbox,
        uid_validity=uid[1] if is_first else None,
        uid=uid[2] if is_first else None,
        spool_name=name,
        raw=None if letter.raw_id == blob.pk else blob,
        seen_at=envelope.instant,
    )


def _of_its_day(words: Label, envelope: Envelope) -> Label:
    """A device that writes neither Message-ID nor date says the same in the same words: what it
    says on another day is another letter."""
    if words.message_id or words.dated:
        return words
    told = f"{words.content_hash} {envelope.instant.date()}"
    return replace(words, content_hash=hashlib.sha256(told.encode()).hexdigest())


def _known(words: Label) -> Letter | None:
    """Find the same letter: by its content, else by Message-ID, sender and date together."""
    same = Q(content_hash=words.content_hash)
    if words.message_id and words.dated and not words.fault:
        same |= Q(message_id=words.message_id, sender=words.sender, dated=words.dated)
    known = list(Letter.objects.filter(same).order_by("pk")[:2])
    known.sort(key=lambda letter: letter.content_hash != words.content_hash)
    return known[0] if known else None


def _new(envelope: Envelope, words: Label, blob: Blob, *, mailbox: int | None) -> Letter:
    sender = NULL_SENDER if words.is_null_sender else _line(envelope.sender)
    letter = Letter(
        content_hash=words.content_hash,
        raw=blob,
        door=envelope.door[:10],
        mailbox_id=mailbox,
        envelope_sender=sender[:320],
        envelope_recipients=[_line(r)[:320] for r in envelope.recipients[:MOST_RECIPIENTS]],
        received_at=envelope.instant,
        state=State.QUARANTINED if words.fault else State.KEPT,
        reason=words.fault,
    )
    words.put_on(letter)
    letter.save(force_insert=True)
    return letter


def _mailbox(envelope: Envelope, words: Label) -> int | None:
    if envelope.mailbox and Mailbox.objects.filter(pk=envelope.mailbox).exists():
        return envelope.mailbox
    return meant_for(envelope.recipients or words.addressed, our_addresses())


def _line(text: str) -> str:
    return "".join(c for c in text if c.isprintable()).encode("utf-8", "replace").decode()
