"""Workers as processes: killed, stopped, competing."""

import gc
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from deskhand.jobs import queue
from deskhand.jobs.worker import run_worker
from tests.jobs.chores import dawdle, die_always, die_once, give_up, note, stumble

Start = Callable[[], subprocess.Popen[bytes]]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    return tmp_path / "trace"


def words(trace: Path) -> list[str]:
    return trace.read_text().split() if trace.exists() else []


@pytest.fixture
def start_worker() -> Iterator[Start]:
    """Start worker processes; none outlives the test."""
    workers: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        workers.append(subprocess.Popen([sys.executable, "-m", "tests.jobs.working", "60"]))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()
        worker.wait()


def wait_until(condition: Callable[[], bool], seconds: float = 25) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    pytest.fail("it did not come to pass in time")


def test_a_job_whose_worker_is_killed_is_run_by_the_next(trace: Path, start_worker: Start) -> None:
    die_once.enqueue(str(trace))
    first = start_worker()
    assert first.wait(timeout=25) == -9
    assert queue.counts().running == 1
    second = start_worker()
    wait_until(lambda: queue.counts() == queue.Counts(0, 0, 0))
    second.terminate()
    assert second.wait(timeout=20) == 0
    assert words(trace) == ["tried", "tried"]


def test_a_job_that_kills_every_worker_is_buried(trace: Path, start_worker: Start) -> None:
    die_always.enqueue(str(trace))
    for _attempt in range(2):
        assert start_worker().wait(timeout=25) == -9
    third = start_worker()
    wait_until(lambda: queue.counts().dead == 1)
    third.terminate()
    third.wait(timeout=20)
    assert words(trace) == ["tried", "tried"]
    assert "ended before" in queue.dead_letters()[0].error


def test_a_long_job_is_not_taken_from_a_worker_that_lives(trace: Path, start_worker: Start) -> None:
    dawdle.enqueue(str(trace), 5)
    workers = [start_worker(), start_worker()]
    wait_until(lambda: words(trace) == ["done"])
    wait_until(lambda: queue.counts() == queue.Counts(0, 0, 0))
    for worker in workers:
        worker.terminate()
        assert worker.wait(timeout=20) == 0
    assert words(trace) == ["done"]


def test_competing_workers_run_each_job_once(trace: Path, start_worker: Start) -> None:
    for number in range(40):
        note.enqueue(str(trace), str(number))
    workers = [start_worker(), start_worker()]
    wait_until(lambda: queue.counts() == queue.Counts(0, 0, 0))
    for worker in workers:
        worker.terminate()
        worker.wait(timeout=20)
    assert sorted(map(int, words(trace))) == list(range(40))


def test_a_worker_that_is_stopped_lets_its_job_end(trace: Path) -> None:
    dawdle.enqueue(str(trace), 1)
    stop = threading.Event()
    worker = threading.Thread(target=run_worker, args=(stop,), kwargs={"threads": 1})
    worker.start()
    wait_until(lambda: queue.counts().running == 1)
    stop.set()
    worker.join(timeout=20)
    assert not worker.is_alive()
    assert words(trace) == ["done"]
    assert queue.counts() == queue.Counts(0, 0, 0)
    connection.close()
    # A connection that the job left open would be told of as an error now, not in a later test.
    gc.collect()


def test_a_worker_runs_a_job_when_its_time_has_come(trace: Path, start_worker: Start) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=1)
    note.using(run_after=soon).enqueue(str(trace), "word")
    worker = start_worker()
    wait_until(lambda: words(trace) == ["word"])
    worker.terminate()
    worker.wait(timeout=20)
    assert datetime.now(UTC) >= soon


def test_a_job_that_fails_under_a_worker_waits_for_its_next_attempt(
    trace: Path, start_worker: Start
) -> None:
    stumble.using(key="k").enqueue(str(trace))
    start_worker()
    wait_until(lambda: words(trace) == ["tried"] and queue.counts().waiting == 1)
    again_at = queue.oldest_due_at()
    assert again_at is not None
    assert again_at > datetime.now(UTC) + timedelta(seconds=1)
    # Its key is free, and taking it does not stand in the way of the next attempt.
    stumble.using(key="k").enqueue(str(trace))
    wait_until(lambda: len(words(trace)) >= 3)


def test_a_job_that_may_fail_once_is_buried_with_its_reason(
    trace: Path, start_worker: Start
) -> None:
    give_up.enqueue(str(trace))
    start_worker()
    wait_until(lambda: queue.counts() == queue.Counts(waiting=0, running=0, dead=1))
    [letter] = queue.dead_letters()
    assert "never again" in letter.error
    assert letter.attempts == 1
    assert words(trace) == ["tried"]
