"""Columns and lanes of a picture of time."""

from datetime import UTC, datetime, timedelta

import pytest

from deskhand.rules.lanes import columns, lanes

DAY = datetime(2026, 3, 4, 8, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


def span(begin, end):
    return DAY + begin * QUARTER, DAY + end * QUARTER


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (span(0, 4), (1, 4)),
        (span(2.5, 3), (3, 1)),
        (span(2.5, 4.2), (3, 3)),
        (span(-4, 1), (1, 1)),
        (span(30, 99), (31, 10)),
        (span(-4, 0), None),
        (span(40, 44), None),
    ],
)
def test_which_columns_a_span_takes(one, expected):
    assert columns(one, span(0, 40), QUARTER) == expected


def test_what_meets_stands_in_lanes_of_its_own():
    spans = [span(0, 4), span(2, 6), span(4, 8), span(5, 7)]
    assert lanes(spans) == [1, 2, 1, 3]
