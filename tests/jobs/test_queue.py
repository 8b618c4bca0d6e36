"""What every engine of the queue promises; run on whichever database is configured."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction

from deskhand.jobs import queue
from deskhand.jobs.queue import JobNotFound, drain
from tests.jobs.chores import note, stumble

pytestmark = pytest.mark.django_db


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    return tmp_path / "trace"


def words(trace: Path) -> list[str]:
    return trace.read_text().split() if trace.exists() else []


def bury(trace: Path) -> int:
    """Let a job fail as often as it may; return its id."""
    stumble.enqueue(str(trace))
    at = datetime.now(UTC)
    for _attempt in range(3):
        at += timedelta(hours=2)
        drain(at=at)
    return queue.dead_letters()[0].id


def test_a_job_gets_its_arguments(trace: Path) -> None:
    note.enqueue(str(trace), word="hello")
    assert drain() == 1
    assert words(trace) == ["hello"]
    assert queue.counts() == queue.Counts(0, 0, 0)


def test_jobs_run_in_the_order_in_which_they_came(trace: Path) -> None:
    for word in ("one", "two", "three"):
        note.enqueue(str(trace), word)
    drain()
    assert words(trace) == ["one", "two", "three"]


def test_drain_stops_at_its_limit(trace: Path) -> None:
    for word in ("one", "two"):
        note.enqueue(str(trace), word)
    assert drain(limit=1) == 1
    assert words(trace) == ["one"]


def test_a_job_vanishes_with_the_transaction_that_was_rolled_back(trace: Path) -> None:
    with transaction.atomic():
        note.enqueue(str(trace), "never")
        transaction.set_rollback(True)
    assert drain() == 0
    assert queue.counts().waiting == 0


def test_a_job_is_not_run_before_its_time(trace: Path) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    note.using(run_after=later).enqueue(str(trace), "late")
    assert drain(at=later - timedelta(seconds=1)) == 0
    assert queue.oldest_due_at() == later
    assert drain(at=later) == 1
    assert words(trace) == ["late"]


def test_a_key_keeps_one_waiting_job(trace: Path) -> None:
    first = note.using(key="mailbox 1").enqueue(str(trace), "first")
    again = note.using(key="mailbox 1").enqueue(str(trace), "second")
    note.using(key="mailbox 2").enqueue(str(trace), "other")
    assert first.id == again.id
    drain()
    assert words(trace) == ["first", "other"]


def test_a_key_is_free_again_when_its_job_has_run(trace: Path) -> None:
    for word in ("first", "second"):
        note.using(key="mailbox 1").enqueue(str(trace), word)
        drain()
    assert words(trace) == ["first", "second"]


def test_a_double_key_leaves_the_transaction_usable(trace: Path) -> None:
    note.using(key="mailbox 1").enqueue(str(trace), "first")
    with transaction.atomic():
        note.using(key="mailbox 1").enqueue(str(trace), "second")
        note.enqueue(str(trace), "third")
    drain()
    assert words(trace) == ["first", "third"]


def test_a_key_does_not_stop_a_failed_job_from_its_next_attempt(trace: Path) -> None:
    stumble.using(key="k").enqueue(str(trace))
    drain()
    stumble.using(key="k").enqueue(str(trace))
    drain()
    drain(at=datetime.now(UTC) + timedelta(hours=1))
    assert words(trace) == ["tried"] * 4


def test_a_failed_job_waits_longer_each_time(trace: Path) -> None:
    stumble.enqueue(str(trace))
    at = datetime.now(UTC)
    drain(at=at)
    first = queue.oldest_due_at()
    assert first is not None
    assert timedelta(seconds=4) < first - at < timedelta(seconds=6)
    assert drain(at=first - timedelta(seconds=1)) == 0
    drain(at=first)
    second = queue.oldest_due_at()
    assert second is not None
    assert timedelta(seconds=8) < second - first < timedelta(seconds=12)


def test_a_job_that_fails_too_often_becomes_a_dead_letter(trace: Path) -> None:
    bury(trace)
    assert drain(at=datetime.now(UTC) + timedelta(days=9)) == 0
    [letter] = queue.dead_letters()
    assert letter.path == "tests.jobs.chores.stumble"
    assert letter.args == [str(trace)]
    assert letter.attempts == 3
    assert "the door is shut" in letter.error
    assert letter.failed_at is not None
    assert words(trace) == ["tried"] * 3
    assert queue.counts() == queue.Counts(waiting=0, running=0, dead=1)


def test_a_dead_letter_that_is_retried_has_all_its_attempts_again(trace: Path) -> None:
    at = datetime.now(UTC) + timedelta(hours=8)
    queue.retry(bury(trace), at=at)
    assert queue.dead_letters() == []
    for _attempt in range(3):
        assert drain(at=at) == 1
        at += timedelta(hours=2)
    assert len(queue.dead_letters()) == 1
    assert words(trace) == ["tried"] * 6


def test_a_dead_letter_can_be_forgotten(trace: Path) -> None:
    job = bury(trace)
    queue.forget(job)
    assert queue.counts() == queue.Counts(0, 0, 0)
    with pytest.raises(JobNotFound):
        queue.forget(job)
    with pytest.raises(JobNotFound):
        queue.retry(job, at=datetime.now(UTC))


def test_a_waiting_job_cannot_be_forgotten(trace: Path) -> None:
    waiting = note.enqueue(str(trace), "wait")
    with pytest.raises(JobNotFound):
        queue.forget(int(waiting.id))
    assert drain() == 1


def test_a_job_whose_task_is_gone_becomes_a_dead_letter(
    trace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note.enqueue(str(trace), "word")
    monkeypatch.delattr("tests.jobs.chores.note")
    drain()
    assert "UnknownTask" in queue.dead_letters()[0].error


def test_arguments_that_are_not_json_are_refused(trace: Path) -> None:
    with pytest.raises(TypeError):
        note.enqueue(trace, "word")  # type: ignore[arg-type]
    assert queue.counts().waiting == 0


def test_a_task_can_be_called_at_once(trace: Path) -> None:
    note.call(str(trace), "now")
    assert words(trace) == ["now"]
