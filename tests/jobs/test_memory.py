"""What jobs look up again and again is looked up once a moment, and never outside of them."""

import threading

import pytest

from deskhand.jobs import memory
from deskhand.jobs.memory import remembered, remembering


@pytest.fixture
def asked():
    return []


@pytest.fixture
def look_up(asked):
    @remembered
    def found(key):
        asked.append(key)
        return key * 2

    return found


def test_what_a_job_has_changed_is_looked_up_afresh(look_up, asked):
    with remembering():
        look_up(2), look_up(3)
        memory.forget(look_up)
        look_up(2)
    assert asked == [2, 3, 2]


def test_a_job_looks_up_once(look_up, asked):
    with remembering():
        assert [look_up(2), look_up(2), look_up(3)] == [4, 4, 6]
    assert asked == [2, 3]


def test_pages_always_look_afresh(look_up, asked):
    with remembering():
        look_up(2)
    look_up(2)
    assert asked == [2, 2]


def test_a_change_is_seen_a_moment_later(look_up, asked, monkeypatch):
    monkeypatch.setattr(memory, "MOMENT_SECONDS", 0.0)
    with remembering():
        look_up(2)
        look_up(2)
    assert asked == [2, 2]


def test_what_failed_is_tried_again(asked):
    @remembered
    def broken():
        asked.append(1)
        raise LookupError

    with remembering():
        for _turn in range(2):
            with pytest.raises(LookupError):
                broken()
    assert asked == [1, 1]


def test_threads_do_not_share_what_they_know(look_up, asked):
    def work():
        with remembering():
            look_up(2)

    crew = [threading.Thread(target=work) for _thread in range(2)]
    for thread in crew:
        thread.start()
        thread.join()
    assert asked == [2, 2]
