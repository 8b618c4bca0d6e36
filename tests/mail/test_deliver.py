"""`deskhand mail deliver`, as a mail server's pipe calls it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deskhand.mail import spool
from tests.mail.conftest import message

WITHOUT_DJANGO = (
    "import sys; from deskhand.mail import deliver; code = deliver.main(sys.argv[1:]); "
    "assert not [m for m in sys.modules if m.split('.')[0] == 'django'], 'django was imported'; "
    "raise SystemExit(code)"
)


def deliver(raw: bytes, *words: str, data: Path, **environ: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_DJANGO, *words],
        input=raw,
        capture_output=True,
        check=False,
        env={**os.environ, "DESKHAND_DATA": str(data), **environ},
    )


def test_a_message_is_kept_without_django_and_without_a_database(data):
    ended = deliver(
        message(),
        "--to",
        "help@desk.example",
        data=data,
        SENDER="bea@birch.example",
        DESKHAND_DATABASE_URL="postgresql://127.0.0.1:1/gone",
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    [path] = spool.waiting(data / "spool")
    envelope, raw = spool.read(path)
    assert raw == message()
    assert (envelope.door, envelope.sender) == ("pipe", "bea@birch.example")
    assert list(envelope.recipients) == ["help@desk.example"]


@pytest.mark.parametrize("raw", [b"", b" \r\n\n"])
def test_an_empty_message_is_never_taken(data, raw):
    ended = deliver(raw, data=data)
    assert ended.returncode == 65
    assert ended.stderr.count(b"\n") == 1


def test_a_message_beyond_the_limit_is_never_taken(data):
    ended = deliver(b"S: x\n\n" + b"x" * spool.LETTER_LIMIT, data=data)
    assert ended.returncode == 65
    assert spool.waiting(data / "spool") == []


def test_a_folder_that_cannot_be_written_asks_to_try_again(data):
    (data / "spool").write_text("in the way")
    ended = deliver(message(), data=data)
    assert ended.returncode == 75
    assert ended.stderr.count(b"\n") == 1
