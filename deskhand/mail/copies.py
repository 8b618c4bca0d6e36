"""Is a letter a copy of one that bears the same Message-ID, sender and date? What took another way
may have got some lines more or lost a file; what says something else is another letter."""

import hashlib
from dataclasses import dataclass

from deskhand.files.models import Blob
from deskhand.files.store import BytesMissing, read_blob
from deskhand.mail.reading import read
from deskhand.rules.letter import Letter, LetterRefused


@dataclass(frozen=True, slots=True)
class _Gist:
    """What a letter says, however it was packed."""

    subject: str
    words: str
    files: frozenset[bytes]


def is_copy(one: Blob, other: Blob) -> bool:
    """Whether two letters say the same, the one perhaps with something added. False in doubt: a
    letter that comes twice is seen, one that is lost is not."""
    try:
        first, second = (_gist(read(read_blob(blob), key=blob.sha256)) for blob in (one, other))
    except (LetterRefused, BytesMissing, OSError):
        return False
    if not _extends(first.subject, second.subject) or not _extends(first.words, second.words):
        return False
    return first.files <= second.files or second.files <= first.files


def _extends(one: str, other: str) -> bool:
    """Whether one text is the other with something added; nothing is extended by anything."""
    few, many = sorted((one, other), key=len)
    return few in many and bool(few) == bool(many)


def _gist(letter: Letter) -> _Gist:
    files = frozenset(hashlib.sha256(file.content).digest() for file in letter.attachments)
    return _Gist(_bare(letter.subject), _bare(letter.text), files)


def _bare(text: str) -> str:
    return "".join(text.split()).casefold()
