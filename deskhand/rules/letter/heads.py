"""The head of an older letter as mail programs repeat it above its text: fields one below the
other, in the words of many languages, or the table of old Notes."""

import re
from collections.abc import Sequence

from deskhand.rules.letter.html import Line
from deskhand.rules.letter.languages import LABEL, is_dated

_EMAIL = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,255}")
# Notes set its table to the right, with its labels behind the values.
_INDENT = " " * 8
_TO_LABEL = re.compile(r".{0,120}\s{10,}(?:To|An|A|À|Para|Aan|Till|Til)\s*")
_SUBJECT_LABEL = re.compile(
    r"\s{10,}(?:Subject|Thema|Betreff|Objet|Oggetto|Asunto|Onderwerp|Assunto|Ämne|Emne)\s*"
)
# Newer Notes draws boxes around labels and values.
_BOX = re.compile(r"\s{0,3}(?:\|-{3,}>|>-{3,}\|?|\|(?P<words>[^|]{0,200})\|)\s*")
_BOX_BEGINS = "|---"
_MOST_FIELDS, _MOST_OF_TABLE, _MOST_OF_BOXES = 16, 20, 80  # lines


def may_begin_head(text: str) -> bool:
    """Say whether it is worth looking on from this line."""
    return bool(LABEL.match(text)) or text.startswith((_INDENT, _BOX_BEGINS))


def head_ends(lines: Sequence[Line], index: int) -> int | None:
    """Return the line after a repeated head that begins here, or None."""
    if lines[index].text.startswith(_BOX_BEGINS):
        return _boxes_end(lines, index)
    return _fields_end(lines, index) or _table_ends(lines, index)


def resembles_head(text: str) -> bool:
    """Say whether a From and another field stand close together anywhere, be it in a letter or
    in a form: for whoever must not hand on an older letter by mistake."""
    lines = [Line(line) for line in text.split("\n")]
    for index, line in enumerate(lines):
        found = LABEL.match(line.text)
        if found is not None and found.lastgroup == "from":
            near = (LABEL.match(other.text) for other in lines[max(0, index - 3) : index + 4])
            kinds = {other.lastgroup for other in near if other is not None}
            if kinds & {"sent", "date", "to", "subject"}:
                return True
    return False


def _fields_end(lines: Sequence[Line], index: int) -> int | None:
    """Recognise Outlook's block: two fields or more, of which one is From."""
    kinds: set[str] = set()
    end = index
    for position in range(index, min(index + _MOST_FIELDS, len(lines))):
        text = lines[position].text
        found = LABEL.match(text)
        if found and found.lastgroup:
            kinds.add(found.lastgroup)
            end = position + 1
        elif not text.strip():
            if len(kinds) > 1 or position > end:
                break
        elif position - end > 1:
            break
    return end if _is_of_mail(lines[index:end], kinds) else None


def _is_of_mail(head: Sequence[Line], kinds: set[str]) -> bool:
    """Tell a letter from a form: `From: Berlin, To: Hamburg` is about a journey."""
    others = kinds & {"sent", "date", "to"}
    if "from" not in kinds or not (others or "subject" in kinds):
        return False
    if any(_EMAIL.search(line.text) for line in head):
        return True
    is_timed = any(is_dated(line.text) for line in head)
    return "subject" in kinds and bool(others) and (len(others) > 1 or is_timed)


def _boxes_end(lines: Sequence[Line], index: int) -> int | None:
    """Recognise the boxes of newer Notes, each with a label or with what it stands for."""
    kinds: set[str] = set()
    end = index
    for position in range(index, min(index + _MOST_OF_BOXES, len(lines))):
        text = lines[position].text
        box = _BOX.fullmatch(text)
        if box is None and text.strip():
            break
        if box is not None:
            end = position + 1
            label = LABEL.match((box["words"] or "").strip())
            kinds |= {label.lastgroup} if label is not None and label.lastgroup else set()
    return end if "from" in kinds and len(kinds) > 1 else None


def _table_ends(lines: Sequence[Line], index: int) -> int | None:
    """Recognise the table of old Notes: indented, with To, cc and Subject on its right."""
    has_to = False
    for position in range(index, min(index + _MOST_OF_TABLE, len(lines))):
        text = lines[position].text
        has_to = has_to or bool(_TO_LABEL.fullmatch(text))
        if has_to and _SUBJECT_LABEL.fullmatch(text):
            return min(position + 2, len(lines))
        is_at_left = text.strip() and not text.startswith(_INDENT)
        if is_at_left and text.strip() != ">":
            return None
    return None
