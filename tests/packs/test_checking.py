"""What is wrong with a pack is said with its line."""

from datetime import UTC, datetime

import pytest

from deskhand.catalog.models import PriorityScheme
from deskhand.packs import reading
from deskhand.packs.checking import check
from deskhand.packs.reading import PackRefused
from deskhand.packs.showing import shown
from deskhand.sla.models import Calendar

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
SMALL = """\
name = "small"
title = "Small"
summary = "For tests."

[[calendars]]
slug = "hours"
name = "Hours"
tz = "Europe/Berlin"
weekly = { mon = [["09:00", "17:00"]] }

[priorities]
slug = "small"
name = "Small"
usual = 1
rows = [{ level = 1, name = "All", meaning = "Everything" }]

[statuses]
slug = "small"
name = "Small"
rows = [
  { name = "New", category = "new" },
  { name = "Open", category = "open" },
  { name = "Solved", category = "solved" },
  { name = "Closed", category = "closed" },
  { name = "Cancelled", category = "cancelled" },
]

[policy]
slug = "small"
name = "Small"
calendar = "hours"

[[policy.rows]]
key = "answer"
kind = "first_response"
condition = "channel:phone"
[policy.rows.targets]
1 = "1 h elapsed"
"""


def problems(*changes: tuple[str, str]) -> list[tuple[int, bool, str]]:
    """What is said about the small pack with these changes."""
    text = SMALL
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    try:
        found = check(reading.read_text(text, file="small.toml"), at=AT)
    except PackRefused as error:
        found = list(error.problems)
    return [(each.line, each.is_fault, each.text) for each in found]


def test_a_pack_in_order_has_nothing_to_be_said():
    assert problems() == []


@pytest.mark.parametrize("name", reading.names())
def test_what_ships_with_the_desk_has_no_fault(name):
    assert not [each for each in check(reading.read(name), at=AT) if each.is_fault]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('title = "Small"', "title = Small", 2, "Invalid value"),
        ('title = "Small"', "title = 7", 2, "must be a text, not 7"),
        ('summary = "For', 'title_ = "X"\nsummary = "For', 3, "Did you mean “title”?"),
        ('summary = "For tests."\n', "", 1, "“summary” is missing"),
        ('tz = "Europe/Berlin"', 'tz = "Europe/Nowhere"', 5, "Europe/Nowhere"),
        ('["09:00", "17:00"]', '["9", "17:00"]', 9, "Write it as 07:30"),
        ("usual = 1", "usual = 2", 14, "no priority of level 2"),
        ("usual = 1", "usual = 11", 14, "from 1 to 9"),
        (
            '{ name = "Open", category = "open" }',
            '{ name = "New", category = "open" }',
            22,
            "another",
        ),
        ('category = "open"', 'category = "opened"', 22, "Did you mean “open”?"),
        ('calendar = "hours"', 'calendar = "ours"', 31, "The pack has no calendar 'ours'"),
        ('kind = "first_response"', 'kind = "first"', 35, "is none of first_response"),
        (
            'kind = "first_response"',
            'kind = "update"\nstart = "handover"',
            33,
            "begins with what it",
        ),
        ('"channel:phone"', '"chanel:phone"', 33, "did you mean `channel`?"),
        ('"channel:phone"', '"priority:1"', 33, "Priority is a column"),
        ('"channel:phone"', '"service:fax"', 33, "There is no service “fax”"),
        ('1 = "1 h elapsed"', '1 = "one hour"', 38, "is no target. Write"),
        ('1 = "1 h elapsed"', '2 = "1 h elapsed"', 38, "no priority of level 2"),
        ('1 = "1 h elapsed"', '1 = { in = "0 h open" }', 33, "no time at all is no promise"),
        ('1 = "1 h elapsed"', '1 = { inn = "none" }', 38, "There is no “inn” here"),
        ('1 = "1 h elapsed"', "1 = 3", 38, "must be a table, not 3"),
        ('category = "closed"', 'category = "held"', 28, "no status “Closed”"),
    ],
)
def test_a_fault_stands_with_its_line(old, new, line, words):
    found = [each for each in problems((old, new)) if each[1]]
    assert len(found) == 1, found
    assert found[0][0] == line and words in found[0][2], found


def test_doubts_are_warnings_with_their_line():
    twice = '1 = "1 h elapsed"\n\n[[policy.rows]]\nkey = "b"\nkind = "first_response"\n'
    twice += 'condition = "kind:incident"\n[policy.rows.targets]\n1 = "1 h elapsed"\n'
    found = problems(('1 = "1 h elapsed"\n', twice))
    assert [(line, is_fault) for line, is_fault, _words in found] == [(40, False)]
    assert "can match one ticket" in found[0][2]
    silent = problems(('kind = "first_response"', 'kind = "resolution"'))
    assert [(line, is_fault) for line, is_fault, _words in silent] == [(28, False)]


def test_what_a_pack_names_must_be_in_it():
    parts = (
        '[[request_types]]\nslug = "a"\nname = "A"\nkind = "incident"\n'
        'service = "nowhere"\nlevel = 4\n'
        'acts = [{ do = "call_back", within = "soon" }, { do = "fly" }]\n\n[policy]\n'
    )
    found = problems(("[policy]\n", parts))
    assert [line for line, _fault, _words in found] == [34, 34]
    fitting = parts.replace('"soon"', '"1 h elapsed"').replace('"fly"', '"look"')
    found = problems(("[policy]\n", fitting))
    assert [words for _line, _fault, words in found] == [
        "The pack has no service 'nowhere'.",
        "The pack has no priority of level 4.",
    ]


def test_parts_for_rotas_and_contracts_are_checked_too():
    units = (
        '[units]\nname = "incident"\nanswer = 1\nanswer_and_appointment = "lower"\nrollover = 15\n'
    )
    found = [words for _line, _fault, words in problems(("[policy]\n", units + "\n[policy]\n"))]
    assert found == [
        "“rollover_most” is missing here.",
        "'lower' is none of higher, both.",
        "There is no “rollover” here. Did you mean “rollover_most”?",
    ]


def test_looking_through_a_pack_leaves_nothing_behind():
    problems()
    assert not Calendar.objects.exists() and not PriorityScheme.objects.exists()


@pytest.mark.parametrize("name", reading.names())
def test_a_pack_is_shown_in_words(name):
    told = shown(reading.read(name))
    assert told.startswith(reading.read(name).title)
    assert "Decided where the source is silent" in told


def test_what_waits_for_rotas_and_contracts_is_shown_as_such():
    assert "Units, waits for contracts" in shown(reading.read("incident-units"))
    assert "Monthly budget, waits for contracts" in shown(reading.read("managed-support"))
    assert "On call, waits for on-call rotas" in shown(reading.read("hosting-promises"))
    assert "call back within 1 hour" in shown(reading.read("hosting-promises"))


def test_a_matrix_of_priorities_must_fit_itself_and_name_levels_of_the_pack():
    matrix = (
        '[priorities.matrix]\nimpact = [{ name = "Many", meaning = "" }]\n'
        'urgency = [{ name = "Now", meaning = "" }, { name = "Later", meaning = "" }]\n'
        "cells = [[1, 1]]\n\n"
    )
    assert not [each for each in problems(("[statuses]\n", matrix + "[statuses]\n")) if each[1]]
    for cells, words in (
        ("[[1]]", "These must be 1 rows of 2 levels."),
        ("[[1, 1], [1, 1]]", "These must be 1 rows of 2 levels."),
        ("[[1, 7]]", "The pack has no priority of level 7."),
    ):
        wrong = matrix.replace("[[1, 1]]", cells) + "[statuses]\n"
        assert [each[2] for each in problems(("[statuses]\n", wrong)) if each[1]] == [words]
