"""Quiet hours and digests, on the wall clocks of zones that change them."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.rules.quiet import Quiet, next_daily, next_hour, over_at

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = Quiet(BERLIN, time(22), time(7))
LUNCH = Quiet(BERLIN, time(12), time(13))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("quiet", "at", "over"),
    [
        pytest.param(NIGHT, "2026-03-04T21:59", "2026-03-04T21:59", id="before it"),
        pytest.param(NIGHT, "2026-03-04T22:00", "2026-03-05T07:00", id="its first instant"),
        pytest.param(NIGHT, "2026-03-05T06:59", "2026-03-05T07:00", id="after midnight"),
        pytest.param(NIGHT, "2026-03-05T07:00", "2026-03-05T07:00", id="its end"),
        pytest.param(NIGHT, "2026-03-28T23:00", "2026-03-29T07:00", id="the short night"),
        pytest.param(NIGHT, "2026-10-24T23:00", "2026-10-25T07:00", id="the long night"),
        pytest.param(LUNCH, "2026-03-04T12:30", "2026-03-04T13:00", id="in the day"),
        pytest.param(Quiet(BERLIN), "2026-03-04T12:30", "2026-03-04T12:30", id="none"),
        pytest.param(
            Quiet(BERLIN, time(9), time(9)), "2026-03-04T09:00", "2026-03-04T09:00", id="empty"
        ),
        pytest.param(
            Quiet(BERLIN, weekends=True), "2026-03-07T10:00", "2026-03-09T00:00", id="a Saturday"
        ),
        pytest.param(
            Quiet(BERLIN, time(22), time(7), weekends=True),
            "2026-03-06T23:00",
            "2026-03-09T07:00",
            id="from Friday night to Monday morning",
        ),
    ],
)
def test_quiet_hours_end(quiet, at, over):
    assert over_at(quiet, local(at)) == local(over)


@given(
    st.integers(min_value=0, max_value=366 * 24 * 60),
    st.times(),
    st.times(),
    st.booleans(),
)
def test_what_follows_quiet_hours_is_not_quiet(minutes, begins, ends, weekends):
    quiet = Quiet(BERLIN, begins, ends, weekends)
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    over = over_at(quiet, at)
    assert over >= at
    assert over_at(quiet, over) == over


def test_a_digest_comes_at_its_time_of_the_day():
    assert next_daily(time(8), BERLIN, local("2026-03-04T07:59")) == local("2026-03-04T08:00")
    assert next_daily(time(8), BERLIN, local("2026-03-04T08:00")) == local("2026-03-05T08:00")


def test_a_digest_is_not_lost_where_the_clocks_leave_its_time_out():
    before = local("2026-03-28T23:00")
    at = next_daily(time(2, 30), BERLIN, before)
    assert at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_the_hour_after_an_instant():
    at = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    assert next_hour(at) == at.replace(hour=10)
