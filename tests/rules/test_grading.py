"""Priority from impact and urgency, as plain data keeps it."""

import pytest

from deskhand.rules.grading import read

KEPT = {
    "impact": [{"name": "Many", "meaning": "A group"}, {"name": "One", "meaning": ""}],
    "urgency": [{"name": "Now", "meaning": ""}, {"name": "Soon", "meaning": ""}],
    "cells": [[1, 2], [2, 4]],
}


@pytest.mark.parametrize(
    ("impact", "urgency", "level"),
    [(1, 1, 1), (1, 2, 2), (2, 2, 4), (None, 1, None), (1, None, None), (3, 1, None), (0, 1, None)],
)
def test_the_level_stands_where_both_meet(impact, urgency, level):
    assert read(KEPT).level(impact, urgency) == level


def test_what_is_read_is_kept_alike():
    assert read(KEPT).kept() == KEPT
    assert read(KEPT).choices("impact") == [(1, "Many"), (2, "One")]


@pytest.mark.parametrize(
    "wrong", [{}, {**KEPT, "cells": [[1, 2]]}, {**KEPT, "cells": [[1], [2]]}, {"cells": []}]
)
def test_what_does_not_fit_itself_is_none(wrong):
    assert read(wrong) is None
