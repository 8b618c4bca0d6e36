"""The spool: one file per message, safe on disk before any door acknowledges it.

No Django here: it works while the database is down. A file's first line is its envelope as
JSON, the rest is the message byte for byte. It is written in `tmp`, synced, renamed into
`new`, and the folder is synced. The number after the last comma of its name counts the times
somebody began to take it in, so that even a killed process is counted.
"""

import json
import os
import secrets
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

LETTER_LIMIT = 50 * 1024 * 1024
NULL_SENDER = "<>"


@dataclass(frozen=True, slots=True)
class Envelope:
    """How a message came. `sender` is "<>" for the null sender, empty when not known.

    `received_at` is in ISO 8601 with its offset; `refusal` says why it was not taken whole.
    """

    door: str
    received_at: str
    sender: str = ""
    recipients: Sequence[str] = ()
    mailbox: int | None = None
    uid_validity: int | None = None
    uid: int | None = None
    refusal: str = ""

    @property
    def instant(self) -> datetime:
        """When it reached us, in UTC; raises ValueError for nonsense."""
        return datetime.fromisoformat(self.received_at).astimezone(UTC)


def keep(folder: Path, raw: bytes, envelope: Envelope) -> str:
    """Write a message so that no power cut takes it, and return its name; raises OSError."""
    drafts, new = folder / "tmp", folder / "new"
    _make(drafts)
    _make(new)
    name = f"{time.time_ns():020d}.{os.getpid()}.{secrets.token_hex(8)}"
    draft = drafts / name
    try:
        _write(draft, json.dumps(asdict(envelope)).encode() + b"\n", raw)
        draft.rename(new / f"{name},0")
    finally:
        draft.unlink(missing_ok=True)
    _sync(new)
    return name


def waiting(folder: Path) -> list[Path]:
    """Return the files to take in, oldest first."""
    try:
        with os.scandir(folder / "new") as entries:
            return sorted(Path(entry.path) for entry in entries)
    except FileNotFoundError:
        return []


def begin(path: Path) -> tuple[Path, int]:
    """Count one more attempt, before it starts; returns the new path and the count.

    Raises FileNotFoundError when another process has taken the file.
    """
    attempts = attempts_of(path) + 1
    counted = path.with_name(f"{name_of(path)},{attempts}")
    path.rename(counted)
    return counted, attempts


def attempts_of(path: Path) -> int:
    """How often somebody began to take a file in."""
    count = path.name.rpartition(",")[2]
    return int(count) if count.isdigit() and "," in path.name else 0


def size_of(path: Path) -> int:
    """How many bytes a file has; 0 when another process has taken it."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def put_back(path: Path) -> Path:
    """Take the last count back: the attempt ended for a reason that is not the message's."""
    return path.rename(path.with_name(f"{name_of(path)},{max(attempts_of(path) - 1, 0)}"))


def read(path: Path) -> tuple[Envelope, bytes]:
    """Return envelope and message; a damaged envelope still gives all bytes and its trouble."""
    content = path.read_bytes()
    line, _newline, raw = content.partition(b"\n")
    try:
        envelope = Envelope(**json.loads(line))
        _checked = envelope.instant
    except (ValueError, TypeError):
        moment = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat()
        return Envelope("unknown", moment, refusal="Its envelope is damaged"), content
    return envelope, raw


def name_of(path: Path) -> str:
    """The name under which a message was kept, whatever its count of attempts."""
    return path.name.rpartition(",")[0] or path.name


def done(path: Path) -> None:
    """Remove a file that is safe elsewhere; should it come back, its name tells."""
    path.unlink(missing_ok=True)


def _make(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync(folder.parent)


def _write(path: Path, *parts: bytes) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for part in parts:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
