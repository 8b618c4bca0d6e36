"""A backup: one tar of database, kept files, spool and keys; and the way back.

The order matters. Whatever may leave the data folder for the database (the spool) is copied
before the database; whatever a row may point to (kept files) is copied after it. So nothing
falls between the two while the desk runs on.
"""

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings

from deskhand import __version__
from deskhand.config import database_copy
from deskhand.config.refusal import Refused

FORMAT = 1
HEAD, TAIL, DATABASE, FOLDER = "desk.json", "end.json", "database", "data/"
LATE = "files"
LEFT_OUT = {"static", "tmp"}


def write(target: Path, *, at: datetime) -> int:
    """Write a backup and return its size in bytes; the file appears only when it is whole."""
    if target.exists():
        raise Refused(f"{target} exists already; a backup overwrites nothing.")
    if target.resolve().is_relative_to(settings.DATA):
        raise Refused("Write the backup outside the data folder: it would hold itself.")
    with tempfile.TemporaryDirectory(prefix=".deskhand-", dir=target.absolute().parent) as beside:
        draft, database = Path(beside) / "backup", Path(beside) / "database"
        descriptor = os.open(draft, os.O_CREAT | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            zipped = target.name.endswith((".gz", ".tgz"))
            with tarfile.open(fileobj=file, mode="w:gz" if zipped else "w") as tar:
                _fill(_Writer(tar), database, at=at)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(target)
    return target.stat().st_size


def _fill(writer: "_Writer", database: Path, *, at: datetime) -> None:
    writer.add_json(
        HEAD,
        {
            "format": FORMAT,
            "deskhand": __version__,
            "engine": database_copy.engine(),
            "made_at": at.isoformat(),
        },
    )
    writer.add_folder(settings.DATA, late=False)
    database_copy.dump(database)
    writer.add_file(database, DATABASE)
    writer.add_folder(settings.DATA, late=True)
    writer.add_json(TAIL, {"files": writer.sums})


@dataclass
class _Writer:
    tar: tarfile.TarFile
    sums: dict[str, str] = field(default_factory=dict)

    def add_json(self, name: str, value: dict[str, object]) -> None:
        content = json.dumps(value, indent=1).encode()
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = len(content), 0o600
        self.tar.addfile(entry, BytesIO(content))

    def add_folder(self, folder: Path, *, late: bool) -> None:
        """Add the folder's files; walks again when one was renamed or taken under the walk."""
        for _walk in range(10):
            # A list, so that one file that has gone does not end the walk.
            gone = [p for p in _files(folder, late=late) if not self._added(folder, p)]
            if not gone:
                return

    def _added(self, folder: Path, path: Path) -> bool:
        name = FOLDER + path.relative_to(folder).as_posix()
        try:
            if name not in self.sums:
                self.add_file(path, name)
        except FileNotFoundError:
            return False
        return True

    def add_file(self, path: Path, name: str) -> None:
        with path.open("rb") as file:
            entry = tarfile.TarInfo(name)
            facts = os.fstat(file.fileno())
            entry.size, entry.mode, entry.mtime = facts.st_size, 0o600, int(facts.st_mtime)
            self.tar.addfile(entry, file)
            file.seek(0)
            self.sums[name] = hashlib.file_digest(file, "sha256").hexdigest()


def _files(folder: Path, *, late: bool) -> Iterator[Path]:
    embedded = database_copy.files()
    for top in sorted(folder.iterdir()):
        if (top.name == LATE) != late or not _is_ours(top):
            continue
        if top.is_file() and top not in embedded:
            yield top
        for place, folders, names in os.walk(top):
            folders[:] = sorted(set(folders) - LEFT_OUT)
            yield from (Path(place) / name for name in sorted(names))


def _is_ours(path: Path) -> bool:
    """Not what is made afresh, and not what a restore put aside."""
    is_aside = path.name.startswith(("restore-", "before-restore-"))
    return path.name not in LEFT_OUT and path.suffix != ".lock" and not is_aside


def read(source: Path, *, force: bool, at: datetime) -> None:
    """Bring a backup back. Raises Refused for a desk in use without `force`, for a backup of
    the other database and for one that is cut off or changed; nothing is touched then.

    With `force` the data folder's former content is moved into a folder beside it.
    """
    if not force and (database_copy.has_people() or any(_files(settings.DATA, late=True))):
        raise Refused("This desk is in use; restore into an empty one, or replace it with --force.")
    staged = Path(tempfile.mkdtemp(prefix="restore-", dir=settings.DATA))
    try:
        _unpack(source, staged)
        if force:
            _put_aside(at=at)
        database_copy.load(staged / DATABASE)
        _put_in_place(staged / FOLDER)
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _unpack(source: Path, staged: Path) -> None:
    try:
        with tarfile.open(source) as tar:
            for entry in tar:
                _unpack_entry(tar, entry, staged)
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise Refused(f"{source} is no whole backup: {error}") from error
    head, tail = _json(staged / HEAD, source), _json(staged / TAIL, source)
    if head.get("engine") != database_copy.engine():
        raise Refused(
            f"This backup was made of {head.get('engine')}, but DESKHAND_DATABASE_URL names "
            f"{database_copy.engine()}."
        )
    if head.get("format") != FORMAT:
        raise Refused("This backup was made by another version of Deskhand and cannot be read.")
    sums = tail.get("files")
    if not isinstance(sums, dict):
        raise Refused(f"{source} is no whole backup of Deskhand.")
    for name, expected in sums.items():
        if not (staged / name).is_file() or _sum(staged / name) != expected:
            raise Refused(f"{source} is damaged: {name} is not as it was written.")


def _unpack_entry(tar: tarfile.TarFile, entry: tarfile.TarInfo, staged: Path) -> None:
    path = (staged / entry.name).resolve()
    content = tar.extractfile(entry) if entry.isreg() else None
    if content is None or not path.is_relative_to(staged.resolve()):
        raise Refused(f"The backup holds {entry.name!r}, which no backup of ours does.")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with content, os.fdopen(descriptor, "wb") as file:
        shutil.copyfileobj(content, file)


def _json(path: Path, source: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise Refused(f"{source} is no whole backup of Deskhand.") from error
    if not isinstance(found, dict):
        raise Refused(f"{source} is no whole backup of Deskhand.")
    return found


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _put_aside(*, at: datetime) -> None:
    old = [path for path in settings.DATA.iterdir() if _is_ours(path)]
    if not old:
        return
    aside = Path(tempfile.mkdtemp(prefix=f"before-restore-{at:%Y%m%d-%H%M}-", dir=settings.DATA))
    for path in old:
        path.rename(aside / path.name)


def _put_in_place(staged: Path) -> None:
    for place, _folders, names in os.walk(staged):
        target = settings.DATA / Path(place).relative_to(staged)
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in names:
            (Path(place) / name).replace(target / name)
    os.sync()
