"""The text and the HTML of a letter, put together from the parts chosen for them."""

import re
from dataclasses import dataclass
from html import escape

from deskhand.rules.letter import flowed
from deskhand.rules.letter.armour import unarmoured
from deskhand.rules.letter.bodies import Bodies, is_words
from deskhand.rules.letter.charsets import codec_for, decode
from deskhand.rules.letter.html import Line, lines_of
from deskhand.rules.letter.invitation import text_of_invitation
from deskhand.rules.letter.mime import Deadline, Part

_SHORT = 400  # characters of a text that may be a stub
_TIMES, _MORE = 3, 25  # words
_META = re.compile(rb"<meta[^>]{0,300}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
# "Your program does not show HTML."
_STUB = re.compile(
    r"(?:support|display|show|view|read|enable|anzeig|darstell|lesen|affich|mostrar|visualizz|weergev)\w*"
    r"\s.{0,40}\bhtml\b|\bhtml\b.{0,60}(?:support|display|view|version|capable|anzeig|darstell|lesen|"
    r"affich|mostrar|visualizz|weergev)",
    re.I,
)
_TAGS = re.compile(r"\s*<(?:!doctype html|html|head|body)\b", re.I)


@dataclass(frozen=True, slots=True)
class Words:
    """The letter's text as lines, its HTML, and the lines of that HTML ([] when not read)."""

    text: str
    html: str
    lines: list[Line]
    html_lines: list[Line]


def words_of(bodies: Bodies, *, more_html: str, deadline: Deadline) -> Words:
    """Decode the chosen parts; `more_html` is what a TNEF body said, used when there is none."""
    pages = [_page(part, deadline) for part in bodies.html if is_words(part)]
    html = "\n".join(text if is_html else _as_html(text) for text, is_html in pages)
    if not any(is_html for _text, is_html in pages):
        html = more_html
    lines: list[Line] = []
    for part in bodies.text:
        if is_words(part):
            lines.extend(_lines(part))
            deadline.check()
    is_bare, is_short = not any(line.text.strip() for line in lines), _is_short(lines)
    html_lines = lines_of(html) if html and (is_short or _marks_quotes(html)) else []
    if is_bare:
        lines = html_lines or _invited(bodies)
    elif is_short and _says_more(html_lines, lines):
        lines = html_lines
    return Words("\n".join(line.text for line in lines).strip("\n"), html, lines, html_lines)


def _is_short(lines: list[Line]) -> bool:
    return sum(len(line.text) for line in lines) < _SHORT


def _says_more(html_lines: list[Line], lines: list[Line]) -> bool:
    """Say whether the text is only a stub ("your program shows no HTML") beside its HTML."""
    told, stub = _count(html_lines), _count(lines)
    says_so = bool(_STUB.search(" ".join(line.text for line in lines[:20])))
    return told > stub if says_so else told > _TIMES * stub and told - stub > _MORE


def _count(lines: list[Line]) -> int:
    own = (line for line in lines if not line.is_quoted and not line.is_signature)
    return sum(len(line.text.split()) for line in own if not line.text.startswith(">"))


def _invited(bodies: Bodies) -> list[Line]:
    """What an invitation says, of a letter that says nothing else."""
    for part in bodies.leaves:
        if part.content_type == "text/calendar":
            text = text_of_invitation(text_of_part(part))
            return [Line(line.rstrip()) for line in text.split("\n")] if text else []
    return []


def text_of_part(part: Part) -> str:
    """Return the part's text: decoded, rejoined if flowed, line feeds only."""
    content = part.content()
    charset = part.parameters.get("charset", "")
    if part.content_type == "text/html" and not codec_for(charset):
        found = _META.search(content[:4000])
        charset = found[1].decode("ascii") if found else charset
    text = flowed.plain(decode(content, charset))
    if part.parameters.get("format", "").lower() == "flowed":
        delete = part.parameters.get("delsp", "").lower() == "yes"
        text = flowed.reflow(text, delete_space=delete)
    return text


def _is_html(part: Part, text: str) -> bool:
    return part.content_type == "text/html" or bool(_TAGS.match(text))


def _lines(part: Part) -> list[Line]:
    text = text_of_part(part)
    if _is_html(part, text):
        return lines_of(text)
    return unarmoured([Line(line.rstrip()) for line in text.rstrip("\n").split("\n")])


def _page(part: Part, deadline: Deadline) -> tuple[str, bool]:
    """Return the part's text and whether it is HTML, as its type says or its first tag does."""
    deadline.check()
    text = text_of_part(part)
    return text, _is_html(part, text)


def _as_html(text: str) -> str:
    return f'<div style="white-space: pre-wrap">{escape(text)}</div>'


def _marks_quotes(html: str) -> bool:
    return "quote" in html or "divRplyFwdMsg" in html or "border-top" in html
