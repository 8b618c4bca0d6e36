"""The colours of words: who answers between the lines of Outlook, which sets no marks, often tells
his words from the old ones by nothing else."""

import re
from collections.abc import Sequence

from deskhand.rules.letter.heads import head_ends, may_begin_head
from deskhand.rules.letter.html import Line

_FEW = 5  # words that make a sentence without an end of one
_SENTENCE = re.compile(r".*\w[.!?…]\s*$")


def holds_tinted_answers(lines: Sequence[Line], start: int) -> bool:
    """Say whether in the older letter that begins at `start` whole sentences stand out by colour
    between others that do not."""
    said = [line for line in _until_next_head(lines, start) if line.text.strip()]
    plain = [index for index, line in enumerate(said) if not line.tint and _is_sentence(line.text)]
    if not plain:
        return False
    between = said[plain[0] : plain[-1]]
    return any(line.tint and _is_sentence(line.text) for line in between)


def _until_next_head(lines: Sequence[Line], start: int) -> Sequence[Line]:
    begin = head_ends(lines, start) or start
    for index in range(begin, len(lines)):
        if may_begin_head(lines[index].text) and head_ends(lines, index):
            return lines[begin:index]
    return lines[begin:]


def _is_sentence(text: str) -> bool:
    words = len(text.split())
    return words >= _FEW or (words > 1 and bool(_SENTENCE.match(text)))
