"""What work processes look at every second, and whether they believe their clock."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from deskhand.jobs import beat
from deskhand.jobs.pace import Pace

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def test_a_clock_that_goes_evenly_is_believed():
    pace = Pace()
    for second in range(0, 7200, 60):
        assert pace.is_steady(NOON + timedelta(seconds=second), passed=100.0 + second)


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(days=1), -timedelta(hours=1)])
def test_a_clock_that_jumped_is_believed_after_a_minute(jump):
    pace = Pace()
    assert pace.is_steady(NOON, passed=100.0)
    wrong = NOON + jump
    assert not pace.is_steady(wrong + timedelta(seconds=1), passed=101.0)
    assert not pace.is_steady(wrong + timedelta(seconds=50), passed=150.0)
    assert pace.is_steady(wrong + timedelta(seconds=62), passed=162.0)


def test_one_that_jumps_there_and_back_is_not_believed_meanwhile():
    pace = Pace()
    assert pace.is_steady(NOON, passed=100.0)
    for second in range(1, 40):
        tomorrow = NOON + timedelta(days=1, seconds=second)
        assert not pace.is_steady(tomorrow, passed=100.0 + second)
    for second in range(40, 99):
        assert not pace.is_steady(NOON + timedelta(seconds=second), passed=100.0 + second)
    assert pace.is_steady(NOON + timedelta(seconds=101), passed=201.0)


@pytest.mark.django_db(transaction=True)
def test_one_look_that_fails_holds_up_no_other_and_is_made_again(monkeypatch):
    stop, looks = threading.Event(), []

    def fail():
        looks.append("failing")
        raise ValueError("no")

    def look():
        looks.append("sound")
        if looks.count("sound") == 2:
            stop.set()

    monkeypatch.setattr(beat, "BEATS", [fail, look])
    monkeypatch.setattr(beat, "PAUSE_AFTER_ERROR_SECONDS", 0.01)
    thread = threading.Thread(target=beat.keep_beating, args=(stop,))
    thread.start()
    thread.join(20)
    assert looks == ["failing", "sound"] * 2
