"""A filter as chips, each with what is left without it; and what rules take of one."""

import pytest
from hypothesis import given

from deskhand.rules.conditions import Condition, ConditionError
from deskhand.tickets.conditions import parse_filter, parse_rule
from deskhand.tickets.fields import ticket_fields
from tests.rules.conditions.language import conditions

FIELDS = {name: known.field for name, known in ticket_fields().items()}


def test_rules_take_no_free_words() -> None:
    with pytest.raises(ConditionError):
        parse_rule("printer")


@pytest.mark.parametrize(
    ("text", "chips"),
    [
        ("", []),
        ("status:open", [("Status: open", "")]),
        (
            'team:net  -tag:spam,ad "printer jam" due:<2h',
            [
                ("Team: net", '-tag:spam,ad "printer jam" due:<2h'),
                ("not Tag: spam, ad", 'team:net "printer jam" due:<2h'),
                ('"printer jam"', "team:net -tag:spam,ad due:<2h"),
                ("Due < 2h", 'team:net -tag:spam,ad "printer jam"'),
            ],
        ),
        ("(a or b) and c", [("(a or b)", "c"), ("c", "(a or b)")]),
        ("-(a b) c", [("-(a b)", "c"), ("c", "-(a b)")]),
        ("a or b", [("a or b", "")]),
        ("-(-(a b)) c", [("a", "b c"), ("b", "a c"), ("c", "a b")]),
    ],
)
def test_a_filter_is_shown_as_chips(text: str, chips: list[tuple[str, str]]) -> None:
    assert parse_filter(text).chips() == chips


@given(conditions(FIELDS))
def test_without_a_chip_the_rest_of_the_filter_is_left(condition: Condition) -> None:
    chips = parse_filter(str(condition)).chips()
    for chip in chips:
        assert len(parse_filter(chip.remaining).chips()) == len(chips) - 1
