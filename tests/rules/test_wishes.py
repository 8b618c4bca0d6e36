"""Who would rather be called says so in many ways; who would not is left in peace."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.rules.spoken.wishes import wants_a_call


@pytest.mark.parametrize(
    "text",
    [
        "Nothing works. Please call me.",
        "Can you call my mobile?",
        "Give us a call after two.",
        "I would like to be called back.",
        "Please phone us on 0211 123.",
        "Bitte rufen Sie mich an.",
        "Ich bitte um Rückruf.",
        "Rufen Sie bitte zurück.",
        "Ruf mich kurz an!",
        "Rückruf erbeten",
    ],
)
def test_a_wish(text):
    assert wants_a_call(text)


@pytest.mark.parametrize(
    "text",
    [
        "The headset is not found in calls.",
        "Please do not call me, I am in a meeting.",
        "No need to call back.",
        "Bitte keinen Rückruf.",
        "Rufen Sie mich nicht an.",
        "> Please call me.",
        "We call it the oven.",
        "",
    ],
)
def test_no_wish(text):
    assert not wants_a_call(text)


@given(st.text(max_size=300))
def test_any_text_is_read(text):
    assert wants_a_call(text) in {True, False}
