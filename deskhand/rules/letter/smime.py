"""S/MIME that hides what it signed (RFC 8551 3.5): the signed letter is in the middle of a binary
structure (CMS, RFC 5652 5), and can be read without any key. Nothing is verified here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_DATA = bytes.fromhex("06092a864886f70d010701")
_SEQUENCE, _OCTETS, _JOINED_OCTETS, _FIRST = 0x30, 0x04, 0x24, 0xA0
_DEEPEST = 20
_MOST_VISITS = 200_000


@dataclass(frozen=True, slots=True)
class _Value:
    """One value of BER: its tag, and where its content begins and ends."""

    tag: int
    start: int
    end: int
    after: int


def signed_content(content: bytes) -> bytes | None:
    """Return what was signed; None for what is encrypted, or no such structure at all."""
    try:
        return _Structure(content).signed()
    except (IndexError, ValueError):
        return None


class _Structure:
    """A walk over the values; it raises IndexError or ValueError for nonsense."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.visits = _MOST_VISITS

    def signed(self) -> bytes | None:
        info = self._value(0, len(self.content))
        kind, wrapped = list(self._values(info))[:2]
        if info.tag != _SEQUENCE or not self.content[: kind.after].endswith(_SIGNED_DATA):
            return None
        for value in self._values(self._value(wrapped.start, wrapped.end)):
            if value.tag == _SEQUENCE:
                return self._enclosed(value)
        return None

    def _enclosed(self, info: _Value) -> bytes | None:
        kind, *rest = self._values(info)
        if not self.content[: kind.after].endswith(_DATA) or not rest or rest[0].tag != _FIRST:
            return None
        return b"".join(self._octets(self._value(rest[0].start, rest[0].end), 0))

    def _octets(self, value: _Value, depth: int) -> Iterator[bytes]:
        """Yield the pieces of a string of octets, which may be cut into more of them."""
        if depth > _DEEPEST:
            raise ValueError("nested too deeply")
        if value.tag == _OCTETS:
            yield self.content[value.start : value.end]
        elif value.tag == _JOINED_OCTETS:
            for piece in self._values(value):
                yield from self._octets(piece, depth + 1)

    def _values(self, outer: _Value) -> Iterator[_Value]:
        position = outer.start
        while position < outer.end:
            value = self._value(position, outer.end)
            yield value
            position = value.after

    def _value(self, position: int, end: int, depth: int = 0) -> _Value:
        self.visits -= 1
        if depth > _DEEPEST or self.visits < 0:
            raise ValueError("too deep, or too much")
        tag, length = self.content[position], self.content[position + 1]
        start = position + 2
        if length == 0x80:
            return self._open_value(tag, start, end, depth=depth)
        if length > 0x80:
            size = length & 0x7F
            length = int.from_bytes(self.content[start : start + min(size, 9)], "big")
            start += size
        if start + length > end:
            raise ValueError("longer than what holds it")
        return _Value(tag, start, start + length, start + length)

    def _open_value(self, tag: int, start: int, end: int, *, depth: int) -> _Value:
        """Read a value without a length, which ends with two zeros."""
        position = start
        while self.content[position : position + 2] != b"\0\0":
            position = self._value(position, end, depth + 1).after
        return _Value(tag, start, position, position + 2)
