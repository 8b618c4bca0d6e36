"""Targets, pauses, bands and steps."""

import pytest

from deskhand.rules import pauses
from deskhand.rules.bands import BandTable, choose, outlasts_after_hours, rewards_lateness
from deskhand.rules.pauses import Pause
from deskhand.rules.retargeting import Promise
from deskhand.rules.steps import Course, Step, StepError, fire_at, fire_times
from deskhand.rules.targets import Target, TargetError
from tests.rules.calendars import ALWAYS, MIN, NEVER, OFFICE, PACK_A, H, local, utc

LA = "America/Los_Angeles"
FOUR_HOURS = Target("business", seconds=4 * 3600)


def stretches(*texts):
    """Pauses from texts like "10 11:00-10 12:00"; without an end one is still going on."""
    pairs = (text.split("-") for text in texts)
    return [Pause(utc(began), utc(ended) if ended else None) for began, ended in pairs]


@pytest.mark.parametrize(
    ("started", "paused", "expected"),
    [
        pytest.param("8 10:00", [], "8 14:00", id="runs straight through"),
        pytest.param("12 16:00", [], "15 12:00", id="stops over the weekend"),
        pytest.param("8 10:00", ["8 11:00-8 12:00"], "8 15:00", id="waits with the requester"),
        pytest.param("8 10:00", ["8 18:00-8 23:00"], "8 14:00", id="a pause after hours is free"),
        pytest.param("8 16:00", ["8 18:00-9 08:00"], "9 12:00", id="so is one overnight"),
        pytest.param(
            "8 10:00", ["8 11:00-8 12:00", "8 11:30-8 12:30"], "8 15:30", id="overlaps count once"
        ),
        pytest.param(
            "8 10:00", ["8 10:30-8 12:30", "8 11:00-8 11:30"], "8 16:00", id="one within another"
        ),
        pytest.param("8 10:00", ["8 09:00-8 09:30"], "8 14:00", id="a pause before the start"),
        pytest.param("8 10:00", ["8 09:00-8 11:00"], "8 15:00", id="paused from the start"),
        pytest.param("8 10:00", ["8 13:00-"], None, id="an open pause stands in the way"),
        pytest.param("8 10:00", ["8 14:00-"], "8 14:00", id="used up exactly when it began"),
        pytest.param("8 10:00", ["8 15:00-8 16:00"], "8 14:00", id="a pause after the due time"),
        pytest.param("8 10:00", ["8 12:00-8 11:00"], "8 14:00", id="a pause that ends too early"),
    ],
)
def test_four_hours_fall_due(started, paused, expected):
    due = FOUR_HOURS.due(utc(started), calendar=OFFICE, paused=stretches(*paused))
    assert due == (utc(expected) if expected else None)


def test_time_is_counted_without_pauses_and_not_before_the_start():
    paused = stretches("8 11:00-8 12:00", "8 13:00-")
    assert pauses.elapsed(OFFICE, utc("8 10:00"), utc("8 16:00"), pauses=paused) == 2 * H
    assert pauses.elapsed(OFFICE, utc("8 10:00"), utc("8 09:00")) == 0 * H
    assert pauses.elapsed(OFFICE, utc("8 10:00"), utc("9 10:00"), unit="calendar") == 24 * H
    with pytest.raises(ValueError, match="business or calendar"):
        pauses.elapsed(OFFICE, utc("8 10:00"), utc("9 10:00"), unit="days")


def test_elapsed_time_runs_through_the_night():
    assert Target("calendar", seconds=7200).due(utc("12 16:30"), calendar=OFFICE) == utc("12 18:30")


def test_business_days_and_dates_are_not_moved_by_pauses():
    paused = stretches("8 11:00-")
    days = Target("business_days", n=1)
    named = Target("date", named_at=utc("20 12:00"))
    assert days.due(utc("8 10:00"), calendar=OFFICE, paused=paused) == utc("9 17:00")
    assert named.due(utc("8 10:00"), calendar=OFFICE, paused=paused) == utc("20 12:00")


def test_no_promise_is_never_due():
    assert Target("none").due(utc("8 10:00"), calendar=OFFICE) is None
    assert FOUR_HOURS.due(utc("8 10:00"), calendar=NEVER) is None


@pytest.mark.parametrize(
    "target",
    [
        FOUR_HOURS,
        Target("calendar", seconds=1),
        Target("business_days", n=3, edge="open", rule="rollover"),
        Target("date", named_at=utc("20 12:00")),
        Target("none"),
    ],
    ids=lambda target: target.unit,
)
def test_a_target_is_read_back_from_its_text(target):
    assert Target.from_spec(target.spec) == target


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        (None, "unit is one of"),
        ({}, "unit is one of"),
        ({"unit": "weeks", "seconds": 1}, "unit is one of"),
        ({"unit": ["business"]}, "unit is one of"),
        ({"unit": "business"}, "seconds as a whole number"),
        ({"unit": "business", "seconds": True}, "seconds as a whole number"),
        ({"unit": "business", "seconds": 1.5}, "seconds as a whole number"),
        ({"unit": "business", "seconds": -1}, "not be negative"),
        ({"unit": "business", "seconds": 1, "n": 1}, "no part 'n'"),
        ({"unit": "business_days"}, "n as a whole number"),
        ({"unit": "business_days", "n": 1, "edge": "noon"}, "edge close or open"),
        ({"unit": "business_days", "n": 1, "rule": 7}, "rule must be a word"),
        ({"unit": "date"}, "named_at as an instant"),
        ({"unit": "date", "named_at": "soon"}, "named_at as an instant"),
        ({"unit": "date", "named_at": "2026-06-10T12:00:00"}, "needs a time zone"),
    ],
)
def test_a_target_that_makes_no_sense_is_refused(spec, reason):
    with pytest.raises(TargetError, match=reason):
        Target.from_spec(spec)


URGENT = BandTable.from_spec(
    {"in": {"unit": "calendar", "seconds": 3600}, "after": {"unit": "calendar", "seconds": 7200}}
)
HIGH = BandTable.from_spec(
    {
        "in": {"unit": "business", "seconds": 7200},
        "after": {"unit": "business_days", "n": 1, "edge": "close", "rule": "session"},
    }
)


@pytest.mark.parametrize(
    ("table", "received", "band", "due"),
    [
        pytest.param(URGENT, "2026-06-10 07:30", "in", "2026-06-10 08:30", id="opening is in"),
        pytest.param(URGENT, "2026-06-10 07:29", "after", "2026-06-10 09:29", id="just before"),
        pytest.param(URGENT, "2026-06-10 16:45", "in", "2026-06-10 17:45", id="runs past closing"),
        pytest.param(
            URGENT, "2026-06-10 17:00", "after", "2026-06-10 19:00", id="closing is after"
        ),
        pytest.param(HIGH, "2026-06-12 16:30", "in", "2026-06-15 09:00", id="over the weekend"),
        pytest.param(HIGH, "2026-06-12 17:00", "after", "2026-06-15 17:00", id="next business day"),
        pytest.param(HIGH, "2026-11-26 10:00", "after", "2026-11-27 17:00", id="on a holiday"),
    ],
)
def test_the_band_of_receipt_decides(table, received, band, due):
    choice = choose(table, local(received, LA), calendar=PACK_A)
    assert (choice.band, choice.due_at) == (band, local(due, LA))
    assert choice.target == table.of(band)


def test_carry_earliest_freezes_the_earlier_of_two_bands():
    received, due = local("2026-06-10 07:29", LA), local("2026-06-10 08:30", LA)
    choice = choose(URGENT, received, calendar=PACK_A, carry="earliest")
    assert (choice.band, choice.due_at) == ("after", due)
    assert choice.target == Target("date", named_at=due)


def test_carry_earliest_keeps_the_own_target_when_that_is_earlier():
    choice = choose(URGENT, local("2026-06-10 03:00", LA), calendar=PACK_A, carry="earliest")
    assert choice.target == URGENT.after_hours
    same = BandTable(FOUR_HOURS, FOUR_HOURS)
    assert choose(same, utc("10 03:00"), calendar=OFFICE, carry="earliest").target == FOUR_HOURS
    always = choose(URGENT, utc("10 03:00"), calendar=ALWAYS, carry="earliest")
    assert always.target == URGENT.in_hours


def test_the_coverage_calendar_decides_the_band_and_the_own_calendar_counts():
    table = BandTable(FOUR_HOURS, Target("business", seconds=3600))
    choice = choose(table, utc("10 03:00"), calendar=OFFICE, coverage=ALWAYS)
    assert (choice.band, choice.due_at) == ("in", utc("10 13:00"))


def test_a_table_that_rewards_lateness_is_found_out():
    early, late = local("2026-06-10 07:29:59", LA), local("2026-06-10 07:30", LA)
    around = local("2026-06-10 00:00", LA)
    assert rewards_lateness(URGENT, calendar=PACK_A, around=around) == (early, late)
    assert rewards_lateness(URGENT, calendar=PACK_A, around=around, carry="earliest") is None
    same = BandTable(FOUR_HOURS, FOUR_HOURS)
    assert rewards_lateness(same, calendar=PACK_A, around=around) is None
    assert rewards_lateness(URGENT, calendar=ALWAYS, around=around) is None


def test_open_time_in_hours_may_outlast_elapsed_time_after_hours():
    trap = BandTable(Target("business", seconds=3600), Target("calendar", seconds=7200))
    assert outlasts_after_hours(trap)
    assert not outlasts_after_hours(URGENT)
    assert not outlasts_after_hours(HIGH)


@pytest.mark.parametrize("spec", [None, {}, {"in": {"unit": "none"}}, {"in": {}, "after": {}}])
def test_a_table_without_both_bands_is_refused(spec):
    with pytest.raises(TargetError):
        BandTable.from_spec(spec)


def test_an_unknown_carry_is_refused():
    with pytest.raises(ValueError, match="at_receipt or earliest"):
        choose(URGENT, utc("10 03:00"), calendar=OFFICE, carry="never")


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        pytest.param(Step("percent", value=50), "8 13:00", id="half of eight hours"),
        pytest.param(Step("percent", value=100), "8 17:00", id="all of it is the due time"),
        pytest.param(Step("percent", value=125), "9 11:00", id="beyond it, in open time"),
        pytest.param(Step("before", seconds=1800), "8 16:30", id="half an hour before"),
        pytest.param(Step("before", seconds=999_999), "8 09:00", id="not before the start"),
        pytest.param(Step("due"), "8 17:00", id="at the due time"),
        pytest.param(Step("after", seconds=900), "9 09:15", id="after it, in open time"),
        pytest.param(Step("after", seconds=900, unit="calendar"), "8 17:15", id="in all time"),
    ],
)
def test_steps_of_an_eight_hour_target_fire(step, expected):
    course = Course(OFFICE, Target("business", seconds=8 * 3600), utc("8 09:00"))
    assert fire_at(step, course) == utc(expected)


def test_a_warning_that_lands_on_closing_waits_for_opening():
    course = Course(OFFICE, Target("business", seconds=16 * 3600), utc("8 09:00"))
    assert fire_at(Step("percent", value=50), course) == utc("9 09:00")


def test_a_warning_of_an_elapsed_time_target_fires_at_night():
    course = Course(OFFICE, Target("calendar", seconds=7200), utc("8 22:00"))
    assert fire_at(Step("percent", value=50), course) == utc("8 23:00")
    assert fire_at(Step("before", seconds=900), course) == utc("8 23:45")
    assert fire_at(Step("before", seconds=900, unit="business"), course) == utc("8 22:00")


def test_a_warning_of_a_day_target_is_a_share_of_the_open_time_until_then():
    course = Course(OFFICE, Target("business_days", n=1), utc("8 13:00"))
    assert fire_at(Step("percent", value=50), course) == utc("9 11:00")


def test_a_repeat_fires_as_often_as_it_says():
    course = Course(OFFICE, FOUR_HOURS, utc("8 12:00"))
    repeat = Step("repeat", seconds=3600, times=3)
    assert list(fire_times(repeat, course)) == [
        utc("8 17:00"),
        utc("9 10:00"),
        utc("9 11:00"),
    ]
    assert list(fire_times(Step("due"), course)) == [utc("8 16:00")]


def test_steps_are_silent_while_paused():
    course = Course(OFFICE, FOUR_HOURS, utc("8 12:00"), stretches("8 13:00-"))
    assert fire_at(Step("percent", value=10), course) is None
    assert list(fire_times(Step("repeat", seconds=60), course)) == []


@pytest.mark.parametrize(
    "spec",
    [
        None,
        {},
        {"kind": "soon"},
        {"kind": "percent", "value": "50"},
        {"kind": "percent", "percent": 50},
        {"kind": "before", "seconds": -1},
        {"kind": "repeat", "seconds": 60, "times": 0},
        {"kind": "after", "seconds": 60, "unit": "days"},
    ],
)
def test_a_step_that_makes_no_sense_is_refused(spec):
    with pytest.raises(StepError):
        Step.from_spec(spec)


@pytest.mark.parametrize(
    ("mode", "seconds", "expected"),
    [
        pytest.param("retroactive", 7200, "8 11:00", id="from the start"),
        pytest.param("prospective", 7200, "8 12:00", id="in full from the change"),
        pytest.param("proportional", 7200, "8 11:30", id="three quarters are unused"),
        pytest.param("proportional", 7201, "8 11:30:01", id="a share is rounded up to a second"),
        pytest.param("raised", 3600, "8 11:00", id="raised: counted from the change"),
        pytest.param("raised", 99_999, "8 13:00", id="raised: at the old due at the latest"),
    ],
)
def test_a_change_of_target_after_one_of_four_hours(mode, seconds, expected):
    promise = Promise.of(OFFICE, utc("8 09:00"), FOUR_HOURS)
    target = Target("business", seconds=seconds)
    assert promise.changed(target, at=utc("8 10:00"), mode=mode).due() == utc(expected)


def test_a_target_used_up_keeps_its_due_when_it_is_shared_out():
    promise = Promise.of(OFFICE, utc("8 09:00"), FOUR_HOURS)
    late = promise.changed(FOUR_HOURS, at=utc("8 15:00"), mode="proportional")
    assert late.due() == utc("8 13:00")
    overnight = Promise.of(OFFICE, utc("8 13:00"), FOUR_HOURS)
    assert overnight.due() == utc("8 17:00")
    shared = overnight.changed(FOUR_HOURS, at=utc("8 23:00"), mode="proportional")
    assert shared.due() == utc("8 17:00")


def test_days_have_no_shares_so_they_begin_anew():
    promise = Promise.of(OFFICE, utc("8 09:00"), FOUR_HOURS)
    days = promise.changed(Target("business_days", n=1), at=utc("8 10:00"), mode="proportional")
    assert days.due() == utc("9 17:00")


def test_a_raise_moves_with_the_pauses_of_both_targets():
    raised = Promise.of(OFFICE, utc("8 09:00"), FOUR_HOURS).changed(
        Target("business", seconds=7200), at=utc("8 12:00"), mode="raised"
    )
    assert raised.due() == utc("8 13:00")
    assert raised.due(stretches("8 12:30-")) is None
    assert raised.due(stretches("8 12:30-8 14:30")) == utc("8 15:00")
    assert raised.left(utc("8 12:45"), stretches("8 12:30-")) == 30 * MIN


def test_an_unknown_mode_is_refused():
    promise = Promise.of(OFFICE, utc("8 09:00"), FOUR_HOURS)
    with pytest.raises(ValueError, match="retroactive, prospective"):
        promise.changed(FOUR_HOURS, at=utc("8 10:00"), mode="sideways")
