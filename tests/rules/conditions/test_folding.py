"""How texts are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.rules.conditions import fold


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("Printer", "PRINTER"),
        ("Straße", "STRASSE"),
        ("ΟΔΟΣ", "οδος"),
        ("ﬁle", "FILE"),
        ("é", "e\u0301"),
        ("ＶＰＮ", "vpn"),
        ("a\u00a0 b\n", "A B"),
    ],
)
def test_texts_are_the_same(written: str, same: str) -> None:
    assert fold(written) == fold(same)


def test_other_letters_stay_apart() -> None:
    assert fold("uber") != fold("über")


@given(st.text())
def test_folding_twice_changes_nothing_and_leaves_no_capital(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert not any("A" <= letter <= "Z" for letter in folded)
