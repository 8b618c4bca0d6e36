import json

import pytest

from deskhand.rules.worktime_lines import answers

OFFICE = {"tz": "UTC", "weekly": {"wed": [["09:00", "17:00"]]}}
AT = "2026-06-10T09:00:00Z"


def ask(**question):
    return next(answers([json.dumps({"id": "q", "calendar": OFFICE, **question})]))


def test_lines_are_answered_one_by_one_as_they_come():
    def endless():
        while True:
            yield json.dumps({"id": 7, "op": "is_open", "args": {"at": AT, "calendar": OFFICE}})
            yield "\n"
            yield "nonsense"

    told = answers(endless())
    assert next(told) == {"id": 7, "result": True}
    assert next(told)["id"] is None
    assert next(told) == {"id": 7, "result": True}


def test_instants_in_other_zones_and_fractions_are_understood():
    args = {"from": "2026-06-10T11:00:00.5+02:00", "to": "2026-06-10T10:00:00Z"}
    assert ask(op="between", args=args) == {"id": "q", "result": 3599.5}
    args = {"start": "2026-06-10T09:00:00.250Z", "seconds": 60}
    assert ask(op="add", args=args) == {"id": "q", "result": "2026-06-10T09:01:00.250000Z"}


def test_a_whole_target_may_stand_in_place_of_unit_and_seconds():
    target = {"unit": "business_days", "n": 1}
    args = {"start": AT, "target": target, "events": [], "asof": AT}
    assert ask(op="clock", args=args)["result"]["due_at"] == "2026-06-17T17:00:00Z"
    retarget = {"at": AT, "type": "retarget", "target": {"unit": "calendar", "seconds": 60}}
    changed = {"start": AT, "target": target, "events": [retarget], "asof": AT}
    assert ask(op="clock", args=changed)["result"]["due_at"] == "2026-06-10T09:01:00Z"


def test_a_clock_is_explained():
    args = {"start": AT, "unit": "business", "seconds": 3600, "asof": AT}
    told = ask(op="explain", args=args)["result"]
    assert told[-1] == {"kind": "due", "at": "2026-06-10T10:00:00Z"}
    assert {"kind": "promised", "target": {"unit": "business", "seconds": 3600}} in told


def test_another_calendar_may_decide_the_band():
    always = {"tz": "UTC", "weekly": {"tue": [["00:00", "24:00"]]}}
    table = {part: {"unit": "calendar", "seconds": 60} for part in ("in", "after")}
    args = {"received": "2026-06-09T03:00:00Z", "table": table, "coverage": always}
    assert ask(op="band", args=args)["result"]["band"] == "in"


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "null",
        "[" * 100_000,
        '{"id": "q"}',
        '{"id": "q", "op": "add"}',
        '{"id": "q", "op": ["add"], "args": {}}',
        '{"id": "q", "op": "walk", "args": {}}',
        '{"id": "q", "op": "add", "args": []}',
        '{"id": "q", "op": "add", "args": {}, "calendar": {"tz": "Mars"}}',
        '{"id": "q", "op": "add", "args": {}, "calendar": 1e999}',
    ],
)
def test_a_line_that_makes_no_sense_is_answered_with_an_error(line):
    (told,) = answers([line])
    assert set(told) == {"id", "error"}
    assert told["error"]
    assert "\n" not in told["error"]


@pytest.mark.parametrize(
    ("op", "args"),
    [
        ("is_open", {}),
        ("is_open", {"at": 7}),
        ("is_open", {"at": "yesterday"}),
        ("is_open", {"at": "2026-06-10T09:00:00"}),
        ("is_open", {"at": "9999-12-31T23:59:59Z"}),
        ("is_open", {"at": "0001-01-01T00:00:00+14:00"}),
        ("add", {"start": AT, "seconds": -1}),
        ("add", {"start": AT, "seconds": 1.5}),
        ("add", {"start": AT, "seconds": 10**30}),
        ("due", {"start": AT, "seconds": 1, "unit": "weeks"}),
        ("due", {"start": AT, "seconds": 1, "unit": ["business"]}),
        ("due", {"start": AT, "seconds": 10**13, "unit": "calendar"}),
        ("due", {"start": AT, "seconds": 1, "pauses": [[AT]]}),
        ("due", {"start": AT, "seconds": 1, "pauses": 7}),
        ("nbd", {"received": AT, "n": -1}),
        ("nbd", {"received": AT, "n": 1, "edge": "noon"}),
        ("nbd", {"received": AT, "n": 1, "rule": ["session"]}),
        ("band", {"received": AT, "table": {}}),
        ("band", {"received": AT, "table": None}),
        ("steps", {"start": AT, "seconds": 1, "steps": [7]}),
        ("steps", {"start": AT, "seconds": 1, "steps": [{"kind": "percent", "value": 10**30}]}),
        ("clock", {"start": AT, "seconds": 1, "events": [{"at": AT, "type": "sing"}], "asof": AT}),
        ("clock", {"start": AT, "seconds": 1, "events": ["stop"], "asof": AT}),
        ("clock", {"start": AT, "seconds": 1, "events": [], "asof": None}),
        (
            "retarget",
            {"start": AT, "from_seconds": 1, "to_seconds": 1, "changed_at": AT, "mode": {}},
        ),
    ],
)
def test_arguments_that_make_no_sense_are_answered_with_an_error(op, args):
    told = ask(op=op, args=args)
    assert set(told) == {"id", "error"}
    assert told["id"] == "q"


def test_more_open_time_than_a_century_offers_is_never():
    assert ask(op="add", args={"start": AT, "seconds": 10**12}) == {"id": "q", "result": None}
