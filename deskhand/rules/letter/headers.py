"""Header fields: encoded words, raw 8-bit bytes, and parameters in all their spellings."""

import binascii
import re
from urllib.parse import unquote_to_bytes

from deskhand.rules.letter.charsets import decode
from deskhand.rules.letter.transfer import from_base64

_WORD = re.compile(r"=\?([^?\s]{1,80})\?([bqBQ])\?(.*?)\?=", re.DOTALL)
_SPACES = re.compile(r"\s+")
_COMMENT = re.compile(r"\([^()]*\)")
_FOLD = re.compile(r"\r?\n[ \t]*|\r")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def unfold(value: bytes) -> str:
    """Return the field's text as it stands: unfolded, encoded words not yet decoded."""
    text = value.decode("ascii") if value.isascii() else decode(value)
    if "\n" in text or "\r" in text:
        text = _FOLD.sub(" ", text)
    # Databases refuse NUL, and no control character has a meaning in a header.
    return _CONTROLS.sub("", text).strip(" \t")


def decoded(value: bytes) -> str:
    """Return the field's text for people: unfolded, decoded, without control characters."""
    return _CONTROLS.sub("", decode_words(unfold(value))).strip()


def decode_words(text: str) -> str:
    """Decode RFC 2047 words. Neighbours are joined before decoding: a character split in two
    by a careless mailer comes out whole."""
    end = text.rfind("?=") + 2
    if end < 2 or "=?" not in text:
        return text
    pieces: list[str] = []
    pending = b""
    charset = ""
    position = 0
    for word in _WORD.finditer(text, 0, end):
        between = text[position : word.start()]
        name = word[1].partition("*")[0].lower()
        if pending and (between.strip(" \t") or name != charset):
            pieces.append(decode(pending, charset))
            pending = b""
            between = between if between.strip(" \t") else ""
        elif pending or (position and not between.strip(" \t")):
            between = ""
        pieces.append(between)
        pending += _word_bytes(word[2], word[3])
        charset = name
        position = word.end()
    if pending:
        pieces.append(decode(pending, charset))
    pieces.append(text[position:])
    return "".join(pieces)


def _word_bytes(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "surrogateescape" if text.isascii() else "replace")
    if encoding in "bB":
        return from_base64(raw)
    return binascii.a2b_qp(raw.replace(b" ", b"_"), header=True)


def parse_parameters(value: str) -> tuple[str, dict[str, str]]:
    """Split `type/sub; name=value; ...` into the lower-case head and its decoded parameters.

    RFC 2231 continuations and charsets, encoded words, missing quotes and semicolons.
    """
    value = _SPACES.sub(" ", value[:_LONGEST])
    head, _, rest = value.partition(";")
    if "=" in head and " " in head.strip():
        # The first semicolon was forgotten.
        head, _, rest = value.strip().partition(" ")
    head = _COMMENT.sub("", head)
    plain: dict[str, str] = {}
    numbered: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, raw in _pairs(rest):
        base, star, tail = name.partition("*")
        if not star:
            plain.setdefault(base, decode_words(raw))
            continue
        number = tail.rstrip("*")
        is_encoded = name.endswith("*")
        index = int(number) if number.isdecimal() and len(number) < 5 else 0
        numbered.setdefault(base, {}).setdefault(index, (raw, is_encoded))
    for base, sections in numbered.items():
        plain[base] = _joined(sections)
    kind = "/".join(side.strip() for side in head.strip(" \t\r\n\"'").lower().split("/", 1))
    return kind, plain


_LONGEST = 20_000  # characters of a field with parameters
# An unquoted value ends at a semicolon, or before what looks like the next parameter.
_PAIR = re.compile(
    r"""[\s;]*([^\s=;"]{1,100})\s?=\s?("(?:[^"\\]|\\.)*"?|[^;]*?(?=;|\Z|\s[\w*-]{2,60}=))""",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def _pairs(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    position = 0
    while position < len(text) and len(found) < 200:
        match = _PAIR.match(text, position)
        if match:
            found.append((match[1].lower(), _unquoted(match[2])))
            position = match.end()
            continue
        following = text.find(";", position)
        if following < 0:
            break
        position = following + 1
    return found


def _unquoted(raw: str) -> str:
    if raw.startswith('"'):
        return _ESCAPE.sub(r"\1", raw[1:-1] if raw.endswith('"') and len(raw) > 1 else raw[1:])
    return raw.strip().strip("'") if raw.strip()[:1] == "'" == raw.strip()[-1:] else raw.strip()


def _joined(sections: dict[int, tuple[str, bool]]) -> str:
    charset = ""
    content = bytearray()
    for index in sorted(sections):
        raw, is_encoded = sections[index]
        if is_encoded:
            if index == min(sections) and raw.count("'") >= 2:
                charset, _, raw = raw.split("'", 2)
            content += unquote_to_bytes(raw)
        else:
            content += raw.encode("utf-8", "replace")
    text = decode(bytes(content), charset or "utf-8")
    return decode_words(text)
