"""A letter that came, laid open: what it holds, and why the desk did what it did with it."""

import base64
from typing import Any, NamedTuple

from deskhand.desk.tracing import ticket_of, trace_for
from deskhand.mail.incoming import letter_of
from deskhand.mail.models import Letter as Row
from deskhand.people.reader import Reader
from deskhand.rules.letter import Letter, LetterRefused
from deskhand.web.files import SHOWN

# What pictures within the HTML of a letter may come to when it is shown.
MOST_BYTES = 8 * 1024 * 1024


class Part(NamedTuple):
    """One part of a letter as its page lists it; the size is in bytes."""

    content_type: str
    name: str
    size: int
    is_inline: bool = False


def laid_open(row: Row, reader: Reader) -> dict[str, Any]:
    """Return what the pages of a letter show; `letter` is None for one that cannot be read."""
    try:
        letter = letter_of(row)
    except LetterRefused:
        letter = None
    return {
        "row": row,
        "letter": letter,
        "parts": _parts(letter) if letter else [],
        "trace": trace_for(reader, row),
        "number": ticket_of(row),
    }


def html_of(letter: Letter) -> str:
    """Return the letter's HTML, cleaned, with its own pictures within."""
    html, left = letter.cleaned_html, MOST_BYTES
    for file in letter.attachments:
        place, left = f"cid:{file.content_id}", left - len(file.content)
        if left < 0 or not file.content_id or file.content_type not in SHOWN or place not in html:
            continue
        content = base64.b64encode(file.content).decode()
        html = html.replace(place, f"data:{file.content_type};base64,{content}")
    return html


def _parts(letter: Letter) -> list[Part]:
    parts = [
        Part(kind, "", len(text.encode()))
        for kind, text in (("text/plain", letter.text), ("text/html", letter.html))
        if text
    ]
    return parts + [
        Part(file.content_type, file.filename, len(file.content), file.is_inline)
        for file in letter.attachments
    ]
