"""From raw bytes to a Letter: cut, choose, decode, split, judge."""

import re
from types import MappingProxyType

from deskhand.rules.letter.addresses import addresses_of
from deskhand.rules.letter.automatic import auto_submitted, is_auto_reply, is_list, seems_automatic
from deskhand.rules.letter.bodies import Bodies, choose
from deskhand.rules.letter.bounces import read_bounce
from deskhand.rules.letter.dates import instant
from deskhand.rules.letter.files import Files, files_of, resources_of, shown_inline
from deskhand.rules.letter.headers import decoded, unfold
from deskhand.rules.letter.identifiers import chain, ids_in, token_in
from deskhand.rules.letter.mime import Deadline, Part, opened, split
from deskhand.rules.letter.model import Address, Letter, LetterRefused, Limits
from deskhand.rules.letter.quotes import Reply, handed_on, split_forward, split_lines
from deskhand.rules.letter.words import Words, words_of

_SPACE = re.compile(r"\s+")


def parse(raw: bytes, *, limits: Limits = Limits()) -> Letter:  # noqa: B008 - frozen
    """Read a letter; raise LetterRefused beyond the limits, and nothing else ever."""
    if len(raw) > limits.size:
        raise LetterRefused("it is too large")
    if not raw.strip():
        raise LetterRefused("it is empty")
    try:
        return _read(raw, limits)
    except LetterRefused:
        raise
    except (Exception, RecursionError) as error:
        raise LetterRefused(f"it cannot be read ({type(error).__name__})") from error


def _read(raw: bytes, limits: Limits) -> Letter:
    if b"\n" not in raw[:100_000] and b"\r" in raw[:100_000]:
        raw = raw.replace(b"\r", b"\n")
    deadline = Deadline(limits.seconds)
    root = split(raw, limits=limits, deadline=deadline)
    bodies = choose(opened(root, limits=limits, deadline=deadline))
    deadline.check()
    files = files_of(bodies, deadline=deadline)
    words = words_of(bodies, more_html=files.html, deadline=deadline)
    deadline.check()
    return _letter(root, bodies, words, files=files, deadline=deadline)


def _letter(
    root: Part, bodies: Bodies, words: Words, *, files: Files, deadline: Deadline
) -> Letter:
    sender = _sender(root)
    subject = _SPACE.sub(" ", decoded(root.field_of("subject") or b""))
    reply = _reply(words, sender, subject=subject)
    deadline.check()
    attachments = shown_inline(files.found, words.html)
    bounced = read_bounce(root, bodies.leaves, subject=subject, sender=sender.email)
    references, in_reply_to = root.text_of("references"), root.text_of("in-reply-to")
    return Letter(
        sender=sender,
        recipients=_people(root, "to") + _people(root, "cc"),
        reply_to=_people(root, "reply-to"),
        subject=subject,
        text=words.text,
        html=words.html,
        attachments=attachments,
        reply_text=reply.text,
        quoted=reply.quoted,
        message_id=next(iter(ids_in(root.text_of("message-id"))), ""),
        in_reply_to=tuple(ids_in(in_reply_to)),
        references=chain(references, in_reply_to),
        date=instant(root.text_of("date")),
        headers=tuple((name, decoded(value)) for name, value in root.headers),
        subject_token=token_in(subject),
        is_auto_reply=is_auto_reply(root, subject, sender.email),
        seems_automatic=seems_automatic(reply.text),
        is_bounce=bool(bounced),
        is_list=is_list(root),
        auto_submitted=auto_submitted(root),
        bounced=bounced,
        authentication_results=_as_written(root, "authentication-results"),
        faults=_faults(root),
        resources=MappingProxyType(resources_of(attachments)),
    )


def _as_written(root: Part, name: str) -> tuple[str, ...]:
    """Return header fields whose encoded words must not turn into syntax."""
    return tuple(unfold(value) for key, value in root.headers if key.lower() == name)


def _people(root: Part, name: str) -> tuple[Address, ...]:
    values = [value for key, value in root.headers if key.lower() == name]
    return addresses_of(values, field=name) if values else ()


def _sender(root: Part) -> Address:
    """Return the first author with an address; Sender serves where From names none."""
    found = _people(root, "from")
    for address in (*found, *_people(root, "sender")):
        if address.email:
            return address
    return found[0] if found else Address("", "", "from")


def _reply(words: Words, sender: Address, *, subject: str) -> Reply:
    if handed_on(subject, words.lines) is not None:
        return split_forward(words.lines)
    reply = split_lines(words.lines, author=sender.name)
    if not reply.quoted and any(line.is_quoted for line in words.html_lines):
        return split_lines(words.html_lines, author=sender.name)
    return reply


def _faults(root: Part) -> tuple[str, ...]:
    faults: list[str] = []
    waiting = [root]
    while waiting:
        part = waiting.pop()
        faults.extend(part.faults)
        waiting.extend(part.parts)
    return tuple(dict.fromkeys(faults))
