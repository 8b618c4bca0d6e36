"""Answering JSON lines on standard input; what makes no sense is told at the end by code 2."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

Answers = Callable[[Iterable[str]], Iterator[dict[str, Any]]]


def answer_all(answers: Answers) -> int:
    """Answer each line as it comes; 2 when one of them made no sense, else 0."""
    code = 0
    for answer in answers(sys.stdin):
        print(json.dumps(answer), flush=True)
        if "error" in answer:
            code = 2
    return code
