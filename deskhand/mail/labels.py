"""What stands on a letter: the few fields by which a row is shown and found again."""

import hashlib
import logging
import re
from dataclasses import dataclass

from deskhand.mail.models import Letter as Row
from deskhand.mail.reading import addressed_to, read
from deskhand.mail.spool import NULL_SENDER
from deskhand.rules.letter import Letter, LetterRefused, content_hash

log = logging.getLogger(__name__)

_FIELD = re.compile(rb"(?im)^(from|subject|message-id|date):[ \t]*(.*(?:\r?\n[ \t].*)*)")
GLANCE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Label:
    """Fields of a letter, fit for their columns; `fault` says why it cannot be read."""

    content_hash: str
    message_id: str = ""
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    dated: str = ""
    addressed: tuple[str, ...] = ()
    is_null_sender: bool = False
    fault: str = ""

    def put_on(self, row: Row) -> None:
        """Write the fields to a row, which is not saved here."""
        for name in ("message_id", "sender", "sender_name", "subject", "dated"):
            setattr(row, name, getattr(self, name))


def label(raw: bytes, *, key: str) -> Label:
    """Read a letter's label; whatever happens, there is one. `key` is the hash of its bytes."""
    try:
        letter = read(raw, key=key)
    except LetterRefused as refused:
        return glance(raw, fault=refused.reason)
    except Exception as error:
        # Not one letter may stop the post, whatever the reader stumbles over.
        log.exception("A letter cannot be read")
        return glance(raw, fault=f"It cannot be read ({type(error).__name__})")
    return _of(letter, raw)


def glance(raw: bytes, *, fault: str) -> Label:
    """Read a label without reading the letter, for one that is dangerous to read."""
    head = raw[:GLANCE].partition(b"\r\n\r\n")[0].partition(b"\n\n")[0]
    found = {name.lower(): value for name, value in reversed(_FIELD.findall(head))}
    words = {name.decode(): value.decode("utf-8", "replace") for name, value in found.items()}
    return Label(
        content_hash=hashlib.sha256(raw).hexdigest(),
        message_id=_fit(words.get("message-id", "").strip("<> \t\r\n"), 995),
        sender=_fit(words.get("from", ""), 320),
        subject=_fit(words.get("subject", ""), 500),
        dated=_fit(words.get("date", ""), 100),
        fault=_fit(fault, 500),
    )


def _of(letter: Letter, raw: bytes) -> Label:
    return Label(
        content_hash=content_hash(raw),
        message_id=_fit(letter.message_id, 995),
        sender=_fit(letter.sender.email.lower(), 320),
        sender_name=_fit(letter.sender.name, 200),
        subject=_fit(letter.subject, 500),
        dated=_fit(letter.header("Date"), 100),
        addressed=tuple(addressed_to(letter)),
        is_null_sender=letter.header("Return-Path").replace(" ", "") == NULL_SENDER,
    )


def _fit(text: str, length: int) -> str:
    """One line that a column of either database takes: no NUL, no half of a surrogate pair."""
    line = " ".join(text.replace("\x00", "").split())
    return line.encode("utf-8", "replace").decode()[:length]
