"""Texts cut into words: what is alike, what is one word, and what is found by what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.rules.words import GAP, LONGEST, passage, sought, tokens, words_in


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("The printer, again!", ["the", "printer", "again"], id="marks part words"),
        pytest.param("e-mail to ada@acme.example", ["e", "mail", "to", "ada", "acme", "example"]),
        pytest.param("srv_01 10.0.0.7 C:\\temp", ["srv", "01", "10", "0", "0", "7", "c", "temp"]),
        pytest.param("ÉCOLE naïve Łódź", ["ecole", "naive", "lodz"], id="without accents"),
        pytest.param("Straße STRASSE ﬁn", ["strasse", "strasse", "fin"], id="folded"),
        pytest.param("İstanbul", ["istanbul"], id="a capital that folds to two signs"),
        pytest.param("привет Ёж Αθήνα", ["привет", "еж", "αθηνα"], id="other alphabets"),
        pytest.param("שָׁלוֹם مُحَمَّد", ["שלום", "محمد"], id="without points"),
        pytest.param("हिन्दी भाषा", ["हिन्दी", "भाषा"], id="marks within words"),
        pytest.param("東京都", ["東京", "京都", "都"], id="pairs where no blanks are"),
        pytest.param(
            "がき Tシャツ", ["がき", "き", "t", "シャ", "ャツ", "ツ"], id="kana keep their points"
        ),
        pytest.param("", [], id="nothing"),
        pytest.param("!? 😀 \u200b", [], id="no letters"),
    ],
)
def test_a_text_is_cut_into_words(text, words):
    assert words_in(text) == words


def test_what_can_be_spelt_otherwise_is_there_twice():
    assert passage("Müller grüßt") == ["muller", "grusst", GAP, "mueller", "gruesst"]
    assert passage("plain text") == ["plain", "text"]


def test_very_long_words_are_cut_off():
    assert words_in("x" * 100) == ["x" * LONGEST]
    assert sought("x" * 100, is_exact=True).holds([words_in("x" * 100)])


@given(st.text())
def test_words_are_words_of_themselves(text):
    for word in words_in(text):
        assert words_in(word)[0] == word[: len(words_in(word)[0])]


@given(st.text())
def test_every_text_finds_itself(text):
    for is_exact in (True, False):
        found = sought(text, is_exact=is_exact)
        assert found is None or found.holds([passage(text)])


@given(st.text())
def test_tokens_are_the_words_with_their_places(text):
    for token in tokens(text):
        assert text[token.start : token.end]
        assert set(token.forms) <= set(passage(text[token.start : token.end]))


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("print", "two printers"),
        ("Drucker", "Die Druckerpatrone ist leer"),
        ("muller", "Frau Müller"),
        ("mueller", "Frau Müller"),
        ("müller", "Frau Mueller"),
        ("müller", "Frau Muller"),
        ("e-mail", "my E-Mails"),
        ("ada@acme", "write to ada@acme.example"),
        ("京都", "東京都へ"),
        ("京", "東京"),
        ("4711", "see #4711"),
    ],
)
def test_it_is_found(wanted, text):
    assert sought(wanted, is_exact=False).holds([passage(text)])


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        pytest.param("rinter", "printer", id="not inside of words"),
        pytest.param("pr", "printer", id="two letters are a word"),
        pytest.param("471", "4711", id="numbers are whole"),
        pytest.param("e-mail", "mail e", id="joined words stand in their order"),
        pytest.param("東都", "東京都", id="signs stand side by side"),
    ],
)
def test_it_is_not_found(wanted, text):
    assert not sought(wanted, is_exact=False).holds([passage(text)])


def test_words_in_quotes_are_as_they_stand():
    phrase = sought("printer jam", is_exact=True)
    assert phrase.holds([passage("A Printer-Jam again")])
    assert not phrase.holds([passage("printer jams")])
    assert not phrase.holds([passage("jam printer")])
    assert not phrase.holds([passage("the printer"), passage("jam")])
    assert not phrase.holds([[*passage("printer"), GAP, *passage("jam")]])


@pytest.mark.parametrize("text", ["", "!", "😀", "\0", "\u0301"])
def test_without_a_word_nothing_is_sought(text):
    assert sought(text, is_exact=False) is None
