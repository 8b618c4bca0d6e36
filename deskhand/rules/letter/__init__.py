"""Reading a letter: raw bytes of e-mail in, plain values out, whatever the bytes.

`parse` gives a `Letter` or raises `LetterRefused`, and never anything else. `content_hash` knows
a letter again through a second door, `as_json` prints one.

A letter's words are its text (also made from HTML), its reply text (what is new in it) and
what it quotes, which is kept to be folded. Its files are attachments, inline pictures and
forwarded letters. Nothing here trusts the letter: sizes, parts, depth and time are bounded,
and its HTML is only handed out cleaned or named as raw.
"""

from deskhand.rules.letter.export import as_json
from deskhand.rules.letter.hashing import content_hash
from deskhand.rules.letter.model import (
    Address,
    Attachment,
    Bounced,
    Letter,
    LetterRefused,
    Limits,
)
from deskhand.rules.letter.reading import parse

__all__ = [
    "Address",
    "Attachment",
    "Bounced",
    "Letter",
    "LetterRefused",
    "Limits",
    "as_json",
    "content_hash",
    "parse",
]
