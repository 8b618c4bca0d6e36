"""Whom a text names."""

import pytest

from deskhand.rules.mentions import is_handle, mentioned


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@ada look", ["ada"]),
        ("Ask @Ada.", ["ada"]),
        ("(@ada, @nils-b)", ["ada", "nils-b"]),
        ("@ada @ada", ["ada"]),
        ("@ada.lovelace!", ["ada.lovelace"]),
        ("write to bea@birch.example", []),
        ("git@@ada", []),
        ("https://a.example/@ada", []),
        ("`@ada` is a handle", []),
        ("```\n@ada\n```\nand @nils", ["nils"]),
        ("~~~\n@ada", []),
        ("> @ada said\n\n@nils?", ["nils"]),
        ("@", []),
        ("@ada_x", ["ada_x"]),
        ("**@ada**", ["ada"]),
        ("", []),
    ],
)
def test_a_text_names_agents(text, named):
    assert mentioned(text) == named


def test_a_text_cannot_name_a_whole_firm():
    assert len(mentioned(" ".join(f"@agent{number}" for number in range(500)))) == 50


@pytest.mark.parametrize("text", ["ada", "ada.l", "a", "a-b_c.9", "x" * 30])
def test_what_may_be_a_handle(text):
    assert is_handle(text)


@pytest.mark.parametrize("text", ["", "Ada", ".ada", "ada.", "a b", "x" * 31, "ä"])
def test_what_may_not_be_a_handle(text):
    assert not is_handle(text)
