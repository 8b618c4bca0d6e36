"""Which parts of the tree are the letter's words, and which are its files.

The choice follows RFC 8621 4.1.4: what a mail program would show as text, what as HTML.
"""

from dataclasses import dataclass, field

from deskhand.rules.letter.mime import Part

_WORDS = frozenset({"text/plain", "text/html"})
_MEDIA = ("image/", "audio/", "video/")


@dataclass(slots=True)
class Bodies:
    """The parts to be read as text and as HTML, and all leaves in their order."""

    text: list[Part] = field(default_factory=list)
    html: list[Part] = field(default_factory=list)
    leaves: list[Part] = field(default_factory=list)


def choose(root: Part) -> Bodies:
    """Sort the leaves of the tree into bodies; the depth was bounded when it was cut."""
    bodies = Bodies()
    _choose([root], "mixed", False, _Targets(bodies.text, bodies.html), bodies.leaves)
    return bodies


@dataclass(slots=True)
class _Targets:
    text: list[Part] | None
    html: list[Part] | None


def _choose(
    parts: list[Part], kind: str, in_alternative: bool, to: _Targets, leaves: list[Part]
) -> None:
    texts = len(to.text) if to.text is not None else -1
    htmls = len(to.html) if to.html is not None else -1
    for index, part in enumerate(parts):
        if part.parts:
            inner = part.content_type.partition("/")[2]
            is_alternative = inner == "alternative"
            sub = _Targets(to.text, to.html)
            _choose(part.parts, inner, in_alternative or is_alternative, sub, leaves)
            continue
        leaves.append(part)
        if not _is_shown(part, index, kind):
            continue
        if kind == "alternative":
            target = {"text/plain": to.text, "text/html": to.html}.get(part.content_type)
            if target is not None:
                target.append(part)
            continue
        if in_alternative and part.content_type == "text/plain":
            to.html = None
        if in_alternative and part.content_type == "text/html":
            to.text = None
        for target in (to.text, to.html):
            if target is not None:
                target.append(part)
    if kind == "alternative" and to.text is not None and to.html is not None:
        _lend(to.text, texts, to.html, htmls)


def _lend(text: list[Part], texts: int, html: list[Part], htmls: int) -> None:
    """Where only one of the two was offered, it serves as the other too."""
    if texts == len(text) and htmls != len(html):
        text.extend(html[htmls:])
    elif htmls == len(html) and texts != len(text):
        html.extend(text[texts:])


def _is_shown(part: Part, index: int, kind: str) -> bool:
    is_media = part.content_type.startswith(_MEDIA)
    # A multipart in which no part was found is read as the text that it is.
    if part.content_type not in _WORDS and not is_media and not part.is_multipart:
        return False
    disposition, given = part.disposition
    if disposition == "attachment":
        return False
    if index == 0:
        return True
    is_named = bool(given.get("filename") or part.parameters.get("name"))
    return kind != "related" and (is_media or not is_named)
