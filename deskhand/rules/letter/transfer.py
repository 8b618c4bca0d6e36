"""Content-Transfer-Encoding undone, also where it is broken, cut off, or not there at all."""

import base64
import binascii
import re

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_MOST_PIECES = 10_000
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]*)\r?\n", re.MULTILINE)


def decode_transfer(content: bytes, encoding: str) -> bytes:
    """Undo the encoding; an unknown one leaves the bytes as they are."""
    name = encoding.strip().strip("\"';").lower()
    if name in {"base64", "b", "base-64"} or name.startswith("base64"):
        return from_base64(content)
    if name in {"quoted-printable", "q", "quoted_printable", "quotedprintable"}:
        return binascii.a2b_qp(content)
    if name in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        return from_uuencode(content)
    return content


def from_base64(content: bytes) -> bytes:
    """Decode what is there: strange bytes are skipped, a missing end is made up for."""
    try:
        return (
            base64.b64decode(content, validate=False)
            if b"=" not in content[:-4]
            else _pieces(content)
        )
    except binascii.Error:
        return _pieces(content)


def _pieces(content: bytes) -> bytes:
    # Some senders encode piece by piece, so padding stands in the middle.
    decoded = bytearray()
    for piece in re.split(rb"=+", content, maxsplit=_MOST_PIECES):
        digits = _NOT_BASE64.sub(b"", piece)
        digits = digits[: len(digits) - 1] if len(digits) % 4 == 1 else digits
        decoded += binascii.a2b_base64(digits + b"=" * (-len(digits) % 4))
    return bytes(decoded)


def from_uuencode(content: bytes) -> bytes:
    begin = _UU_BEGIN.search(content)
    lines = content[begin.end() :].splitlines() if begin else content.splitlines()
    decoded = bytearray()
    for line in lines:
        if line.strip() in {b"end", b"`", b""}:
            if line.strip() == b"end":
                break
            continue
        decoded += _uu_line(line)
    return bytes(decoded)


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Broken encoders pad the line; its first byte tells how much of it counts.
        size = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:size])
        except binascii.Error:
            return b""
