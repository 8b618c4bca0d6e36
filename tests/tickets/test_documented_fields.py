"""The page on the condition language knows every field and every fixed value."""

import re
from pathlib import Path

from deskhand.tickets.conditions import parse_filter
from deskhand.tickets.fields import ticket_fields

PAGE = (Path(__file__).parents[2] / "docs" / "conditions.md").read_text(encoding="utf-8")
TABLE = PAGE.partition("| field |")[2].partition("\n\n")[0]
ROWS = dict(re.findall(r"^\| `([\w-]+)` \|(.*)$", TABLE, re.MULTILINE))


def test_every_field_has_its_row() -> None:
    assert list(ROWS) == list(ticket_fields())


def test_every_fixed_value_is_named() -> None:
    for name, known in ticket_fields().items():
        for choice in known.field.choices:
            assert f"`{choice}`" in ROWS[name]


def test_none_is_named_where_it_may_be_asked_for() -> None:
    for name, known in ticket_fields().items():
        assert ("`none`" in ROWS[name]) is known.field.may_be_missing, name


def test_every_example_is_a_filter() -> None:
    codes = PAGE.split("`")[1::2]
    examples = [code for code in codes if ":" in code and not code.endswith("=")]
    assert len(examples) > 30
    for example in examples:
        assert parse_filter(example).chips(), example
