"""A forwarded letter: whose it was, what it said, and what the one who forwarded it added.

Inline forwards repeat the headers in the words of their mail program; forwards as an
attachment carry the letter itself. Whether to believe either is for the caller to know.
"""

import re
from dataclasses import dataclass

from deskhand.rules.letter.addresses import read_addresses
from deskhand.rules.letter.languages import FORWARD, LABEL, ORIGINAL, ORIGINAL_BARE
from deskhand.rules.letter.model import Address, Attachment, Letter, LetterRefused
from deskhand.rules.letter.reading import parse

_HEAD_LINES = 12  # of a repeated header
_QUOTE = re.compile(r"^(?:\s{0,3}> ?)")
_LETTER = "message/rfc822"


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The original letter, and the words (`remark`) that stand above it."""

    sender: Address
    subject: str
    text: str
    remark: str
    message_ids: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()


def forwarded(letter: Letter) -> Forwarded | None:
    """Return what a letter forwards; None when it forwards nothing that names its writer."""
    prefix = FORWARD.match(letter.subject)
    enclosed = [file for file in letter.attachments if file.content_type == _LETTER]
    if len(enclosed) == 1:
        return _enclosed(letter, enclosed[0])
    return _inline(letter, letter.subject[prefix.end() :]) if prefix else None


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
        head = _head(lines, start)
        sender = _address(lines, start, label.end())
        if sender is None or head is None:
            continue
        named, end = head
        return Forwarded(
            sender=sender,
            subject=named or subject.strip(),
            text="\n".join(lines[end:]).strip(),
            remark=_remark(lines[:start]),
            attachments=letter.attachments,
        )
    return None


def _head(lines: list[str], start: int) -> tuple[str, int] | None:
    """Return the subject in a repeated header and where it ends; None when it is none."""
    subject, kinds, end = "", set(), start
    for place in range(start, min(start + _HEAD_LINES, len(lines))):
        label = LABEL.match(lines[place])
        if label is not None and label.lastgroup:
            kinds.add(label.lastgroup)
            if label.lastgroup == "subject":
                subject = lines[place][label.end() :].strip(" *")
        elif not lines[place].strip() and len(kinds) > 1:
            end = place
            break
        end = place + 1
    return (subject, end) if len(kinds) >= 2 and kinds & {"subject", "sent", "date"} else None


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
