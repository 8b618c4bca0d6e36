"""Each slot of a schedule is enqueued once."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from cronsim import CronSimError
from django.db import connection

from deskhand.jobs import queue, schedule
from deskhand.jobs.schedule import tick
from deskhand.jobs.task import SCHEDULES, every, task

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RAN: list[str] = []
ADDED_MEANWHILE: list[int] = []


@task()
def chime() -> None:
    RAN.append("chime")


@task()
def long_chime() -> None:
    """Run into its own next slot."""
    ADDED_MEANWHILE.append(tick(NOON + 10 * MINUTE))


@task(attempts=8)
def sour_chime() -> None:
    raise ValueError


@pytest.fixture(autouse=True)
def only_the_chime(monkeypatch: pytest.MonkeyPatch) -> None:
    RAN.clear()
    ADDED_MEANWHILE.clear()
    monkeypatch.setattr(schedule, "SCHEDULES", {chime.module_path: "*/5 * * * *"})


@pytest.mark.django_db
def test_a_task_is_enqueued_once_in_each_slot() -> None:
    for minute in range(1, 17):
        tick(NOON + minute * MINUTE)
        tick(NOON + minute * MINUTE)
        queue.drain()
    assert len(RAN) == 3


@pytest.mark.django_db
def test_slots_missed_are_made_up_for_once() -> None:
    tick(NOON)
    assert tick(NOON + 60 * MINUTE) == 1
    assert tick(NOON + 61 * MINUTE) == 0


@pytest.mark.django_db
def test_a_run_that_still_waits_is_not_doubled() -> None:
    for minute in (0, 5, 10):
        tick(NOON + minute * MINUTE)
    assert queue.counts().waiting == 1


@pytest.mark.django_db
def test_a_run_that_is_not_over_is_not_doubled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "SCHEDULES", {long_chime.module_path: "*/5 * * * *"})
    tick(NOON)
    tick(NOON + 5 * MINUTE)
    queue.drain()
    assert ADDED_MEANWHILE == [0]


@pytest.mark.django_db
def test_a_scheduled_task_that_fails_is_tried_again_within_a_minute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("deskhand.jobs.engine.SCHEDULES", {sour_chime.module_path: "* * * * *"})
    sour_chime.enqueue()
    at = datetime.now(UTC) + timedelta(seconds=1)
    for _attempt in range(7):
        assert queue.drain(at=at) == 1
        again_at = queue.oldest_due_at()
        assert again_at is not None
        assert again_at - at < timedelta(seconds=70)
        at = again_at


@pytest.mark.django_db
def test_a_changed_line_counts_from_now(monkeypatch: pytest.MonkeyPatch) -> None:
    tick(NOON)
    monkeypatch.setitem(schedule.SCHEDULES, chime.module_path, "0 15 * * *")
    assert tick(NOON + 6 * MINUTE) == 0
    assert tick(NOON + 7 * MINUTE) == 0
    assert tick(NOON + 180 * MINUTE) == 1


@pytest.mark.django_db(transaction=True)
def test_of_processes_that_look_at_the_clock_together_one_enqueues() -> None:
    tick(NOON)
    added: list[int] = []
    barrier = threading.Barrier(4)

    def look() -> None:
        barrier.wait()
        added.append(tick(NOON + 5 * MINUTE))
        connection.close()

    lookers = [threading.Thread(target=look) for _each in range(4)]
    for looker in lookers:
        looker.start()
    for looker in lookers:
        looker.join()
    assert sorted(added) == [0, 0, 0, 1]


def test_a_line_that_makes_no_sense_is_refused_at_once() -> None:
    with pytest.raises(CronSimError):
        every("61 * * * *")(chime)
    assert chime.module_path not in SCHEDULES
