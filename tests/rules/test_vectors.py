"""Every reference vector, exactly: 344 answers computed by two methods that agree."""

import json
from pathlib import Path

import pytest

from deskhand.rules.worktime_lines import answers

LINES = (
    (Path(__file__).parents[1] / "data" / "sla-vectors" / "vectors.jsonl").read_text().splitlines()
)
VECTORS = [json.loads(line) for line in LINES]
OPS = sorted({vector["op"] for vector in VECTORS})


def test_the_vectors_are_all_there():
    assert len(VECTORS) == 344
    assert len(OPS) == 13


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
