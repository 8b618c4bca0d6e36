"""From the spool into the database: each file becomes a letter, or a sighting of one.

A file is removed only after its transaction. Whatever dies in between, the file is found again
and recognized. No file stops the others: new ones are taken in groups of one transaction, one
of a group that failed is taken alone from then on, and one that failed three times, a killed
process counted, is set aside unread.
"""

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, InterfaceError, OperationalError

from deskhand.files.store import shelve
from deskhand.mail import spool
from deskhand.mail.labels import glance, label
from deskhand.mail.noting import Kept, note_all

log = logging.getLogger(__name__)

TRIES = 3
# What one transaction takes in: few enough that pages which write hardly wait for it.
MOST_IN_GROUP, MOST_BYTES_IN_GROUP = 20, 2 * 1024 * 1024
AWAY = (OperationalError, InterfaceError, OSError)


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
        for paths in _groups(spool.waiting(folder)):
            try:
                taken += _take_group(paths, at=at) if len(paths) > 1 else _take(paths[0], at=at)
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


def _groups(paths: list[Path]) -> Iterator[list[Path]]:
    """Files that nobody has tried yet together, in their order; the others one by one."""
    group: list[Path] = []
    size = 0
    for path in paths:
        if spool.attempts_of(path):
            yield [path]
            continue
        weight = spool.size_of(path)
        if group and (len(group) >= MOST_IN_GROUP or size + weight > MOST_BYTES_IN_GROUP):
            yield group
            group, size = [], 0
        group.append(path)
        size += weight
    if group:
        yield group


def _take_group(paths: list[Path], *, at: datetime) -> int:
    """Take files in together; when that fails, each by itself, so that one stops no other."""
    begun = [begun for path in paths if (begun := _begin(path)) is not None]
    files = [path for path, _attempts in begun]
    try:
        note_all([_read(path, attempts=attempts) for path, attempts in begun], at=at)
    except AWAY:
        for path in files:
            spool.put_back(path)
        raise
    except Exception:
        log.warning("%d letters cannot be taken in together: each is tried alone", len(files))
        return sum(_take(spool.put_back(path), at=at) for path in files)
    for path in files:
        spool.done(path)
    return len(files)


def _take(path: Path, *, at: datetime) -> bool:
    begun = _begin(path)
    if begun is None:
        return False
    path, attempts = begun
    try:
        _note_alone(_read(path, attempts=attempts), at=at)
    except AWAY:
        spool.put_back(path)
        raise
    except Exception:
        log.exception("The spooled letter %s cannot be taken in (attempt %s)", path.name, attempts)
        return False
    spool.done(path)
    return True


def _begin(path: Path) -> tuple[Path, int] | None:
    """Count an attempt before it starts; None when another process has taken the file."""
    try:
        return spool.begin(path)
    except FileNotFoundError:
        return None


def _read(path: Path, *, attempts: int) -> Kept:
    """Read a file, make its bytes safe, and read its label, unless that failed too often."""
    envelope, raw = spool.read(path)
    shelved = shelve(raw)
    if envelope.refusal or attempts > TRIES:
        words = glance(raw, fault=envelope.refusal or "Reading it failed three times")
    else:
        words = label(raw, key=shelved.sha256)
    return Kept(envelope, words, shelved, spool.name_of(path))


def _note_alone(kept: Kept, *, at: datetime) -> None:
    try:
        note_all([kept], at=at)
    except IntegrityError:
        # Another process took the same letter in at the same time: this is a sighting now.
        note_all([kept], at=at)
