"""TNEF, the `winmail.dat` in which Outlook wraps files and words ([MS-OXTNEF], [MS-OXRTFCP]).

Read as far as it goes: a broken or cut-off stream gives what stood before the break.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from deskhand.rules.letter.charsets import decode
from deskhand.rules.letter.rtf import Words, read_rtf

_SIGNATURE = b"\x78\x9f\x3e\x22"
_NEW_FILE, _FILE_TITLE, _FILE_DATA, _FILE_PROPS = 0x9002, 0x8010, 0x800F, 0x9005
_BODY, _MESSAGE_PROPS = 0x800C, 0x9003
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = frozenset({0x0D, 0x1E, 0x1F, 0x102})
_TEXT, _RTF, _HTML = 0x1000, 0x1009, 0x1013
_NAME, _LONG_NAME, _TYPE, _CONTENT_ID, _OBJECT = 0x3704, 0x3707, 0x370E, 0x3712, 0x3701
_MOST_RTF = 8_000_000  # bytes, unpacked
_RTF_START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)


@dataclass(slots=True)
class TnefFile:
    """One file in the wrapping; fields are "" when not told."""

    name: str = ""
    content_type: str = ""
    content_id: str = ""
    content: bytes = b""


@dataclass(slots=True)
class Tnef:
    """What was wrapped."""

    text: str = ""
    html: str = ""
    rtf: bytes = b""
    told: Words = field(default_factory=Words)  # what the RTF says
    files: list[TnefFile] = field(default_factory=list)


def read_tnef(content: bytes) -> Tnef | None:
    """Unwrap; None when the bytes are not TNEF at all."""
    if not content.startswith(_SIGNATURE):
        return None
    found = Tnef()
    for name, value in _attributes(content):
        if name == _NEW_FILE and len(found.files) < 500:
            found.files.append(TnefFile())
        elif name == _MESSAGE_PROPS:
            _read_message(found, value)
        elif name == _BODY and not found.text:
            found.text = _text(value, 0x1E)
        elif found.files:
            _read_file(found.files[-1], name, value)
    found.told = read_rtf(found.rtf)
    found.files = [file for file in found.files if file.content]
    return found


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    position = 6  # after signature and key
    while position + 9 <= len(content):
        _, name, _, size = struct.unpack_from("<BHHI", content, position)
        position += 9
        size = min(size, len(content) - position)
        yield name, content[position : position + size]
        position += size + 2  # its checksum


def _read_message(found: Tnef, content: bytes) -> None:
    for name, kind, value in _properties(content):
        if name == _TEXT:
            found.text = _text(value, kind)
        elif name == _HTML:
            found.html = _text(value, kind)
        elif name == _RTF:
            found.rtf = unpack_rtf(value)


def _read_file(file: TnefFile, name: int, content: bytes) -> None:
    if name == _FILE_TITLE:
        file.name = file.name or _text(content, 0x1E)
    elif name == _FILE_DATA:
        file.content = content
    elif name == _FILE_PROPS:
        for prop, kind, value in _properties(content):
            _read_file_property(file, prop, kind, value)


def _read_file_property(file: TnefFile, prop: int, kind: int, value: bytes) -> None:
    if prop == _LONG_NAME or (prop == _NAME and not file.name):
        file.name = _text(value, kind)
    elif prop == _TYPE:
        file.content_type = _text(value, kind).lower()
    elif prop == _CONTENT_ID:
        file.content_id = _text(value, kind).strip("<> ")
    elif prop == _OBJECT and not file.content:
        file.content = value[16:] if value[16:20] == _SIGNATURE else value


def _text(value: bytes, kind: int) -> str:
    text = value.decode("utf-16-le", "replace") if kind == 0x1F else decode(value)
    return text.rstrip("\x00")


def _properties(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield (id, type, value); stop quietly where the list is cut off or makes no sense."""
    try:
        (count,) = struct.unpack_from("<I", content, 0)
        position = 4
        for _ in range(min(count, 5000)):
            kind, name = struct.unpack_from("<HH", content, position)
            position += 4
            if name >= 0x8000:
                position = _past_name(content, position)
            value, position = _value(content, position, kind)
            yield name, kind & 0xFFF, value
    except struct.error:
        return


def _past_name(content: bytes, position: int) -> int:
    (kind,) = struct.unpack_from("<I", content, position + 16)
    if kind == 0:
        return position + 24
    (size,) = struct.unpack_from("<I", content, position + 20)
    return position + 24 + _padded(size)


def _value(content: bytes, position: int, kind: int) -> tuple[bytes, int]:
    base = kind & 0xFFF
    count = 1
    if kind & 0x1000 or base in _VARIABLE:
        (count,) = struct.unpack_from("<I", content, position)
        position += 4
    first = b""
    for index in range(min(count, 5000)):
        if base in _VARIABLE:
            (size,) = struct.unpack_from("<I", content, position)
            position += 4
            value = content[position : position + size]
            position += _padded(size)
        elif base in _FIXED:
            value = content[position : position + _FIXED[base]]
            position += _FIXED[base]
        else:
            raise struct.error("unknown type")
        if index == 0:
            first = value
    return first, position


def _padded(size: int) -> int:
    return (size + 3) & ~3


def unpack_rtf(content: bytes) -> bytes:
    """Unpack compressed RTF; what is not compressed is returned as it is, nonsense as b""."""
    if len(content) < 16:
        return b""
    size, mark = struct.unpack_from("<I4s", content, 4)
    if mark == b"MELA":
        return content[16 : 16 + size]
    if mark != b"LZFu" or size > _MOST_RTF:
        return b""
    window = bytearray(_RTF_START)
    end = len(window) + size
    for token in _tokens(content, 16):
        if len(window) >= end or not _unpack(window, token):
            break
    return bytes(window[len(_RTF_START) : end])


def _tokens(content: bytes, position: int) -> Iterator[bytes]:
    """Yield one byte for a letter and two for a stretch to repeat, as the flag bytes say."""
    while position < len(content):
        flags = content[position]
        position += 1
        for bit in range(8):
            size = 1 + (flags >> bit & 1)
            if position + size > len(content):
                return
            yield content[position : position + size]
            position += size


def _unpack(window: bytearray, token: bytes) -> bool:
    """Add a letter, or repeat a stretch of the last 4096 bytes; False at the end mark."""
    if len(token) == 1:
        window += token
        return True
    offset, length = (token[0] << 8 | token[1]) >> 4, (token[1] & 0xF) + 2
    back = (len(window) - offset) % 4096 or 4096
    if offset == len(window) % 4096 or back > len(window):
        return False
    for _ in range(length):
        window.append(window[-back])
    return True
