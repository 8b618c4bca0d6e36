"""Who uses the data folder: running roles share it, a restore wants it alone."""

import fcntl
from pathlib import Path
from typing import IO

from deskhand.config.refusal import Refused

_held: list[IO[str]] = []


def share(data: Path) -> None:
    """Note, until this process ends, that the desk runs on this folder."""
    _take(data, fcntl.LOCK_SH, "A backup is being restored into this data folder.")


def take(data: Path) -> None:
    """Keep the folder for this process alone until it ends; raises Refused when it is used."""
    _take(data, fcntl.LOCK_EX, "The desk is running on this data folder; stop it first.")


def _take(data: Path, kind: int, sentence: str) -> None:
    file = (data / "desk.lock").open("a")
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise Refused(sentence) from error
    _held.append(file)
