"""Letters signed by PGP in their text (RFC 9580 7): the armour is folded, the words stand free."""

from deskhand.rules.letter.html import Line

_BEGIN, _SIGNATURE, _END = (
    f"-----{words}-----"
    for words in ("BEGIN PGP SIGNED MESSAGE", "BEGIN PGP SIGNATURE", "END PGP SIGNATURE")
)
_ESCAPE = "- "  # before each line that begins with a dash


def unarmoured(lines: list[Line]) -> list[Line]:
    """Mark the armour of signed words as a signature, and undo what it did to them.

    What is not closed is left as it is.
    """
    begin = _find(lines, _BEGIN, 0)
    signature = _find(lines, _SIGNATURE, begin + 1) if begin is not None else None
    end = _find(lines, _END, signature + 1) if signature is not None else None
    if begin is None or signature is None or end is None:
        return lines
    words = begin
    while words < signature and lines[words].text:
        words += 1
    return [
        *lines[:begin],
        *_folded(lines[begin:words]),
        *(Line(line.text.removeprefix(_ESCAPE)) for line in lines[words:signature]),
        *_folded(lines[signature : end + 1]),
        *lines[end + 1 :],
    ]


def _find(lines: list[Line], text: str, start: int) -> int | None:
    for index in range(start, len(lines)):
        if lines[index].text == text:
            return index
    return None


def _folded(lines: list[Line]) -> list[Line]:
    return [Line(line.text, is_signature=True) for line in lines]
