"""Every vector of charges, exactly: 446 answers computed by two methods that agree."""

import json
from pathlib import Path

import pytest

from deskhand.rules.rating_lines import answers

LINES = (
    (Path(__file__).parents[1] / "data" / "rating-vectors" / "vectors.jsonl")
    .read_text()
    .splitlines()
)
VECTORS = [json.loads(line) for line in LINES]
OPS = sorted({vector["op"] for vector in VECTORS})


def test_the_vectors_are_all_there():
    assert len(VECTORS) == 446
    assert len(OPS) == 6


@pytest.mark.parametrize("op", OPS)
def test_answers_equal_the_vectors(op):
    asked = [vector for vector in VECTORS if vector["op"] == op]
    told = answers(json.dumps(vector) for vector in asked)
    wrong = [
        (vector["id"], vector["args"], answer, vector["expected"])
        for vector, answer in zip(asked, told, strict=True)
        if answer != {"id": vector["id"], "result": vector["expected"]}
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"op": "price", "args": {}}',
        '{"op": "round_time", "args": {}}',
        '{"op": "round_time", "args": {"seconds": 1.5}}',
        '{"op": "round_time", "args": {"seconds": 1, "mode": "sideways"}}',
        '{"op": "budget", "args": {"zone": "Mars/North", "first": "2026-01", "last": "2026-02"}}',
        '{"op": "budget", "args": {"zone": "UTC", "first": "2026-13", "last": "2026-02"}}',
        '{"op": "rate_entry", "args": {"entry": []}}',
        '{"op": "ledger", "args": {"contract": {}, "events": [], "as_of": "2026-01-01T00:00:00Z"}}',
        '{"op": "ledger", "args": {"contract": 3, "events": {}, "as_of": "today"}}',
    ],
)
def test_a_line_that_makes_no_sense_is_answered_with_an_error(line):
    (told,) = answers([line])
    assert "result" not in told
    assert told["error"]
