"""A backup and the way back, on whichever database the tests run."""

import os
import signal
import tarfile
from pathlib import Path

import pytest

from deskhand.config import archive
from tests import databases, surroundings
from tests.config.running import deskhand, free_port, started, until
from tests.config.test_commands import FOUNDER
from tests.conftest import FreshDatabase


@pytest.fixture
def in_use(fresh_database: FreshDatabase) -> FreshDatabase:
    """A desk with a firm, a kept file and a letter in the spool."""
    words = ["init", *FOUNDER, "--password", "correct-horse-battery"]
    assert deskhand(*words, environ=fresh_database.environ).returncode == 0
    for name in ("files/ab/cd/abcd", "spool/new/1,0", "static/left-out", "spool/tmp/draft"):
        path = fresh_database.data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return fresh_database


@pytest.fixture
def other(tmp_path: Path, in_use: FreshDatabase) -> FreshDatabase:
    """An empty desk elsewhere; on PostgreSQL a second database of the same server."""
    name = in_use.url.rpartition("/")[2].removesuffix(".sqlite3").rpartition("_")[2] + "_other"
    databases.make(name)
    yield FreshDatabase(url=surroundings.url_of(name), data=_made(tmp_path / "other"))
    databases.drop(name)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _backup(desk: FreshDatabase, target: Path) -> Path:
    done = deskhand("backup", str(target), environ=desk.environ)
    assert done.returncode == 0, done.stderr
    return target


def _is_founded(desk: FreshDatabase) -> bool:
    words = ["init", *FOUNDER, "--password", "correct-horse-battery"]
    return "set up already" in deskhand(*words, environ=desk.environ).stderr


@pytest.mark.parametrize("name", ["desk.tar", "desk.tar.gz"])
def test_a_backup_comes_back_whole(
    in_use: FreshDatabase, other: FreshDatabase, tmp_path: Path, name: str
) -> None:
    kept = _backup(in_use, tmp_path / name)
    assert kept.stat().st_mode & 0o077 == 0
    done = deskhand("restore", str(kept), environ=other.environ)
    assert done.returncode == 0, done.stderr
    assert _is_founded(other)
    assert (other.data / "files/ab/cd/abcd").read_text() == "files/ab/cd/abcd"
    assert (other.data / "spool/new/1,0").read_text() == "spool/new/1,0"
    assert not (other.data / "static").exists()
    assert deskhand("check", environ=other.environ).returncode == 0
    assert deskhand("journal", "verify", environ=other.environ).returncode == 0


def test_a_desk_in_use_is_not_overwritten_unasked(in_use: FreshDatabase, tmp_path: Path) -> None:
    kept = _backup(in_use, tmp_path / "desk.tar")
    (in_use.data / "files/ab/cd/abcd").write_text("newer")
    done = deskhand("restore", str(kept), environ=in_use.environ)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert (in_use.data / "files/ab/cd/abcd").read_text() == "newer"
    done = deskhand("restore", "--force", str(kept), environ=in_use.environ)
    assert done.returncode == 0, done.stderr
    assert (in_use.data / "files/ab/cd/abcd").read_text() == "files/ab/cd/abcd"
    (aside,) = in_use.data.glob("before-restore-*/files/ab/cd/abcd")
    assert aside.read_text() == "newer"
    assert _is_founded(in_use)


def test_a_damaged_backup_is_refused_and_changes_nothing(
    in_use: FreshDatabase, other: FreshDatabase, tmp_path: Path
) -> None:
    kept = _backup(in_use, tmp_path / "desk.tar")
    whole = kept.read_bytes()
    cut, changed = tmp_path / "cut.tar", tmp_path / "changed.tar"
    cut.write_bytes(whole[: len(whole) // 2])
    changed.write_bytes(whole.replace(b"files/ab/cd/abcd", b"files/ab/cd/abcX", 2))
    for damaged in (cut, changed, tmp_path / "missing.tar"):
        done = deskhand("restore", str(damaged), environ=other.environ)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert not (other.data / "files").exists()
    assert not list(other.data.glob("restore-*"))
    assert not _is_founded(other)


def test_a_backup_cannot_write_outside_the_data_folder(
    other: FreshDatabase, tmp_path: Path
) -> None:
    evil = tmp_path / "evil.tar"
    source = tmp_path / "source"
    source.write_text("mine now")
    with tarfile.open(evil, "w") as tar:
        tar.add(source, "../../escaped")
    done = deskhand("restore", str(evil), environ=other.environ)
    assert done.returncode == 2
    assert not list(tmp_path.rglob("escaped"))


def test_a_backup_overwrites_nothing(in_use: FreshDatabase, tmp_path: Path) -> None:
    (tmp_path / "desk.tar").write_text("precious")
    done = deskhand("backup", str(tmp_path / "desk.tar"), environ=in_use.environ)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert (tmp_path / "desk.tar").read_text() == "precious"


def test_a_backup_does_not_hold_itself(in_use: FreshDatabase) -> None:
    done = deskhand("backup", str(in_use.data / "desk.tar"), environ=in_use.environ)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert not (in_use.data / "desk.tar").exists()


def test_a_letter_that_is_renamed_meanwhile_is_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("1,1", "2,0"):
        (tmp_path / name).write_text(name)
    walks = iter([[tmp_path / "1,0", tmp_path / "2,0"], [tmp_path / "1,1", tmp_path / "2,0"]])
    monkeypatch.setattr(archive, "_files", lambda *_words, **_more: next(walks))
    with tarfile.open(tmp_path / "out.tar", "w") as tar:
        archive._Writer(tar).add_folder(tmp_path, late=False)
        assert tar.getnames() == ["data/2,0", "data/1,1"]


def test_a_running_desk_is_backed_up_but_not_restored_into(
    in_use: FreshDatabase, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with started("up", "--port", str(free_port()), environ=in_use.environ, log=log) as desk:
        until(lambda: "ready at" in log.read_text(), what="the desk is ready")
        kept = _backup(in_use, tmp_path / "desk.tar")
        done = deskhand("restore", "--force", str(kept), environ=in_use.environ)
        assert done.returncode == 2
        assert "The desk is running" in done.stderr
        os.kill(desk.pid, signal.SIGTERM)
        desk.wait(15)
