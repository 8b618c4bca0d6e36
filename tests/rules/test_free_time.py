"""Spans of time cut out of one another, and where in them something fits."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from deskhand.rules.free_time import beginnings, merged, overlaps, spread, within, without
from deskhand.rules.wall import instant

DAY = datetime(2026, 3, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")


def span(begin: float, end: float):
    return DAY + begin * HOUR, DAY + end * HOUR


def test_spans_that_touch_are_one_and_empty_ones_none():
    assert merged([span(3, 4), span(1, 2), span(2, 3), span(6, 6)]) == [span(1, 4)]


def test_what_is_taken_is_cut_out():
    assert without([span(8, 17)], [span(9, 10), span(16, 20), span(9.5, 11)]) == [
        span(8, 9),
        span(11, 16),
    ]


def test_what_lies_in_both():
    assert within([span(8, 12), span(13, 17)], [span(11, 14)]) == [span(11, 12), span(13, 14)]


def test_those_that_touch_do_not_overlap():
    assert not overlaps(span(1, 2), span(2, 3))
    assert overlaps(span(1, 2.5), span(2, 3))


@pytest.mark.parametrize(
    ("free", "travel", "expected"),
    [
        pytest.param((8, 10), 0, [8, 8.25, 8.5, 8.75, 9], id="at each quarter"),
        pytest.param((8.1, 9.3), 0, [8.25], id="at even quarters alone"),
        pytest.param((8, 9.5), 0.25, [8.25], id="with the way there and back"),
        pytest.param((8, 8.9), 0, [], id="not where it is too short"),
    ],
)
def test_when_an_hour_could_begin(free, travel, expected):
    way = travel * HOUR
    found = beginnings([span(*free)], length=HOUR, before=way, after=way)
    assert list(found) == [DAY + hours * HOUR for hours in expected]


def test_a_few_times_that_lie_apart():
    times = [DAY + n * HOUR / 4 for n in range(40)]
    assert spread(times, 3, apart=3 * HOUR) == [DAY, DAY + 3 * HOUR, DAY + 6 * HOUR]


def test_a_time_that_clocks_skip_is_none_and_one_that_comes_twice_is_the_first():
    assert instant(date(2026, 3, 29), time(2, 30), BERLIN) is None
    assert instant(date(2026, 10, 25), time(2, 30), BERLIN) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )
    assert instant(date(2026, 3, 30), time(9), BERLIN) == datetime(2026, 3, 30, 7, tzinfo=UTC)
