"""Figures as pictures: what stands on the marks, and that nothing is left out silently."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from deskhand.reports.asking import months_back
from deskhand.reports.figures import Column, Figure, Kind, Picture
from deskhand.web.console.drawing import WIDTH, drawn

MONTH = Column("Month", Kind.MONTH)
UNTIL = date(2026, 12, 1)


def months(values: list, kind: Kind = Kind.COUNT) -> Figure:
    rows = [(months_back(UNTIL, len(values) - n), value) for n, value in enumerate(values)]
    return Figure("x", "X", "", (MONTH, Column("N", kind)), rows, Picture("months", 1))


def told(figure: Figure) -> list[str]:
    drawing = drawn(figure)
    return [word.text for word in drawing.words if word.is_strong] if drawing else []


def test_each_mark_bears_its_number_where_all_fit():
    assert told(months([3, 4, 0, 5])) == ["3", "4", "5"]


def test_of_many_the_highest_and_both_ends_bear_theirs():
    values = [100_000 + n for n in range(35)] + [7]
    assert set(told(months(values))) <= {"100,000", "100,034", "7"}
    assert "100,034" in told(months(values))


def test_nothing_is_not_drawn_and_nothing_kept_is():
    assert drawn(months([0, 0])) is None
    assert drawn(months([None, None], Kind.SHARE)) is None
    assert drawn(months([None, 0.0], Kind.SHARE)) is not None


def test_kept_and_broken_lie_behind_each_other():
    columns = (Column("Kind", Kind.TEXT), Column("Kept"), Column("Broken"))
    figure = Figure("x", "X", "", columns, [("Answer", 3, 1)], Picture("bars", 1, rest=2))
    whole, part = drawn(figure).marks
    assert (whole.kind, part.kind) == ("four", "one")
    assert float(part.width) == float(whole.width) * 3 / 4
    assert told(figure) == ["3 / 4"]


@given(some.lists(some.none() | some.integers(0, 10**9), min_size=1, max_size=36))
def test_marks_and_numbers_stay_within_the_picture(values):
    drawing = drawn(months(values))
    for mark in drawing.marks if drawing else ():
        assert 0 <= float(mark.x) <= float(mark.x) + float(mark.width) <= WIDTH
        assert float(mark.height) >= 0
        assert float(mark.y) >= 0
