"""What a picture is by its first bytes, and how large: those kinds that every mail program shows.

The rest of the file is not looked at: it is shown by others' programs, never by ours.
"""

from dataclasses import dataclass

# Beyond that a picture is no logo, and a mail program may take it for an attack.
LARGEST_SIDE = 4000


class PictureRefused(ValueError):
    """This is no PNG, JPEG or GIF, or one without a sensible size."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Its media type, and its sides in pixels."""

    content_type: str
    width: int
    height: int

    def within(self, width: int, height: int) -> tuple[int, int]:
        """Return the sides at which it fits into a frame; it is never made larger."""
        scale = min(1.0, width / self.width, height / self.height)
        return max(1, round(self.width * scale)), max(1, round(self.height * scale))


def measured(content: bytes, *, largest: int = LARGEST_SIDE) -> Picture:
    """Tell a picture's kind and size by its first bytes; raises PictureRefused."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and content[12:16] == b"IHDR":
        found = Picture("image/png", _number(content[16:20]), _number(content[20:24]))
    elif content[:6] in {b"GIF87a", b"GIF89a"}:
        found = Picture("image/gif", _number(content[7:5:-1]), _number(content[9:7:-1]))
    elif content[:2] == b"\xff\xd8":
        found = _jpeg(content)
    else:
        raise PictureRefused("no PNG, JPEG or GIF")
    if not (0 < found.width <= largest and 0 < found.height <= largest):
        raise PictureRefused("no sensible size")
    return found


def _jpeg(content: bytes) -> Picture:
    """Walk the segments of a JPEG to the one that tells its size (SOF0 to SOF15)."""
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:
        kind, length = content[place + 1], _number(content[place + 2 : place + 4])
        if 0xC0 <= kind <= 0xCF and kind not in {0xC4, 0xC8, 0xCC}:
            height, width = content[place + 5 : place + 7], content[place + 7 : place + 9]
            return Picture("image/jpeg", _number(width), _number(height))
        if kind == 0xFF:
            place += 1
        else:
            place += 2 + max(length, 2)
    raise PictureRefused("a JPEG without a size")


def _number(part: bytes) -> int:
    return int.from_bytes(part, "big")
