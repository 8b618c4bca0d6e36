"""A forwarded letter: whose it was, what it said, and what the one who forwarded it added.

Inline forwards repeat the headers in the words of their mail program; forwards as an
attachment carry the letter itself. Whether to believe either is for the caller to know.
"""

import re
from dataclasses import dataclass

from deskhand.rules.letter.addresses import read_addresses
from deskhand.rules.letter.html import Line
from deskhand.rules.letter.languages import LABEL, ORIGINAL, ORIGINAL_BARE
from deskhand.rules.letter.model import Address, Attachment, Letter, LetterRefused
from deskhand.rules.letter.quotes import handed_on, holds_a_head, marks_handed_on
from deskhand.rules.letter.reading import parse

_HEAD_LINES = 60  # of a repeated header, many recipients included
_ABOVE = 6  # fields above the one that names the writer
_ADDRESSES = re.compile(r"[^@]{0,80}<?[^\s<>@]{1,64}@[^\s<>@]{1,255}>?[\s;,]*$")
_QUOTE = re.compile(r"^(?:\s{0,3}> ?)")
_LETTER, _BYTES = "message/rfc822", "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The original letter, and the words (`remark`) that stand above it."""

    sender: Address
    subject: str
    text: str
    remark: str
    message_ids: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()


def forwarded(letter: Letter, *, unmarked: bool = False) -> Forwarded | None:
    """Return what a letter forwards; None when it forwards nothing that names its writer.

    `unmarked` where nothing need say that it forwards: for who would not answer in this way.
    """
    enclosed = [file for file in letter.attachments if _is_letter(file)]
    if len(enclosed) == 1:
        return _enclosed(letter, enclosed[0])
    lines = [Line(line) for line in letter.text.split("\n")]
    subject = handed_on(letter.subject, lines)
    if subject is None and marks_handed_on(lines):
        subject = letter.subject
    if subject is None and unmarked and holds_a_head(letter.subject, lines):
        subject = letter.subject
    return None if subject is None else _inline(letter, subject)


def _is_letter(file: Attachment) -> bool:
    is_named = file.content_type == _BYTES and file.filename.lower().endswith(".eml")
    return file.content_type == _LETTER or is_named


def _enclosed(letter: Letter, file: Attachment) -> Forwarded | None:
    try:
        inner = parse(file.content)
    except LetterRefused:
        return None
    if not inner.sender.email:
        return None
    return Forwarded(
        sender=inner.sender,
        subject=inner.subject,
        text=inner.text.strip(),
        remark=letter.reply_text.strip(),
        message_ids=(inner.message_id, *inner.in_reply_to, *inner.references),
        attachments=inner.attachments,
    )


def _inline(letter: Letter, subject: str) -> Forwarded | None:
    lines = [_QUOTE.sub("", line) for line in letter.text.split("\n")]
    for start, line in enumerate(lines):
        label = LABEL.match(line)
        if label is None or label.lastgroup != "from":
            continue
        top = _top(lines, start)
        head = _head(lines, top)
        sender = _address(lines, start, label.end())
        if sender is None or head is None:
            continue
        named, end = head
        return Forwarded(
            sender=sender,
            subject=named or subject.strip(),
            text="\n".join(lines[end:]).strip(),
            remark=_remark(lines[:top]),
            attachments=letter.attachments,
        )
    return None


def _top(lines: list[str], start: int) -> int:
    """Return where the header begins that names its writer at `start`; Thunderbird sets the
    subject first, others the date."""
    top = start
    while top > max(0, start - _ABOVE) and LABEL.match(lines[top - 1]):
        top -= 1
    return top


def _head(lines: list[str], start: int) -> tuple[str, int] | None:
    """Return the subject in a repeated header and where it ends; None when it is none."""
    subject, kinds, last, end = "", set(), "", start
    for place in range(start, min(start + _HEAD_LINES, len(lines))):
        line, label = lines[place], LABEL.match(lines[place])
        if label is not None and label.lastgroup:
            last = label.lastgroup
            kinds.add(last)
            if last == "subject":
                subject = line[label.end() :].strip(" \t*")
        elif not (_goes_on(lines, place, field=last) if line.strip() else len(kinds) < 2):
            break
        end = place + 1
    return (subject, end) if len(kinds) >= 2 and kinds & {"subject", "sent", "date"} else None


def _goes_on(lines: list[str], place: int, *, field: str) -> bool:
    """Say whether a line without a label belongs to the field above it."""
    line, below = lines[place], lines[place + 1 : place + 2]
    if field in {"to", "cc"}:
        is_list = lines[place - 1].rstrip().endswith((";", ","))
        return is_list or bool(_ADDRESSES.match(line)) or line[0].isspace()
    return line[0].isspace() or any(LABEL.match(text) for text in below)


def _address(lines: list[str], start: int, after: int) -> Address | None:
    following = lines[start + 1] if start + 1 < len(lines) else ""
    for text in (lines[start][after:], f"{lines[start][after:]} {following}"):
        text = text.replace("[mailto:", "<").replace("]", ">").strip(" *")  # noqa: PLW2901
        found = [address for address in read_addresses(text) if address.email]
        if found:
            return found[0]
    return None


def _remark(lines: list[str]) -> str:
    kept = [
        line for line in lines if not (ORIGINAL.fullmatch(line) or ORIGINAL_BARE.fullmatch(line))
    ]
    return "\n".join(kept).strip().strip("-_").strip()
