"""The words on promise chips and of instants."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from deskhand.sla.models import Clock
from deskhand.web.promises import chip, exact_words, moment_words, span_words

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _in_berlin():
    with timezone.override(ZoneInfo("Europe/Berlin")):
        yield


def running(at, *, due, warn=None):
    return Clock(
        state=Clock.State.RUNNING,
        started_at=at - HOUR,
        due_at=at + due,
        warn_at=None if warn is None else at + warn,
    )


def test_nothing_promised_is_said_so(at):
    assert chip(None, at=at).words == "No promise"


def test_little_time_is_told_as_time_left(at):
    told = chip(running(at, due=23 * MINUTE, warn=10 * MINUTE), at=at)
    assert (told.state, told.words) == ("running", "23 min left")


def test_much_time_is_told_as_the_hour_it_is_due(at):
    assert chip(running(at, due=5 * HOUR), at=at).words == "due 15:00"


def test_a_clock_past_its_warning_is_soon(at):
    assert chip(running(at, due=MINUTE, warn=-MINUTE), at=at).state == "soon"


def test_the_instant_it_is_due_still_keeps_the_promise(at):
    assert chip(running(at, due=timedelta()), at=at).state != "late"


def test_a_running_clock_past_its_due_time_is_late_before_the_sweep_says_so(at):
    told = chip(running(at, due=-2 * HOUR), at=at)
    assert (told.state, told.words) == ("late", "2 h late")


def test_an_answer_that_came_late_no_longer_counts_up(at):
    clock = Clock(state=Clock.State.BREACHED, breached_at=at - 3 * HOUR, stopped_at=at - HOUR)
    told = chip(clock, at=at)
    assert (told.state, told.words) == ("missed", "Met 2 h late")


def test_a_kept_promise_says_when(at):
    told = chip(Clock(state=Clock.State.MET, met_at=at - HOUR), at=at)
    assert (told.state, told.words) == ("met", "Met 09:00")


@pytest.mark.parametrize("state", Clock.State.values)
def test_every_state_of_a_clock_has_a_chip(state, at):
    assert chip(Clock(state=state, started_at=at, due_at=at + HOUR), at=at).words


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=59), "0 min"),
        (59 * MINUTE, "59 min"),
        (HOUR, "1 h"),
        (2 * HOUR + 8 * MINUTE, "2 h 8 min"),
        (47 * HOUR, "47 h"),
        (48 * HOUR, "2 d"),
    ],
)
def test_spans_have_two_units_at_most(span, words):
    assert span_words(span) == words


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (datetime(2026, 3, 4, 22, 30, tzinfo=UTC), "23:30"),
        (datetime(2026, 3, 4, 23, 30, tzinfo=UTC), "Thu 00:30"),
        (datetime(2026, 2, 1, 9, 0, tzinfo=UTC), "1 Feb"),
        (datetime(2025, 2, 1, 9, 0, tzinfo=UTC), "1 Feb 2025"),
    ],
)
def test_instants_are_told_in_the_readers_zone(when, words, at):
    assert moment_words(when, at=at) == words


def test_the_exact_instant_names_its_zone(at):
    assert exact_words(at) == "Wed 4 Mar 2026, 10:00 CET"
