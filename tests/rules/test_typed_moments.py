"""What somebody types into a field for a time, by his own clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from deskhand.rules.spoken.moments import moment
from deskhand.rules.spoken.promises import Standpoint

BERLIN = ZoneInfo("Europe/Berlin")
VIEW = Standpoint(datetime(2026, 3, 4, 9, 30, tzinfo=UTC), BERLIN)  # a Wednesday, 10:30 there


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("fri 14:00", "2026-03-06 14:00"),
        ("Friday", "2026-03-06 09:00"),
        ("tomorrow", "2026-03-05 09:00"),
        ("morgen 8 Uhr", "2026-03-05 08:00"),
        ("2026-03-30 10:15", "2026-03-30 10:15"),
        ("in 2 hours", "2026-03-04 12:30"),
        ("3d", "2026-03-07 10:30"),
        ("45m", "2026-03-04 11:15"),
        ("16:00", "2026-03-04 16:00"),
        ("next monday 7:30", "2026-03-09 07:30"),
    ],
)
def test_a_moment_is_read(typed, meant):
    found = moment(typed, VIEW)
    assert found is not None
    assert f"{found.astimezone(BERLIN):%Y-%m-%d %H:%M}" == meant


@pytest.mark.parametrize("typed", ["", "soon", "8:00", "yesterday", "2020-01-01", "x" * 5000, "\0"])
def test_what_is_no_moment_ahead_is_none(typed):
    assert moment(typed, VIEW) is None
