"""A letter that came, laid open: what it holds, and why the desk did what it did with it."""

import base64
import re
from html import unescape
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from deskhand.desk.tracing import ticket_of, trace_for
from deskhand.files.store import read_blob
from deskhand.mail.incoming import letter_of
from deskhand.mail.models import Letter as Row
from deskhand.people.reader import Reader
from deskhand.rules.letter import Letter, LetterRefused
from deskhand.web.files import SHOWN

# What pictures within the HTML of a letter may come to when it is shown, each time counted.
MOST_BYTES = 8 * 1024 * 1024
# As much of a letter's source as its page shows.
GLANCE = 64 * 1024
_PICTURE = re.compile(r'src="cid:([^"]{1,1000})"')


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
        "kinds": _kinds(letter) if letter else [],
        "source": _source(row),
        "trace": trace_for(reader, row),
        "number": ticket_of(row),
    }


def html_of(letter: Letter) -> str:
    """Return the letter's HTML, cleaned, with its own pictures within."""
    pictures = {
        file.content_id: file
        for file in letter.attachments
        if file.content_id and file.content_type in SHOWN
    }
    left = MOST_BYTES

    def put(found: re.Match[str]) -> str:
        nonlocal left
        file = pictures.get(unescape(found[1]))
        if file is None or len(file.content) > left:
            return found[0]
        left -= len(file.content)
        content = base64.b64encode(file.content).decode()
        return f'src="data:{file.content_type};base64,{content}"'

    return _PICTURE.sub(put, letter.cleaned_html)


def _kinds(letter: Letter) -> list[str]:
    """What the letter was taken for, as far as that keeps automatic letters from answering it."""
    said = {
        _("written by a program"): letter.is_auto_reply,
        _("sounds like an answering machine"): letter.seems_automatic,
        _("notice of a mail server"): letter.is_bounce,
        _("from a mailing list"): letter.is_list,
    }
    return [words for words, is_so in said.items() if is_so]


def _source(row: Row) -> dict[str, Any]:
    """The first stretch of the source, as it can be shown."""
    raw = read_blob(row.raw)
    return {"text": raw[:GLANCE].decode("utf-8", "replace"), "is_cut": len(raw) > GLANCE}


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
