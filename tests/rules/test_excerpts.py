"""Excerpts: the words in their place, and everything else as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.rules.excerpts import Piece, excerpt, marked
from deskhand.rules.words import sought


def wanted(*words, is_exact=False):
    return [sought(word, is_exact=is_exact) for word in words]


def shown(pieces):
    return "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("The Printers burn", ["print"], "The [Printers] burn"),
        ("Müller und Mueller", ["müller"], "[Müller] und [Mueller]"),
        ("<b>printer</b> & so", ["printer"], "<b>[printer]</b> & so"),
        ("two\n\n  lines of printer", ["printer"], "two lines of [printer]"),
        ("a paper jam jam", ["paper jam"], "a [paper jam] jam"),
        ("東京都庁", ["京都"], "東[京都]庁"),
        ("nothing here", ["printer"], "nothing here"),
        ("", ["printer"], ""),
    ],
)
def test_words_are_marked(text, words, expected):
    assert shown(excerpt(text, wanted(*words))) == expected


def test_a_long_text_is_cut_around_the_first_hit():
    text = "word " * 200 + "the printer burns " + "end " * 200
    pieces = excerpt(text, wanted("printer"))
    assert shown(pieces).startswith("… word")
    assert shown(pieces).endswith("end …")
    assert "the [printer] burns" in shown(pieces)
    assert len(shown(pieces)) < 260


def test_a_long_text_without_a_hit_is_shown_from_its_beginning():
    assert shown(excerpt("First of all. " * 60, wanted("printer"))).startswith("First of all.")


def test_hits_that_lie_over_each_other_are_one():
    pieces = marked("paper jam tray", wanted("paper jam", is_exact=True) + wanted("jam tray"))
    assert pieces == (Piece("paper jam tray", is_hit=True),)


@given(st.text(), st.text(min_size=1))
def test_nothing_is_lost_or_added(text, word):
    found = [each for each in wanted(word) if each]
    assert "".join(shown(marked(text, found)).split()).replace("[", "").replace("]", "") == (
        "".join(text.split()).replace("[", "").replace("]", "")
    )
