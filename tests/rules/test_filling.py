"""Texts with places to fill."""

import pytest

from deskhand.rules.filling import fill, places


@pytest.mark.parametrize(
    ("text", "values", "filled", "still_open"),
    [
        pytest.param("Hello {{a.b}}", {"a.b": "Bea"}, "Hello Bea", (), id="fills a place"),
        pytest.param("{{ a }}, {{a}}", {"a": "x"}, "x, x", (), id="each time, with spaces or not"),
        pytest.param("Hi {{a}}{{b}}", {"b": "y"}, "Hi {{a}}y", ("a",), id="names what is open"),
        pytest.param("{{a}}", {"a": ""}, "{{a}}", ("a",), id="nothing known fills nothing"),
        pytest.param("{{a}}", {"a": "{{b}}", "b": "x"}, "{{b}}", (), id="values are not filled"),
        pytest.param("{a} {{A}} {{}}", {"a": "x"}, "{a} {{A}} {{}}", (), id="others are text"),
    ],
)
def test_a_text_is_filled(text, values, filled, still_open):
    found = fill(text, values)
    assert (found.text, found.open) == (filled, still_open)


def test_the_places_of_a_text_are_named_once_and_in_order():
    assert places("{{b}} {{a}} {{b}}") == ["b", "a"]
