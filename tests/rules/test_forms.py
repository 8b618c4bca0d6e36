"""Which fields of a form are asked, and how answers are compared."""

from decimal import Decimal

import pytest

from deskhand.rules.conditions import Mark, rank_of, wanted
from deskhand.rules.forms import Question, asked

FORM = [
    Question("where"),
    Question("other-place", waits_for="where", until="Elsewhere"),
    Question("floor", waits_for="other-place"),
    Question("lost", waits_for="gone"),
]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param({}, {"where", "lost"}, id="what waits for nothing that is there"),
        pytest.param({"where": ["Home"]}, {"where", "lost"}, id="another word"),
        pytest.param({"where": ["ELSEWHERE"]}, {"where", "other-place", "lost"}, id="the word"),
        pytest.param(
            {"where": ["elsewhere"], "other-place": ["Shed"]},
            {"where", "other-place", "floor", "lost"},
            id="a chain",
        ),
        pytest.param(
            {"where": ["Home"], "other-place": ["Shed"]},
            {"where", "lost"},
            id="a chain that is broken at its beginning",
        ),
    ],
)
def test_a_field_is_asked_once_what_it_waits_for_says_so(words, expected):
    assert asked(FORM, words) == expected


def test_fields_that_wait_for_one_another_are_never_asked():
    ring = [Question("a", waits_for="b"), Question("b", waits_for="a"), Question("c")]
    assert asked(ring, {"a": ["x"], "b": ["x"]}) == {"c"}


@pytest.mark.parametrize(
    ("asked_for", "holds"),
    [
        ("users", True),
        ("USERS:5", True),
        ("users:>=5", True),
        ("users:>5", False),
        ("users:<10", True),
        ("where:head office", True),
        ("where:head", False),
        ("where:>1", False),
        ("printer", False),
    ],
)
def test_an_answer_is_asked_for(asked_for, holds):
    marks = [Mark("users", "5", Decimal(5)), Mark("where", "head office")]
    sought = wanted(asked_for)
    assert sought is not None
    assert sought.holds(marks) is holds


@pytest.mark.parametrize("nonsense", ["", ":5", "users:>many", "users:>", "a b"])
def test_what_names_no_field_is_refused(nonsense):
    assert wanted(nonsense) is None


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("5", Decimal(5)),
        ("-2.5", Decimal("-2.5")),
        ("0001-01-02", Decimal(2)),
        ("2026-02-30", None),
        ("NaN", None),
        ("1e99", None),
        ("x", None),
    ],
)
def test_numbers_and_days_have_a_rank(text, rank):
    assert rank_of(text) == rank
