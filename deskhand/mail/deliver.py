"""`deskhand mail deliver`: one raw message on standard input, from a mail server's pipe.

Neither Django nor the database is touched. Exit codes are those of sysexits.h, which mail
servers understand: 0 kept, 75 try again later, 65 never.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from deskhand.mail import spool

KEPT, NEVER, LATER = 0, 65, 75


def main(arguments: Sequence[str] | None = None) -> int:
    """Keep the message and return the exit code; one line on standard error says what failed."""
    options = _options(arguments)
    try:
        raw = sys.stdin.buffer.read(spool.LETTER_LIMIT + 1)
    except OSError as error:
        return _say(LATER, f"The message cannot be read: {error.strerror}")
    if not raw.strip():
        return _say(NEVER, "The message is empty")
    if len(raw) > spool.LETTER_LIMIT:
        megabytes = spool.LETTER_LIMIT // 2**20
        return _say(NEVER, f"The message is larger than {megabytes} MB")
    envelope = spool.Envelope(
        door="pipe",
        received_at=datetime.now(UTC).isoformat(),
        sender=options.sender,
        recipients=tuple(options.to),
    )
    try:
        spool.keep(_data_folder(options.data) / "spool", raw, envelope)
    except OSError as error:
        return _say(LATER, f"The message cannot be kept: {error.strerror}")
    return KEPT


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="deskhand mail deliver", description="Keep one raw message from standard input."
    )
    parser.add_argument("--to", action="append", metavar="ADDRESS", help="envelope recipient")
    parser.add_argument("--from", dest="sender", metavar="ADDRESS", help="envelope sender")
    parser.add_argument("--data", metavar="DIR", help="the data folder")
    options = parser.parse_args(arguments)
    # Postfix and Exim give the envelope in the environment of the pipe.
    options.sender = os.environ.get("SENDER", "") if options.sender is None else options.sender
    given = os.environ.get("ORIGINAL_RECIPIENT") or os.environ.get("RECIPIENT")
    options.to = options.to or ([given] if given else [])
    return options


def _data_folder(given: str | None) -> Path:
    """As the settings find it, which cannot be asked without Django."""
    path = given or os.environ.get("DESKHAND_DATA", "")
    if not path and (file := os.environ.get("DESKHAND_DATA_FILE")):
        path = Path(file).read_text(encoding="utf-8").strip()
    return Path(path or "data").expanduser().resolve()


def _say(code: int, line: str) -> int:
    sys.stderr.write(f"deskhand: {line}\n")
    return code
