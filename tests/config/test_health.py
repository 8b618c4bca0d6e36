"""What probes are told, and that nothing else has a say in it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext

from deskhand.config import readiness
from tests.config.running import free_port
from tests.jobs.chores import note


def test_a_living_process_asks_nobody(db: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        answer = Client().get("/healthz", headers={"host": "10.0.0.7"})
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert len(queries) == 0
    assert answer.cookies == {}


def test_a_desk_that_can_work_is_ready(db: None) -> None:
    answer = Client().get("/readyz", headers={"host": "10.0.0.7"})
    assert (answer.status_code, answer.content) == (200, b"ready\n")


def test_jobs_that_wait_too_long_are_told(db: None) -> None:
    now = datetime.now(UTC)
    note.using(run_after=now - timedelta(minutes=4)).enqueue("/dev/null", "late")
    assert Client().get("/readyz").status_code == 200
    note.using(run_after=now - timedelta(minutes=11)).enqueue("/dev/null", "too late")
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.content.startswith(b"a job has been waiting for 1")


def test_a_migration_that_is_missing_is_told(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    latest = MigrationRecorder.Migration.objects.filter(app="sla").latest("name")
    latest.delete()
    monkeypatch.setattr(readiness, "_all_applied", readiness._all_applied.__wrapped__)
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"1 migrations are not applied\n")


def test_a_database_that_is_away_is_told_without_its_address(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_words: object) -> None:
        raise OperationalError(f"connection to desk:hush@127.0.0.1:{free_port()} refused")

    with monkeypatch.context() as patched:
        patched.setattr(connection, "cursor", away)
        answer = Client().get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"the database does not answer\n")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    assert readiness.of_folder(tmp_path) == ""
    assert readiness.of_folder(tmp_path / "none") == (
        "the data folder cannot be written: no such file or directory"
    )


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_only_read(db: None, path: str) -> None:
    assert Client().post(path).status_code == 405
