"""Placeholders: found outside of code, filled with what is known."""

import pytest

from deskhand.rules.placeholders import filled, lacking, placeholders_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Dear {{requester.first_name}},", ["requester.first_name"]),
        ("{{ a }} {{a}} {{b c}}", ["a", "b c"]),
        ("{single} {{}} {{\n}} {{{x}}}", ["x"]),
        ("`{{a}}` and\n```\n{{b}}\n```\n{{c}}", ["c"]),
        ("``` {{never closed}}", []),
        ("{{" * 5000, []),
        ("", []),
    ],
)
def test_they_are_found_outside_of_code(text, names):
    assert placeholders_in(text) == names


def test_what_is_known_is_put_in_and_the_rest_stays():
    text = "Dear {{ name }}, {{day}} or `{{name}}`; {{empty}}"
    known = {"name": r"A\1 {{day}}", "empty": ""}
    assert filled(text, known) == r"Dear A\1 {{day}}, {{day}} or `{{name}}`; {{empty}}"


def test_what_nothing_is_known_for_is_named_by_the_text_alone():
    assert lacking("{{a}} {{b}} {{c}} {{a}}", {"b": "{{d}}", "c": ""}) == ["a", "c"]
