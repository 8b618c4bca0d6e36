"""A letter that was read, written down again in the plainest form: read once more, it must say
the same. What does not survive was no value, but an accident of how the letter was put."""

import base64
import re
from urllib.parse import quote

from deskhand.rules.letter import Attachment, Letter

_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9._+-]{1,60}@[A-Za-z0-9.-]{1,100}")
_PLAIN_ID = re.compile(r"[!#-'*+\-/-9=?A-Z^-~.]{1,200}@[A-Za-z0-9.-]{1,200}")
_PLAIN_TYPE = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}")
_LOOKS_LIKE_HTML = re.compile(r"\s*<(?:!doctype html|html|head|body)\b", re.I)
# Types that are read for what is in them.
_READ = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})


def written_again(letter: Letter) -> bytes:
    """Return a letter with the same words, files and marks."""
    head = [f"Subject: {_words(letter.subject)}", "MIME-Version: 1.0"]
    if _PLAIN_ADDRESS.fullmatch(letter.sender.email):
        head.append(f"From: {_words(letter.sender.name)} <{letter.sender.email}>")
    if _PLAIN_ID.fullmatch(letter.message_id):
        head.append(f"Message-ID: <{letter.message_id}>")
    if letter.date is not None:
        head.append(f"Date: {letter.date:%d %b %Y %H:%M:%S} +0000")
    kind, body = _together("mixed", [_bodies(letter), *map(_file, letter.attachments)])
    return "\n".join([*head, kind]).encode() + b"\n\n" + body


def facts(letter: Letter) -> dict[str, object]:
    """What must be the same of both."""
    kept = {
        "subject": letter.subject,
        "message_id": letter.message_id if _PLAIN_ID.fullmatch(letter.message_id) else "",
        "date": letter.date.replace(microsecond=0) if letter.date else None,
        "files": [(file.filename, file.content) for file in letter.attachments],
    }
    if _PLAIN_ADDRESS.fullmatch(letter.sender.email):
        kept["sender"] = (letter.sender.email, letter.sender.name)
    if not _LOOKS_LIKE_HTML.match(letter.text):
        kept["text"] = letter.text
    if not letter.html and "sender" in kept:
        kept["reply"] = letter.reply_text
    return kept


def can_be_written(letter: Letter) -> bool:
    """Whether nothing in it would be opened a second time: a wrapping within a wrapping."""
    return not any(
        file.content_type in _READ or file.filename.lower() == "winmail.dat"
        for file in letter.attachments
    )


def _words(text: str) -> str:
    pieces = [text[place : place + 12] for place in range(0, len(text), 12)]
    return "\n ".join(f"=?utf-8?b?{base64.b64encode(p.encode()).decode()}?=" for p in pieces)


def _bodies(letter: Letter) -> tuple[str, bytes]:
    parts = [_text("plain", letter.text)]
    if letter.html and not _LOOKS_LIKE_HTML.match(letter.text):
        parts.append(_text("html", letter.html))
    return _together("alternative", parts)


def _text(subtype: str, text: str) -> tuple[str, bytes]:
    return _encoded(f'Content-Type: text/{subtype}; charset="utf-8"', text.encode())


def _file(file: Attachment) -> tuple[str, bytes]:
    is_plain = _PLAIN_TYPE.fullmatch(file.content_type)
    kind = file.content_type if is_plain else "application/octet-stream"
    if kind.startswith("multipart/"):
        kind = "application/octet-stream"
    name = quote(file.filename, safe="")
    return _encoded(
        f"Content-Type: {kind}\nContent-Disposition: attachment; filename*=utf-8''{name}",
        file.content,
    )


def _encoded(head: str, content: bytes) -> tuple[str, bytes]:
    return f"{head}\nContent-Transfer-Encoding: base64", base64.encodebytes(content)


def _together(subtype: str, parts: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    mark = f"=_{subtype}_again_="
    pieces = [f"--{mark}\n{head}\n\n".encode() + body + b"\n" for head, body in parts]
    head = f'Content-Type: multipart/{subtype}; boundary="{mark}"'
    return head, b"".join(pieces) + f"--{mark}--\n".encode()
