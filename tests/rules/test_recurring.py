"""Days that come again, moved to where there are hours."""

from datetime import date
from itertools import islice

import pytest

from deskhand.rules.recurring import Pattern, PatternError, slots

HOLIDAYS = {date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6)}


def is_open(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def found(after: str, count: int = 3, **more: object) -> list[str]:
    pattern = Pattern(begins=date(2026, 1, 1), **more)  # type: ignore[arg-type]
    got = islice(slots(pattern, after=date.fromisoformat(after), is_open=is_open), count)
    return [slot.on.isoformat()[5:] for slot in got]


@pytest.mark.parametrize(
    ("more", "after", "expected"),
    [
        pytest.param({"every": 3}, "2026-01-05", ["01-07", "01-10", "01-13"], id="every 3 days"),
        pytest.param(
            {"unit": "weeks", "weekdays": frozenset({0, 3})},
            "2026-01-05",
            ["01-08", "01-12", "01-15"],
            id="Mondays and Thursdays",
        ),
        pytest.param(
            {"unit": "weeks", "every": 2, "weekdays": frozenset({0})},
            "2026-01-02",
            ["01-12", "01-26", "02-09"],
            id="every other Monday",
        ),
        pytest.param(
            {"unit": "months", "nth": 31},
            "2026-01-31",
            ["02-28", "03-31", "04-30"],
            id="short months",
        ),
        pytest.param(
            {"unit": "months", "by": "weekday", "weekdays": frozenset({0})},
            "2026-01-10",
            ["02-02", "03-02", "04-06"],
            id="the first Monday",
        ),
        pytest.param(
            {"unit": "months", "by": "business", "nth": -1},
            "2026-01-01",
            ["01-30", "02-27", "03-31"],
            id="the last business day",
        ),
        pytest.param(
            {"unit": "months", "every": 3, "nth": 1},
            "2026-01-01",
            ["04-01", "07-01", "10-01"],
            id="quarters",
        ),
        pytest.param(
            {"unit": "months", "nth": 3, "shift": "next"},
            "2026-03-05",
            ["04-07", "05-04", "06-03"],
            id="the next open day, over a holiday and a weekend",
        ),
        pytest.param(
            {"unit": "months", "nth": 5, "shift": "before"},
            "2026-03-06",
            ["04-02", "05-05", "06-05"],
            id="the open day before",
        ),
        pytest.param(
            {"unit": "months", "nth": 3, "shift": "skip"},
            "2026-03-05",
            ["06-03", "07-03", "08-03"],
            id="left out where there are no hours",
        ),
    ],
)
def test_days_come_again(more, after, expected):
    assert found(after, **more) == expected


def test_a_slot_keeps_its_name_when_it_is_moved():
    pattern = Pattern(begins=date(2026, 4, 1), unit="months", nth=3, shift="next")
    slot = next(slots(pattern, after=date(2026, 4, 1), is_open=is_open))
    assert (slot.named_on, slot.on) == (date(2026, 4, 3), date(2026, 4, 7))


def test_where_there_are_never_hours_it_ends():
    pattern = Pattern(begins=date(2026, 1, 1), shift="skip")
    assert not list(slots(pattern, after=date(2026, 1, 1), is_open=lambda day: False))


@pytest.mark.parametrize(
    "more",
    [
        {"every": 0},
        {"unit": "years"},
        {"unit": "weeks"},
        {"unit": "months", "nth": 0},
        {"unit": "months", "by": "weekday", "nth": 1},
        {"unit": "months", "by": "business", "nth": 5},
        {"weekdays": frozenset({7})},
    ],
)
def test_what_is_no_pattern_is_refused(more):
    with pytest.raises(PatternError):
        Pattern(begins=date(2026, 1, 1), **more)
