"""The mail corpora written by others, and what their READMEs and files say about each letter."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2] / "data" / "mail-corpus"


@dataclass(frozen=True)
class Case:
    """One input of a corpus as a whole letter, with its expectation."""

    name: str
    raw: bytes
    expected: dict[str, Any]


def cases(corpus: str) -> list[Case]:
    """Read the corpus; a bare body is wrapped into a minimal letter from its author."""
    table = json.loads((ROOT / corpus / "expected.json").read_text())
    return [
        Case(name, _letter((ROOT / corpus / name).read_bytes(), expected), expected)
        for name, expected in sorted(table.items())
    ]


def _letter(content: bytes, expected: dict[str, Any]) -> bytes:
    if expected["kind"] == "eml":
        return content
    sender = expected.get("sender") or "someone@example.com"
    author = sender if "@" in sender else f"{sender} <someone@example.com>"
    subtype = "html" if expected["kind"] == "html" else "plain"
    # The mark of a signature line belongs to the corpus, not to the letter.
    content = content.replace(b"#sig#", b"")
    return wrapped(content, subtype=subtype, sender=author)


def wrapped(
    content: bytes, *, subtype: str = "plain", sender: str = "someone@example.com"
) -> bytes:
    head = (
        f"From: {sender}\r\nTo: desk@example.org\r\nSubject: A test\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    return head.encode() + content


def messages() -> list[Path]:
    """Every whole letter of the corpora that only have to be read."""
    found = [
        *ROOT.glob("stalwart-mail-parser/eml/*/*.eml"),
        *ROOT.glob("cpython-test_email/data/*"),
    ]
    return sorted(path for path in found if path.suffix in {".eml", ".txt"})


def squeezed(text: str | None) -> str:
    return " ".join((text or "").split())
