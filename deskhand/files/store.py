"""The cupboard of kept bytes: one row per content, known by its SHA-256, never changed.

Few bytes, as most letters have, stand in the row itself: they are safe with its transaction.
More are a file, which is written under a temporary name, synced, renamed, and its folder
synced, before its row exists: no row ever points to bytes that a power cut could take away.
"""

import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from deskhand.files.models import Blob

CHUNK = 1024 * 1024
# Up to here bytes stand in the row.
FEW = 16 * 1024


class BytesMissing(Exception):
    """The row is there, its file is not; restore the folder of kept files."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """Bytes that no row names yet: `few` holds them, or else they are safe in a file."""

    sha256: str
    size: int
    few: bytes | None = field(default=None, repr=False)


def keep(content: bytes | BinaryIO) -> Blob:
    """Keep bytes, or a whole stream from its beginning; the same content is kept once."""
    return enter(shelve(content))


def shelve(content: bytes | BinaryIO) -> Shelved:
    """Make many bytes safe on the disk, outside of any transaction; to be entered afterwards."""
    if not isinstance(content, bytes):
        content.seek(0)
        return _shelved(content)
    sha256, size = hashlib.sha256(content).hexdigest(), len(content)
    if size <= FEW:
        return Shelved(sha256, size, content)
    if not _is_kept(sha256, size):
        _write(BytesIO(content))
    return Shelved(sha256, size)


def keep_all_new(contents: Iterable[bytes]) -> list[Blob]:
    """As `keep` of each, in one statement, for bytes that nobody can have kept before."""
    many = [shelve(content) for content in contents]
    made = _make_rows({shelved.sha256: shelved for shelved in many}.values())
    return [made[shelved.sha256] for shelved in many]


def enter(shelved: Shelved) -> Blob:
    """Make the row of bytes that were shelved, or return the one that is there."""
    return enter_all([shelved])[shelved.sha256]


def enter_all(many: Iterable[Shelved]) -> dict[str, Blob]:
    """Make the rows of bytes that were shelved, or return those that are there, by hash."""
    given = {each.sha256: each for each in many}
    known = {blob.sha256: blob for blob in Blob.objects.filter(sha256__in=given).defer("few")}
    return known | _make_rows(each for sha256, each in given.items() if sha256 not in known)


def open_blob(blob: Blob) -> BinaryIO:
    """Open kept bytes for reading; raises BytesMissing."""
    if blob.few is not None:
        return BytesIO(bytes(blob.few))
    try:
        return _path(blob.sha256).open("rb")
    except FileNotFoundError as error:
        raise BytesMissing(blob.sha256) from error


def read_blob(blob: Blob) -> bytes:
    """Return kept bytes at once; raises BytesMissing."""
    with open_blob(blob) as file:
        return file.read()


def _shelved(stream: BinaryIO) -> Shelved:
    begin = _first(stream)
    if len(begin) <= FEW:
        return Shelved(hashlib.sha256(begin).hexdigest(), len(begin), begin)
    stream.seek(0)
    return Shelved(*_write(stream))


def _first(stream: BinaryIO) -> bytes:
    """The first bytes of a stream, one more than a row takes; a read may return fewer."""
    begin = b""
    while len(begin) <= FEW and (more := stream.read(FEW + 1 - len(begin))):
        begin += more
    return begin


def _make_rows(many: Iterable[Shelved]) -> dict[str, Blob]:
    now = datetime.now(UTC)
    made = [
        Blob(sha256=each.sha256, size=each.size, few=each.few, created_at=now)
        # In one order, so that two who keep the same do not wait for each other.
        for each in sorted(many, key=lambda each: each.sha256)
    ]
    if made:
        # Somebody may make the same row now: the update of nothing tells its key all the same.
        Blob.objects.bulk_create(
            made, update_conflicts=True, unique_fields=["sha256"], update_fields=["size"]
        )
    return {blob.sha256: blob for blob in made}


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
