"""The cupboard of kept bytes: one file per content, named by its SHA-256, never changed.

A file is written under a temporary name, synced, renamed, and its folder synced, before its
row exists: no row ever points to bytes that a power cut could take away.
"""

import hashlib
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from deskhand.files.models import Blob

CHUNK = 1024 * 1024


class BytesMissing(Exception):
    """The row is there, its file is not; restore the folder of kept files."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """Bytes that are safe in the cupboard, though no row names them yet."""

    sha256: str
    size: int


def keep(content: bytes | BinaryIO) -> Blob:
    """Keep bytes, or a whole stream from its beginning; the same content is kept once."""
    return enter(shelve(content))


def shelve(content: bytes | BinaryIO) -> Shelved:
    """Make bytes safe on the disk, outside of any transaction; to be entered afterwards."""
    if isinstance(content, bytes):
        shelved = Shelved(hashlib.sha256(content).hexdigest(), len(content))
        if not _is_kept(shelved.sha256, shelved.size):
            _write(BytesIO(content))
        return shelved
    content.seek(0)
    return Shelved(*_write(content))


def enter(shelved: Shelved) -> Blob:
    """Make the row of bytes that are safe, or return the one that is there."""
    made = Blob(sha256=shelved.sha256, size=shelved.size, created_at=datetime.now(UTC))
    Blob.objects.bulk_create([made], ignore_conflicts=True)
    return Blob.objects.get(sha256=shelved.sha256)


def open_blob(blob: Blob) -> BinaryIO:
    """Open kept bytes for reading; raises BytesMissing."""
    try:
        return _path(blob.sha256).open("rb")
    except FileNotFoundError as error:
        raise BytesMissing(blob.sha256) from error


def read_blob(blob: Blob) -> bytes:
    """Return kept bytes at once; raises BytesMissing."""
    with open_blob(blob) as file:
        return file.read()


def _folder() -> Path:
    return Path(settings.DATA) / "files"


def _path(sha256: str) -> Path:
    return _folder() / sha256[:2] / sha256[2:4] / sha256


def _is_kept(sha256: str, size: int) -> bool:
    try:
        return _path(sha256).stat().st_size == size
    except FileNotFoundError:
        return False


def _write(stream: BinaryIO) -> tuple[str, int]:
    folder = _folder() / "tmp"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / secrets.token_hex(16)
    try:
        sha256, size = _fill(draft, stream)
        if not _is_kept(sha256, size):
            _put(draft, _path(sha256))
    finally:
        draft.unlink(missing_ok=True)
    return sha256, size


def _fill(draft: Path, stream: BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            file.write(chunk)
            size += len(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size


def _put(draft: Path, path: Path) -> None:
    made = [folder for folder in (path.parent, path.parent.parent) if not folder.exists()]
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft.rename(path)
    _sync(path.parent)
    for folder in made:
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
