"""Verdicts on facts, and the reasons given for them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from deskhand.rules.conditions import (
    Condition,
    Level,
    Someone,
    Wording,
    evaluate,
    explain,
    parse,
)
from deskhand.rules.words import passage
from tests.rules.conditions.language import FIELDS, conditions

AT = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
FACTS = {
    "status": ("open", "Being worked on"),
    "category": "open",
    "team": ("net", "Network"),
    "priority": Level(2, ("High",)),
    "assignee": Someone("Ada Äbischer", ("ada@northlight.example",), is_me=True),
    "subject": "Der Drucker in der Straße 5 streikt",
    "said": Wording(lambda _at: [passage("Der Müller druckt Papier."), passage("Stau, wieder.")]),
    "tag": ("VIP", "printer"),
    "number": 12,
    "review": False,
    "created": AT - timedelta(days=7),
    "closed": None,
    "due": AT + timedelta(hours=2),
}


def matches(text: str, **facts: object) -> bool:
    condition = parse(text, FIELDS, allow_words=True)
    return evaluate(condition, {**FACTS, **facts}, at=AT)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "status:open",
        'status:"being worked ON"',
        "status:new,open",
        "category:open",
        "team:net team:network",
        "priority:2 priority:high priority:<=2 priority:>1 priority:1..3 priority:5,2",
        "assignee:me assignee:ada assignee:äbischer assignee:ada@northlight.example",
        'assignee:="ADA ÄBISCHER" -assignee:=ada',
        "subject:DRUCKER subject:strasse STRASSE streikt",
        '"straße 5"',
        "said:mul said:müller said:mueller said:papier -said:apier",
        'said:"druckt papier" -said:"papier stau" -said:"druck papier" said:fehlt,stau',
        "tag:vip -tag:spam -tag:pri",
        "number:>11 -number:13..20",
        "review:no -review:yes",
        "created:>=7d created:<=7d created:6d..8d created:2026-02-25",
        "-created:>7d -created:<7d",
        "due:<=2h due:<3h due:>1h due:today due:<tomorrow",
        "-due:<0h -due:none",
        "closed:none",
        "priority:5 or review:no",
        "-(priority:5 or review:yes)",
        "-(priority:2 review:yes)",
    ],
)
def test_it_matches(text: str) -> None:
    assert matches(text)


@pytest.mark.parametrize(
    "text",
    [
        "status:working",
        "team:ne",
        "priority:>2",
        "assignee:none",
        "assignee:=ada",
        "subject:=drucker",
        "printer",
        "tag:none",
        "due:<2h",
        "created:<7d",
        "closed:today",
        "-closed:today",
        "-(closed:today review:no)",
    ],
)
def test_it_does_not_match(text: str) -> None:
    assert not matches(text)


@pytest.mark.parametrize("text", ["team:net", "-team:net", "due:<1d", "-due:<1d", "due:>1d"])
def test_what_is_not_known_never_matches_not_even_under_a_minus(text: str) -> None:
    assert not matches(text, team=None, due=None)
    assert matches(f"({text}) or team:none", team=None, due=None)


def test_no_tags_are_known_to_hold_none() -> None:
    assert matches("-tag:spam tag:none", tag=())


def test_what_is_false_anyway_needs_nothing_more() -> None:
    assert matches("-(team:net review:yes)", team=None)
    assert not matches("-(team:net review:no)", team=None)


def test_a_list_with_none_takes_either() -> None:
    assert matches("team:none,net", team=None)
    assert matches("team:none,net")
    assert not matches("-team:none,net", team=None)


@pytest.mark.parametrize(
    ("text", "hour", "expected"),
    [
        ("created:2026-03-04", "2026-03-03T23:30+00:00", True),
        ("created:2026-03-04", "2026-03-03T22:30+00:00", False),
        ("created:>2026-03-03", "2026-03-03T23:00+00:00", True),
        ("created:<2026-03-04", "2026-03-03T22:59+00:00", True),
        ("created:<=2026-03-04", "2026-03-04T22:59+00:00", True),
        ("created:today", "2026-03-04T00:00+00:00", True),
        ("created:yesterday..today", "2026-03-02T23:00+00:00", True),
    ],
)
def test_days_are_those_of_the_one_who_asks(text: str, hour: str, *, expected: bool) -> None:
    condition = parse(text, FIELDS, allow_words=False)
    facts = {"created": datetime.fromisoformat(hour)}
    assert evaluate(condition, facts, at=AT, zone=ZoneInfo("Europe/Berlin")) is expected


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("priority:<=2", ["matched `priority:<=2` because priority is 2"]),
        (
            'said:pap -said:"der papier"',
            [
                'matched `said:pap` because said is "der muller druckt papier mueller stau wieder"',
                'matched `-said:"der papier"` because said is '
                '"der muller druckt papier mueller stau wieder"',
            ],
        ),
        ("-tag:spam", ["matched `-tag:spam` because tag is VIP, printer"]),
        ("closed:none", ["matched `closed:none` because closed is not set"]),
        ("-closed:today", ["did not match `-closed:today` because closed is not set"]),
        (
            "review:yes priority:2",
            ["did not match `review:yes` because review is no"],
        ),
        (
            "review:yes or priority:2",
            ["matched `priority:2` because priority is 2"],
        ),
        (
            "-(review:yes or priority:2)",
            ["did not match `-priority:2` because priority is 2"],
        ),
        (
            "due:<3h",
            ["matched `due:<3h` because due is 2026-03-04 11:00 UTC, in 2h"],
        ),
        (
            "created:>6d",
            ["matched `created:>6d` because created is 2026-02-25 09:00 UTC, 7d ago"],
        ),
        ("", []),
    ],
)
def test_the_reasons_are_told(text: str, sentences: list[str]) -> None:
    condition = parse(text, FIELDS, allow_words=True)
    assert explain(condition, FACTS, at=AT) == sentences


@given(conditions())
def test_every_verdict_has_its_reasons(condition: Condition) -> None:
    verb = "matched" if evaluate(condition, FACTS, at=AT) else "did not match"
    reasons = explain(condition, FACTS, at=AT)
    assert reasons
    assert all(reason.startswith(f"{verb} `") for reason in reasons)


@given(conditions())
def test_a_condition_and_its_opposite_never_both_match(condition: Condition) -> None:
    opposite = parse(f"-({condition})", FIELDS, allow_words=True)
    bare = {**FACTS, "team": None, "due": None, "assignee": None}
    for facts in (FACTS, bare):
        both = [evaluate(each, facts, at=AT) for each in (condition, opposite)]
        assert both.count(True) <= 1
    if "closed" not in str(condition):
        assert evaluate(condition, FACTS, at=AT) is not evaluate(opposite, FACTS, at=AT)
