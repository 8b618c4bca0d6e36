"""The files of a letter: attachments, inline pictures, forwarded letters, and what TNEF hides."""

import re
from dataclasses import dataclass, replace
from html import escape

from deskhand.rules.letter.bodies import Bodies, is_words
from deskhand.rules.letter.flowed import plain
from deskhand.rules.letter.headers import decoded
from deskhand.rules.letter.mime import Deadline, Part, plausible
from deskhand.rules.letter.model import Attachment
from deskhand.rules.letter.naming import filename_of, safe_name, type_of
from deskhand.rules.letter.tnef import Tnef, read_tnef

_IDS = re.compile(r"cid:([^\s\"'<>)]{1,500})", re.IGNORECASE)
_SOURCES = re.compile(r"<img\b[^<>]{0,2000}?\bsrc\s*=\s*[\"']?([^\s\"'<>]{1,300})", re.IGNORECASE)
_MOST_WRAPPINGS = 5
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})


@dataclass(frozen=True, slots=True)
class Files:
    """All files, and the HTML that stood inside TNEF ("" when there was none)."""

    found: tuple[Attachment, ...]
    html: str


def files_of(bodies: Bodies, *, deadline: Deadline) -> Files:
    """Return every leaf that is not read as words; TNEF gives way to what it wraps."""
    words = {id(part) for part in (*bodies.text, *bodies.html) if is_words(part)}
    found: list[Attachment] = []
    html = ""
    for number, part in enumerate(bodies.leaves, start=1):
        if id(part) in words:
            continue
        deadline.check()
        file = _file(part, number)
        wrapped = read_tnef(file.content) if _may_be_tnef(file) else None
        if wrapped is None:
            found.append(file)
            continue
        found.extend(_unwrapped(wrapped, file, number))
        html = html or _html(wrapped)
    return Files(tuple(found), html)


def shown_inline(files: tuple[Attachment, ...], html: str) -> tuple[Attachment, ...]:
    """Mark the pictures that the HTML shows, be it by Content-ID or by name."""
    ids = {name.lower() for name in _IDS.findall(html)}
    names = {name.lower() for name in _SOURCES.findall(html)} if files else set()
    marked = []
    for file in files:
        is_shown = (file.content_id.lower() in ids and bool(file.content_id)) or (
            file.filename.lower() in names
        )
        if is_shown and not file.content_id:
            file = replace(file, content_id=_made_id(file.filename))  # noqa: PLW2901
        marked.append(replace(file, is_inline=True) if is_shown else file)
    return tuple(marked)


def resources_of(files: tuple[Attachment, ...]) -> dict[str, str]:
    """Map names of pictures to their Content-ID, for HTML that shows them by name."""
    return {
        file.filename.lower(): file.content_id
        for file in files
        if file.content_id and file.content_type.startswith("image/")
    }


def _made_id(filename: str) -> str:
    return re.sub(r"[^\w.-]", "_", filename) + "@named"


def _file(part: Part, number: int) -> Attachment:
    is_picture = part.content_type.startswith("image/")
    filename = filename_of(part, number)
    return Attachment(
        filename=filename,
        content_type=part.content_type,
        content=part.content(),
        content_id=decoded(part.field_of("content-id") or b"").strip("<> "),
        is_inline=is_picture and part.disposition[0] == "inline",
    )


def _may_be_tnef(file: Attachment) -> bool:
    return file.content_type in _TNEF or file.filename.lower() == "winmail.dat"


def _unwrapped(wrapped: Tnef, whole: Attachment, number: int, depth: int = 0) -> list[Attachment]:
    files: list[Attachment] = []
    for index, file in enumerate(wrapped.files, start=1):
        name = safe_name(file.name) or f"file-{number}-{index}.bin"
        inner = read_tnef(file.content) if depth < _MOST_WRAPPINGS else None
        if inner is not None:
            files += _letter_within(inner, name, number=number, depth=depth + 1)
            continue
        files.append(
            Attachment(
                filename=name,
                content_type=plausible(file.content_type) or type_of(file.name),
                content=file.content,
                content_id=plain(file.content_id),
            )
        )
    if wrapped.rtf and not wrapped.html and not wrapped.told.html:
        files.append(Attachment("message.rtf", "application/rtf", wrapped.rtf))
    return files if files or depth or _html(wrapped) else [whole]


def _letter_within(inner: Tnef, name: str, *, number: int, depth: int) -> list[Attachment]:
    """A letter that was attached to a wrapped one: its words as a page, and its files."""
    page = _html(inner)
    stem = name.removesuffix(".bin").removesuffix(".msg")
    words = [Attachment(f"{stem}.html", "text/html", page.encode())] if page else []
    whole = Attachment(name, "application/ms-tnef", b"")
    return [*words, *_unwrapped(inner, whole, number, depth)]


def _html(wrapped: Tnef) -> str:
    """The words of what was wrapped, as HTML; RTF may carry HTML, or bare words."""
    if wrapped.html:
        return plain(wrapped.html)
    told = wrapped.told
    text = told.text if told.text.strip() else wrapped.text
    if told.html:
        return plain(told.html)
    return f"<pre>{escape(plain(text))}</pre>" if text.strip() else ""
