"""How many letters of each corpus are read as the corpus says: by us, and by other libraries.

The others are handed what suits them best: the decoded text of the letter, and its HTML where
there is no text and they can read HTML. Ours is handed the raw letter.
"""

import email
import email.policy
import json
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from bench.peers import LIBRARIES
from deskhand.rules.letter import parse
from deskhand.rules.letter.html import text_of
from tests.rules.letter.corpora import Case, cases, squeezed

CORPORA = ("talon", "github-email_reply_parser", "crisp-email-reply-parser")
PEERS = Path(__file__).with_name("peers.py")
LONGEST_SECONDS = 5.0
# Nobody is waited for longer than this, over a whole corpus.
PATIENCE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of how many letters were read as the corpus says; None where nothing could run."""

    right: int
    of: int

    def __str__(self) -> str:
        return f"{self.right} of {self.of} ({100 * self.right / self.of:.1f} %)"


def ours(corpus: str) -> Rate:
    """Read a corpus with `deskhand.rules.letter`."""
    found = [case for case in cases(corpus) if _says_something(case)]
    right = 0
    for case in found:
        began = time.monotonic()
        letter = parse(case.raw)
        seconds = time.monotonic() - began
        right += seconds < _allowed(case) and is_right(
            letter.reply_text, whole=letter.text, case=case
        )
    return Rate(right, len(found))


def theirs(library: str, corpus: str, *, python: Path) -> Rate:
    """Read it with another library, run by the Python of the environment where it is."""
    found = [case for case in cases(corpus) if _says_something(case)]
    asked = [_for_others(case, is_html_read=library in ("talon", "quotequail")) for case in found]
    lines = "".join(json.dumps(each) + "\n" for each in asked)
    try:
        done = subprocess.run(  # our own file
            [python, PEERS, library],
            input=lines,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        output = done.stdout
    except subprocess.TimeoutExpired as stopped:
        output = (stopped.stdout or b"").decode()
    answers = [json.loads(line) for line in output.splitlines()]
    right = sum(
        "failed" not in answer and is_right(_words(answer), whole=each["text"], case=case)
        for answer, each, case in zip(answers, asked, found, strict=False)
    )
    return Rate(right, len(found))


def best_of(library: str, corpus: str, *, python: Path) -> Rate:
    """The better of a library's ways, where it has several."""
    ways = [way for way in LIBRARIES if way.partition(" with ")[0] == library]
    rates = [theirs(way, corpus, python=python) for way in ways]
    return max(rates, key=lambda rate: rate.right)


def is_right(reply: str, *, whole: str, case: Case) -> bool:
    """Whether a reply is what the corpus says, white space aside."""
    said, expected = squeezed(reply), case.expected
    judgements: list[tuple[str, Callable[[], bool]]] = [
        ("reply", lambda: said == squeezed(expected["reply"].replace("#sig#", ""))),
        ("reply_contains", lambda: all(squeezed(p) in said for p in expected["reply_contains"])),
        ("reply_excludes", lambda: not any(p in reply for p in expected["reply_excludes"])),
        ("whole", lambda: not expected["whole"] or said == squeezed(whole)),
    ]
    return all(judge() for key, judge in judgements if key in expected)


def _says_something(case: Case) -> bool:
    wanted = {"reply", "reply_contains", "reply_excludes", "whole", "max_seconds"}
    return bool(wanted & set(case.expected))


def _allowed(case: Case) -> float:
    return float(case.expected.get("max_seconds") or LONGEST_SECONDS)


def _for_others(case: Case, *, is_html_read: bool) -> dict[str, str | float]:
    letter = email.message_from_bytes(case.raw, policy=email.policy.default)
    assert isinstance(letter, EmailMessage)
    text, html = _content(letter, "plain"), _content(letter, "html")
    if not text and html:
        text = text_of(html)
    else:
        html = ""
    text = text.replace("\r\n", "\n")
    return {"text": text, "html": html if is_html_read else "", "seconds": _allowed(case)}


def _content(letter: EmailMessage, subtype: str) -> str:
    part = letter.get_body((subtype,))
    try:
        return str(part.get_content()) if part is not None else ""
    except (LookupError, UnicodeError):
        return ""


def _words(answer: dict[str, str]) -> str:
    return answer["text"] if "text" in answer else text_of(answer["html"])
