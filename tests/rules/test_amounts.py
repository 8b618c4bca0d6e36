"""Targets in words, and on which line of a file things stand."""

import tomllib

import pytest

from deskhand.packs import reading
from deskhand.rules.amounts import AmountError, amount_words, read_amount
from deskhand.rules.targets import Target
from deskhand.rules.threeway import Why, merge
from deskhand.rules.toml_lines import line_of, lines_of


@pytest.mark.parametrize(
    "words",
    [
        "none",
        "1 h elapsed",
        "2 h open",
        "20 min elapsed",
        "1 h 30 min open",
        "next business day",
        "same business day",
        "10 business days",
        "2 business days, at its opening",
        "next business day, by date",
        "next business day, at its opening, by rollover",
    ],
)
def test_words_are_read_and_written_alike(words):
    assert amount_words(read_amount(words)) == words
    if words != "none":
        Target.from_spec(read_amount(words))


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("90 min open", "1 h 30 min open"),
        (" 24  h elapsed ", "24 h elapsed"),
        ("1 business day", "next business day"),
        ("0 business days", "same business day"),
        ("60min elapsed", "1 h elapsed"),
    ],
)
def test_other_words_for_the_same_are_written_in_one_way(words, written):
    assert amount_words(read_amount(words)) == written


@pytest.mark.parametrize(
    "words", ["", "1 h", "elapsed", "soon", "1.5 h open", "-1 h open", "1 day"]
)
def test_what_is_no_target_is_refused_with_examples(words):
    with pytest.raises(AmountError, match="1 h elapsed"):
        read_amount(words)


TEXT = """\
# a note
one = 1
"two words" = { a = [1, "x,]", 'y'], b = 2 }
many = [
  1,
  { c = 3 },  # and a note ]
]

[table.inner]
text = \"\"\"
[not.a.table]
\"\"\"

[[rows]]
key = "a"
[rows.more]
x = 1

[[rows]]
key = "b"
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("one",), 2),
        (("two words", "a"), 3),
        (("many", 0), 5),
        (("many", 1, "c"), 6),
        (("table", "inner"), 9),
        (("table", "inner", "text"), 10),
        (("rows", 0), 14),
        (("rows", 0, "more", "x"), 17),
        (("rows", 1, "key"), 20),
        (("rows", 1, "missing"), 19),
        (("nowhere",), 1),
    ],
)
def test_each_part_of_a_file_has_its_line(path, line):
    assert line_of(lines_of(TEXT), path) == line


@pytest.mark.parametrize("name", reading.names())
def test_every_value_of_a_pack_is_found(name):
    text = reading.read(name).text
    lines = lines_of(text)

    def leaves(value, path):
        if isinstance(value, dict | list):
            pairs = value.items() if isinstance(value, dict) else enumerate(value)
            for key, each in pairs:
                yield from leaves(each, (*path, key))
        else:
            yield path

    assert not [path for path in leaves(tomllib.loads(text), ()) if path not in lines]


@pytest.mark.parametrize(
    ("then", "now", "here", "facts", "why"),
    [
        (1, 1, 1, 1, None),
        (1, 2, 1, 2, None),
        (1, 1, 3, 3, Why.EDITED),
        (1, 2, 3, 3, Why.BOTH),
        (1, 2, 2, 2, None),
        (None, 2, None, 2, None),
        (1, None, 1, None, None),
        (1, None, 3, 3, Why.BOTH),
        (1, 1, None, None, Why.EDITED),
        (None, None, 3, 3, Why.EDITED),
        (None, 2, 3, 3, Why.BOTH),
    ],
)
def test_three_readings_are_brought_together(then, now, here, facts, why):
    def told(value):
        return {} if value is None else {"f": value}

    merged = merge(told(then), told(now), told(here))
    assert merged.facts == told(facts)
    assert [each.why for each in merged.differences] == ([why] if why else [])
    again = merge(merged.base, told(now), merged.facts)
    assert again.facts == merged.facts
