"""Misspelt words and what they are near to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.rules.spelling import distance, slips

WORDS = st.text("abcdeä", max_size=8)


@pytest.mark.parametrize(
    ("one", "other", "slips_between"),
    [
        ("printer", "printer", 0),
        ("pritner", "printer", 1),
        ("printr", "printer", 1),
        ("pprinter", "printer", 1),
        ("drinter", "printer", 1),
        ("kitten", "sitting", 3),
        ("", "abc", 3),
    ],
)
def test_words_differ_by_slips(one, other, slips_between):
    assert distance(one, other) == distance(other, one) == slips_between


@pytest.mark.parametrize("typed", ["pritner", "printr", "pprinter", "drinter", "printet"])
def test_one_slip_leads_back(typed):
    assert "printer" in slips(typed)


def test_other_alphabets_have_slips_too():
    assert "принтер" in slips("принтре")
    assert "müller" in slips("müler")


@given(WORDS, WORDS)
def test_a_slip_is_a_distance_of_one(one, other):
    if other in slips(one):
        assert distance(one, other) == 1
