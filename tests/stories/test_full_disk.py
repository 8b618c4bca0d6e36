"""The disk is full: each door asks to try again, nothing is lost or half kept, and when there is
room again the desk goes on by itself (safety, P15)."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.config.running import deskhand, fetch, until
from tests.conftest import FreshDatabase
from tests.mail.dovecot import USER, Dovecot, dovecot
from tests.stories.doors import HELP, Http, Smtp
from tests.stories.place import Place, founded, value_in

SIZE = "48m"
COUNTS = (
    "SELECT count(*) FROM mail_letter WHERE state = 'taken'",
    "SELECT count(*) FROM tickets_ticket",
)

pytestmark = [pytest.mark.timeout(240), pytest.mark.dovecot]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes; only root can make one."""
    place = tmp_path / "small"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)]
    if os.getuid() or subprocess.run(words, check=False, capture_output=True).returncode:
        pytest.skip("a small disk can only be made by root")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Fill it to the last byte, until the block ends."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1024 * 1024, 4096, 1):
            try:
                while file.write(b"x" * size):
                    pass
            except OSError:
                continue
    yield
    ballast.unlink()


def letter(number: int) -> bytes:
    lines = (
        f"From: Writer {number} <writer{number}@birch.example>",
        f"To: {HELP}",
        f"Subject: Matter {number}",
        f"Message-ID: <{number}@birch.example>",
        "Date: Wed, 04 Mar 2026 09:00:00 +0000",
        "",
        "x" * 200_000,
        "",
    )
    return "\r\n".join(lines).encode()


def test_a_full_disk_refuses_for_now_and_heals(
    fresh_database: FreshDatabase, small_disk: Path, tmp_path: Path
) -> None:
    environ = {**fresh_database.environ, "DESKHAND_DATA": str(small_disk)}
    if fresh_database.url.startswith("sqlite"):
        # The database lies on the same disk, as with most who use one.
        shutil.copyfile(fresh_database.url.removeprefix("sqlite:///"), small_disk / "desk.sqlite3")
        environ["DESKHAND_DATABASE_URL"] = f"sqlite:///{small_disk}/desk.sqlite3"
    place = founded(environ, folder=tmp_path)
    with a_server() as server:
        doors = (
            Smtp(place.smtp_port),
            Http(place.url, place.opened({USER: server.port}, move_to="Done")),
        )
        with place.up():
            assert [door.answer(letter(n)) for n, door in enumerate(doors)] == [250, 202]
            until(lambda: taken(place) == [2, 2], what="both are taken in")
            with filled(small_disk):
                server.put(letter(2))
                for _turn in range(3):
                    assert doors[0].answer(letter(3)) == 452
                    assert doors[1].answer(letter(4)) in {503, 507}
                    assert by_pipe(place, letter(5)) == 75
                    time.sleep(1)
                assert kept_halves(small_disk) == []
                assert fetch(f"{place.url}/healthz")[0] == 200
                assert fetch(f"{place.url}/readyz")[0] == 503
                assert server.count() == 1
            answers = [door.answer(letter(3 + n)) for n, door in enumerate(doors)]
            assert (answers, by_pipe(place, letter(5))) == ([250, 202], 0)
            until(lambda: taken(place) == [6, 6], what="all are taken in", seconds=60)
        assert server.count("Done") == 1
    assert kept_halves(small_disk) == []


def by_pipe(place: Place, raw: bytes) -> int:
    done = deskhand("mail", "deliver", "--to", HELP, environ=place.environ, stdin=raw)
    assert "Traceback" not in done.stderr
    return done.returncode


def taken(place: Place) -> list[int]:
    return [value_in(place.environ["DESKHAND_DATABASE_URL"], count) for count in COUNTS]


def kept_halves(disk: Path) -> list[Path]:
    return list((disk / "spool" / "tmp").iterdir())


@contextmanager
def a_server() -> Iterator[Dovecot]:
    base = Path(tempfile.mkdtemp(prefix="dovecot-"))
    try:
        with dovecot(base) as server:
            yield server
    finally:
        shutil.rmtree(base, ignore_errors=True)
