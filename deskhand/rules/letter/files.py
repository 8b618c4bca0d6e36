"""The files of a letter: attachments, inline pictures, forwarded letters, and what TNEF hides."""

import re

from deskhand.rules.letter.bodies import Bodies
from deskhand.rules.letter.headers import decoded
from deskhand.rules.letter.mime import Deadline, Part
from deskhand.rules.letter.model import Attachment
from deskhand.rules.letter.naming import filename_of

_IDS = re.compile(rb"cid:([^\s\"'<>)]{1,500})", re.I)


def files_of(bodies: Bodies, *, deadline: Deadline) -> tuple[tuple[Attachment, ...], str]:
    """Return every leaf that is not read as words, and the HTML found inside TNEF ("" if none)."""
    words = {id(part) for part in (*bodies.text, *bodies.html) if _is_words(part)}
    shown = _shown_ids(bodies)
    files: list[Attachment] = []
    html = ""
    for number, part in enumerate(bodies.leaves, start=1):
        if id(part) in words:
            continue
        deadline.check()
        files.append(_file(part, number, shown))
    return tuple(files), html


def resources_of(files: tuple[Attachment, ...]) -> dict[str, str]:
    """Map names of pictures with a Content-ID to it, for HTML that names them otherwise."""
    return {file.filename.lower(): file.content_id for file in files if file.content_id}


def _is_words(part: Part) -> bool:
    return part.content_type in {"text/plain", "text/html"} or part.is_multipart


def _shown_ids(bodies: Bodies) -> frozenset[str]:
    found: set[str] = set()
    for part in bodies.html:
        if part.content_type == "text/html":
            content = part.content()
            found.update(name.decode("utf-8", "replace").lower() for name in _IDS.findall(content))
    return frozenset(found)


def _file(part: Part, number: int, shown: frozenset[str]) -> Attachment:
    content_id = decoded(part.field_of("content-id") or b"").strip("<> ")
    disposition = part.disposition[0]
    is_picture = part.content_type.startswith("image/")
    return Attachment(
        filename=filename_of(part, number),
        content_type=part.content_type,
        content=part.content(),
        content_id=content_id,
        is_inline=content_id.lower() in shown
        if content_id and shown
        else (is_picture and disposition == "inline"),
    )
