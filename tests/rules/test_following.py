"""A calendar that another one follows: the past is counted by the one, the rest by the other."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.rules import worktime
from deskhand.rules.clock import Clock
from deskhand.rules.explain import pieces
from deskhand.rules.targets import Target
from tests.rules.calendars import MIN, OFFICE, PACK_A, H, calendar, utc
from tests.rules.test_properties import calendars, instants, quickly

LONG = calendar((("08:00", "20:00"),))


def test_until_it_the_one_counts_and_from_it_the_other():
    both = OFFICE.followed(utc("9 12:00"), LONG)
    assert worktime.between(both, utc("8 00:00"), utc("9 00:00")) == 8 * H
    assert worktime.between(both, utc("9 00:00"), utc("10 00:00")) == 11 * H
    assert worktime.between(both, utc("10 00:00"), utc("11 00:00")) == 12 * H
    assert worktime.close_of(both, utc("9 10:00")) == utc("9 20:00")


def test_a_day_that_both_own_is_one_business_day():
    both = OFFICE.followed(utc("9 12:00"), LONG)
    assert worktime.business_day(both, utc("8 10:00"), 1) == utc("9 20:00")
    assert worktime.business_day(both, utc("8 10:00"), 2) == utc("10 20:00")
    shut = OFFICE.followed(utc("9 12:00"), calendar((("08:00", "20:00"),), holidays=["2026-06-09"]))
    assert worktime.business_day(shut, utc("8 10:00"), 1) == utc("9 12:00")


def test_one_after_the_other_and_a_later_edit_of_the_same_time():
    three = OFFICE.followed(utc("9 00:00"), LONG).followed(utc("10 00:00"), PACK_A)
    assert worktime.between(three, utc("9 00:00"), utc("10 00:00")) == 12 * H
    assert worktime.next_open(three, utc("10 00:00")) == utc("10 14:30")
    anew = OFFICE.followed(utc("9 00:00"), LONG).followed(utc("9 00:00"), OFFICE)
    assert worktime.between(anew, utc("9 00:00"), utc("10 00:00")) == 8 * H


def test_a_holiday_of_what_follows_is_named_and_one_of_what_ended_is_not():
    before = calendar(holidays=["2026-06-11"])
    both = before.followed(utc("10 00:00"), calendar(holidays=["2026-06-12"]))
    clock = Clock(both, Target("business", seconds=5 * 8 * 3600), utc("8 09:00"))
    held = [piece for piece in pieces(clock, utc("8 10:00")) if piece.kind == "holiday"]
    assert [piece.began for piece in held] == [utc("12 00:00")]


@quickly
@given(calendars, calendars, instants, st.integers(0, 40 * 24 * 60), st.integers(0, 40 * 24 * 60))
def test_what_is_counted_is_the_sum_of_both(one, other, at, before, after):
    both = one.followed(at, other)
    begin, end = at - before * MIN, at + after * MIN
    apart = worktime.between(one, begin, at) + worktime.between(other, at, end)
    assert worktime.between(both, begin, end) == apart


@pytest.mark.parametrize("day", range(1, 28))
def test_one_that_follows_itself_changes_nothing(day):
    both = PACK_A.followed(utc(f"{day} 16:00"), PACK_A)
    for hours in (1, 7, 40):
        start = utc("5 18:00")
        amount = timedelta(hours=hours)
        assert worktime.add(both, start, amount) == worktime.add(PACK_A, start, amount)
        assert worktime.business_day(both, start, 3) == worktime.business_day(PACK_A, start, 3)
