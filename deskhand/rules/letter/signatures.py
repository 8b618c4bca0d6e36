"""Signatures at the foot of the new text: by delimiter, formula, telephone, or the author's name.

Only the last lines of what is shown are looked at; in doubt they stay.
"""

import re

from deskhand.rules.letter.html import Line
from deskhand.rules.letter.languages import CLOSING, DISCLAIMER, MOBILE

_DELIMITER = re.compile(r"\s?(?:--|__)[ \u00a0]?\s*")
_DASHES = re.compile(r"\s*(?:[-_=—–⎯*~]{3,}|[—–]{1,})\s*")
_CONTACT = re.compile(
    r"[^\s<>@]{1,64}@[^\s<>@]{1,255}|https?://|www\.|"
    r"(?:\+|\(|\b(?:t|f|m|p|tel|fax|mob|mobile|phone|cell|fon)\b[.:]?\s*)[\d\s()./-]{6,20}\d|"
    r"\b\d{3}[-. ]\d{3,4}[-. ]\d{4}\b",
    re.I,
)
_NAME = re.compile(r"(?:[^\W\d_][\w.'’-]{0,30},?\s?){1,5}")
_DASHED_NAME = re.compile(r"\s?[-–—~]{1,2}((?:[^\W\d_][\w.'’]{0,30}[ -]?){2,5})")
# What somebody adds below his name is no part of it.
_POSTSCRIPT = re.compile(
    r"\s*(?:(?:p\.?\s?){1,2}s|p\.?d|n\.?b|u\.?i|з\.?ы|п\.?с|υ\.?γ|追伸|又及|附言|추신)"
    r"\s*[.:：,–—-]{1,2}\s*\S",
    re.I,
)
_LONGEST = 14  # lines of a signature
_WIDEST = 90  # characters of a line in it


def without_signature(lines: list[Line], shown: list[bool], *, author: str = "") -> list[bool]:
    """Return `shown` with the lines of the signature taken out."""
    kept = [show and not line.is_signature for line, show in zip(lines, shown, strict=True)]
    for begin, end in _stretches(kept):
        cut = _cut_at_delimiter(lines, begin, end)
        for index in range(cut, end):
            kept[index] = False
    unfenced = list(kept)
    last = _last_stretch(lines, kept)
    if last is None:
        return kept
    begin, end = last
    for find in (
        *(_cut_disclaimer, _cut_mobile, _cut_closing, _cut_named, _cut_contact),
        _cut_card_line,
    ):
        cut = find(lines, begin, end, author)
        for index in range(cut, end):
            kept[index] = False
        end = _without_blank(lines, begin, cut)
    if _is_above_foot(lines, shown, kept, end) and _is_dashed_name(lines, begin, end):
        kept[end - 1] = False
    _keep_added(lines, shown, kept, unfenced=unfenced)
    return kept


def _keep_added(
    lines: list[Line], shown: list[bool], kept: list[bool], *, unfenced: list[bool]
) -> None:
    """Keep what somebody adds below his name: a postscript, and where no delimiter says that all
    is signature a question, or what a line above announces, such as the words of an error."""
    cut = [
        show and not keep and not line.is_signature and bool(line.text.strip())
        for line, show, keep in zip(lines, shown, kept, strict=True)
    ]
    for begin, end in _stretches(cut):
        paragraph = [lines[index].text.strip() for index in range(begin, end)]
        marked = (at for at, text in enumerate(paragraph) if _POSTSCRIPT.match(text))
        whole = 0 if unfenced[begin] and _is_added(paragraph) else None
        start = next(marked, whole)
        if start is not None:
            kept[begin + start : end] = [True] * (end - begin - start)


def _is_added(paragraph: list[str]) -> bool:
    if any(_CONTACT.search(text) or DISCLAIMER.match(text) for text in paragraph):
        return False
    asks = paragraph[-1].endswith(("?", "？")) and len(paragraph[-1].split()) > 2
    return asks or (len(paragraph) > 1 and paragraph[0].endswith((":", "：")))


def _stretches(kept: list[bool]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    begin: int | None = None
    for index, keep in enumerate([*kept, False]):
        if keep and begin is None:
            begin = index
        elif not keep and begin is not None:
            found.append((begin, index))
            begin = None
    return found


def _last_stretch(lines: list[Line], kept: list[bool]) -> tuple[int, int] | None:
    for begin, end in reversed(_stretches(kept)):
        filled_to = _without_blank(lines, begin, end)
        if filled_to > begin:
            return begin, filled_to
    return None


def _without_blank(lines: list[Line], begin: int, end: int) -> int:
    while end > begin and not lines[end - 1].text.strip():
        end -= 1
    return end


def _cut_at_delimiter(lines: list[Line], begin: int, end: int) -> int:
    fenced = False
    below = _filled(lines, begin, end)  # lines with text from here on
    for index in range(begin, end):
        text = lines[index].text
        below -= bool(text.strip())
        if text.lstrip().startswith("```"):
            fenced = not fenced
        if fenced or below > 2 * _LONGEST:
            continue
        if _DELIMITER.fullmatch(text):
            return index
        if _DASHES.fullmatch(text) and _is_card(lines, index + 1, end):
            return index
    return end


def _filled(lines: list[Line], begin: int, end: int) -> int:
    return sum(1 for line in lines[begin:end] if line.text.strip())


def _is_card(lines: list[Line], begin: int, end: int) -> bool:
    """Say whether the lines look like a visiting card: few, short, with ways to be reached."""
    filled = [line.text.strip() for line in lines[begin:end] if line.text.strip()]
    if not 2 <= len(filled) <= _LONGEST or any(len(text) > _WIDEST for text in filled):
        return False
    return any(_CONTACT.search(text) for text in filled) and not any(
        _DASHES.fullmatch(text) for text in filled
    )


def _cut_mobile(lines: list[Line], begin: int, end: int, author: str) -> int:
    """Cut from a paragraph of its own such as `Sent from my iPhone`; what follows it is old."""
    for index in range(begin, end):
        text = lines[index].text.strip()
        if not (0 < len(text) <= 120 and MOBILE.match(text) and _is_tag(text)):
            continue
        alone = index == begin or not lines[index - 1].text.strip() or index == end - 1
        if alone and (index == end - 1 or not lines[index + 1].text.strip()):
            return index
    return end


def _cut_disclaimer(lines: list[Line], begin: int, end: int, author: str) -> int:
    """Cut from a last paragraph of legal words, if anything stands above it."""
    for index in range(end - 1, max(begin, end - 40), -1):
        is_first = not lines[index - 1].text.strip()
        if is_first and DISCLAIMER.match(lines[index].text):
            return index
    return end


def _is_tag(text: str) -> bool:
    said = re.sub(r"<[^<>]*>|\([^()]*\)|https?://\S+|\[[^\]]*\]", "", text).strip()
    return len(said.split()) <= 9 and "," not in said and not said.endswith(("!", "?", ":"))


def _cut_closing(lines: list[Line], begin: int, end: int, author: str) -> int:
    lowest = end
    seen = 0
    for index in range(end - 1, begin - 1, -1):
        text = lines[index].text.strip()
        if not text:
            continue
        seen += 1
        if seen > _LONGEST or len(text) > _WIDEST + 60:
            break
        if CLOSING.fullmatch(text):
            lowest = index
    return lowest if _filled(lines, begin, lowest) else end


def _cut_named(lines: list[Line], begin: int, end: int, author: str) -> int:
    """Cut from the last line that is the author's own full name."""
    name = " ".join(author.lower().split())
    if len(name) < 5 or " " not in name:
        return end
    seen = 0
    for index in range(end - 1, begin, -1):
        text = " ".join(lines[index].text.lower().split()).strip(" -–—*,_")
        seen += bool(text)
        if seen > _LONGEST or len(text) > _WIDEST:
            break
        if text == name or (name in text and len(text) < len(name) + 25 and seen > 1):
            return index
    return end


def _cut_contact(lines: list[Line], begin: int, end: int, author: str) -> int:
    """Cut a last paragraph that opens with a name and gives two ways to be reached."""
    top = end
    while top > begin and lines[top - 1].text.strip():
        top -= 1
    block = [line.text.strip() for line in lines[top:end]]
    if top == begin or not 3 <= len(block) <= 8 or any(len(text) > _WIDEST for text in block):
        return end
    ways = sum(1 for text in block[1:] if _CONTACT.search(text))
    return top if ways >= 2 and _NAME.fullmatch(block[0]) else end


def _cut_card_line(lines: list[Line], begin: int, end: int, author: str) -> int:
    """Cut a last paragraph of one line that is a visiting card: `Ann Lee | Birch Ltd | +44 ...`."""
    text = lines[end - 1].text.strip()
    if end - 2 < begin or lines[end - 2].text.strip() or len(text) > 2 * _WIDEST:
        return end
    pieces = [piece.strip() for piece in re.split(r"\s[|•·/]\s|\s{4,}", text)]
    is_card = len(pieces) > 2 and _NAME.fullmatch(pieces[0]) and _CONTACT.search(text)
    return end - 1 if is_card else end


def _is_above_foot(lines: list[Line], shown: list[bool], kept: list[bool], end: int) -> bool:
    """Say whether what follows is no quote, but was cut as a signature."""
    for index in range(end, len(lines)):
        if lines[index].text.strip():
            return shown[index] and not kept[index]
    return False


def _is_dashed_name(lines: list[Line], begin: int, end: int) -> bool:
    """Say whether the last line is a `-Ann Lee` by itself; alone, without a foot below it, it
    would stay, since it may be the only item of a list."""
    last = end - 1
    found = _DASHED_NAME.fullmatch(lines[last].text) if last - 2 >= begin else None
    if found is None or lines[last - 1].text.strip():
        return False
    above = [line.text.strip() for line in lines[begin:last] if line.text.strip()]
    if not above or any(text.startswith(("-", "–", "—", "*", "•")) for text in above):
        return False
    is_name = all(word[0].isupper() for word in re.split(r"[ -]", found[1]) if word)
    return is_name and not above[-1].endswith((":", ","))
