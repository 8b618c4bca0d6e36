"""Which steps of a clock have come: the latest fires, none comes twice."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.rules.clock import Clock, Event, promise, read
from deskhand.rules.escalation import look, unfired_from
from deskhand.rules.steps import Course, Step
from deskhand.rules.targets import Target
from tests.rules.calendars import ALWAYS, MIN, OFFICE, utc

STEPS = {
    1: Step("percent", value=50),
    2: Step("before", seconds=1800),
    3: Step("due"),
    4: Step("after", seconds=3600, unit="calendar"),
    5: Step("repeat", seconds=7200, unit="calendar", times=3),
}
START = utc("8 08:00")
FOUR = Target("calendar", seconds=4 * 3600)  # due at 12:00


def told(clock: Clock, at, fired=None, steps=STEPS):
    reading, promised = read(clock, at), promise(clock, at)
    term = promised.binding(at, reading.pauses) if promised else None
    course = Course(clock.calendar, term.target, term.start, reading.pauses) if term else None
    return look(steps, course, reading, fired=fired or {}, at=at)


def names(moments):
    return [(moment.step, moment.occurrence) for moment in moments]


@pytest.mark.parametrize(
    ("at", "fired", "fires", "superseded", "next_at"),
    [
        pytest.param("8 10:00", {}, [], [], "8 10:00", id="not before its instant has gone by"),
        pytest.param("8 10:01", {}, [(1, 1)], [], "8 11:30", id="half of the time is used up"),
        pytest.param("8 10:01", {1: 1}, [], [], "8 11:30", id="it fires once"),
        pytest.param("8 11:31", {}, [(2, 1)], [(1, 1)], "8 12:00", id="only the latest fires"),
        pytest.param("8 12:01", {1: 1, 2: 1}, [(3, 1)], [], "8 13:00", id="it is late"),
        pytest.param("8 13:01", {1: 1, 2: 1, 3: 1}, [(4, 1)], [], "8 14:00", id="an hour late"),
        pytest.param(
            "8 16:30",
            {1: 1, 2: 1},
            [(5, 2)],
            [(3, 1), (4, 1), (5, 1)],
            "8 18:00",
            id="after a downtime",
        ),
        pytest.param("8 20:00", {1: 1, 2: 1, 3: 1, 4: 1, 5: 3}, [], [], None, id="all have come"),
    ],
)
def test_the_latest_step_that_has_come_fires(at, fired, fires, superseded, next_at):
    found = told(Clock(ALWAYS, FOUR, START), utc(at), fired)
    assert names(found.fires) == fires
    assert names(found.superseded) == superseded
    assert found.next_at == (utc(next_at) if next_at else None)


def test_what_comes_at_the_same_instant_fires_together():
    steps = {1: Step("percent", value=50), 2: Step("before", seconds=2 * 3600), 3: Step("due")}
    found = told(Clock(ALWAYS, FOUR, START), utc("8 10:01"), steps=steps)
    assert names(found.fires) == [(1, 1), (2, 1)]


@pytest.mark.parametrize("kind", ["pause", "stop", "cancel"])
def test_steps_are_silent_when_nothing_runs(kind):
    clock = Clock(ALWAYS, FOUR, START, (Event(utc("8 09:00"), kind),))
    for hour in (10, 13, 20):
        found = told(clock, utc(f"8 {hour}:30"))
        assert not found.fires and not found.superseded and found.next_at is None


def test_steps_wait_for_the_end_of_a_pause():
    events = (Event(utc("8 09:00"), "pause"), Event(utc("8 12:00"), "resume"))
    clock = Clock(ALWAYS, FOUR, START, events)
    assert not told(clock, utc("8 12:30")).fires
    assert names(told(clock, utc("8 13:01")).fires) == [(1, 1)]


def test_repeats_are_silent_while_a_late_clock_stands_still_and_go_on_after_it():
    fired = {1: 1, 2: 1, 3: 1, 4: 1}
    held = Clock(ALWAYS, FOUR, START, (Event(utc("8 13:30"), "pause"),))
    found = told(held, utc("8 23:00"), fired)
    assert not found.fires and found.next_at is None
    going = Clock(ALWAYS, FOUR, START, (*held.events, Event(utc("8 17:30"), "resume")))
    found = told(going, utc("8 17:31"), fired)
    # Half an hour of the two was left when it was held.
    assert not found.fires and found.next_at == utc("8 18:00")


def test_forgiven_lateness_fires_nothing_that_is_about_lateness():
    clock = Clock(ALWAYS, FOUR, START, (Event(utc("8 12:30"), "correct"),))
    found = told(clock, utc("8 14:30"), {1: 1, 2: 1})
    assert not found.fires and found.next_at is None


def test_a_change_that_makes_a_promise_late_fires_the_step_of_the_breach_alone():
    hour = Target("calendar", seconds=3600)
    retarget = Event(utc("8 11:00"), "retarget", target=hour)
    clock = Clock(ALWAYS, FOUR, START, (retarget,))
    found = told(clock, utc("8 11:01"))
    assert names(found.fires) == [(3, 1)]
    assert names(found.superseded) == [(1, 1), (2, 1), (4, 1), (5, 1)]
    assert names(told(clock, utc("8 13:01"), {1: 1, 2: 1, 3: 1, 4: 1, 5: 1}).fires) == [(5, 2)]


def test_what_is_still_to_come_is_told_beforehand():
    course = Course(ALWAYS, FOUR, START)
    coming = unfired_from(STEPS, course, fired={1: 1})
    assert names(coming) == [(2, 1), (3, 1), (4, 1), (5, 1), (5, 2), (5, 3)]
    assert coming[0].at == utc("8 11:30")


@given(
    looks=st.lists(st.integers(0, 60 * 72), max_size=30),
    pause=st.tuples(st.integers(0, 600), st.integers(0, 900)),
    calendar=st.sampled_from([ALWAYS, OFFICE]),
)
def test_however_often_and_whenever_it_is_looked_at_each_step_comes_once(looks, pause, calendar):
    began = START + pause[0] * MIN
    events = (Event(began, "pause"), Event(began + pause[1] * MIN, "resume"))
    clock = Clock(calendar, FOUR, START, events)
    fired: dict[int, int] = {}
    came: list[tuple[int, int]] = []
    # The clock of the machine may jump back as well.
    for minutes in [*looks, 60 * 24 * 10]:
        found = told(clock, START + timedelta(minutes=minutes), fired)
        for moment in (*found.superseded, *found.fires):
            came.append((moment.step, moment.occurrence))
            fired[moment.step] = max(fired.get(moment.step, 0), moment.occurrence)
        assert len({moment.at for moment in found.fires}) <= 1
    assert sorted(came) == [(1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (5, 2), (5, 3)]
