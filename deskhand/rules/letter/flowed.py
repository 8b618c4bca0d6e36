"""Plain text as it was meant: RFC 3676 lines rejoined, line ends made one kind."""

import re

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u2066-\u2069\u202a-\u202e]")
_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x85")


def plain(text: str) -> str:
    """Return the text with line feeds only and without control characters.

    Marks that reorder text are dropped: they can make a line read otherwise than it is.
    """
    if "\r" in text or not text.isascii():
        text = _ENDS.sub("\n", text)
    return _CONTROLS.sub("", text)


def reflow(text: str, *, delete_space: bool) -> str:
    """Join the soft-broken lines of format=flowed; quote depth and `-- ` are respected."""
    lines: list[str] = []
    pieces: list[str] = []
    depth_before = -1
    for line in text.split("\n"):
        depth, rest = _depth(line)
        if pieces and (depth != depth_before or rest == "-- "):
            lines.append("".join(pieces))
            pieces = []
        is_soft = rest.endswith(" ") and rest != "-- "
        if not pieces:
            pieces = [">" * depth + (" " if depth else "")]
        pieces.append(rest[:-1] if is_soft and delete_space else rest)
        depth_before = depth
        if not is_soft:
            lines.append("".join(pieces))
            pieces = []
    if pieces:
        lines.append("".join(pieces))
    return "\n".join(lines)


def _depth(line: str) -> tuple[int, str]:
    rest = line.lstrip(">")
    return len(line) - len(rest), rest[1:] if rest.startswith(" ") else rest
