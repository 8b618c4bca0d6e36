"""Which parts of the tree are the letter's words, and which are its files.

The choice follows RFC 8621 4.1.4: what a mail program would show as text, what as HTML.
"""

from dataclasses import dataclass, field

from deskhand.rules.letter.mime import Part

_WORDS = frozenset({"text/plain", "text/html"})
# Text that is data. All other kinds of text are read as plain words (RFC 2046 4.1.4) where a
# letter begins with them; further on they are files.
_DATA = frozenset(
    "text/calendar text/vcard text/x-vcard text/directory text/csv text/tab-separated-values "
    "text/css text/javascript text/xml text/rtf text/rfc822-headers text/x-amp-html text/vtt "
    "text/x-patch text/x-diff text/uri-list".split()
)
_MEDIA = ("image/", "audio/", "video/")


@dataclass(slots=True)
class Bodies:
    """The parts to be read as text and as HTML, and all leaves in their order."""

    text: list[Part] = field(default_factory=list)
    html: list[Part] = field(default_factory=list)
    leaves: list[Part] = field(default_factory=list)


def is_words(part: Part) -> bool:
    """Say whether the part can be read as words; a multipart without parts is read as text."""
    return part.content_type in _WORDS or part.is_multipart or _is_other_text(part)


def _is_other_text(part: Part) -> bool:
    kind = part.content_type
    is_known = kind in _WORDS or kind in _DATA
    return kind.startswith("text/") and not is_known and not _is_named(part)


def _is_named(part: Part) -> bool:
    return bool(part.disposition[1].get("filename") or part.parameters.get("name"))


def choose(root: Part) -> Bodies:
    """Sort the leaves of the tree into bodies; the depth was bounded when it was cut."""
    bodies = Bodies()
    to = _Targets(bodies.text, bodies.html)
    _choose([root], "mixed", to=to, leaves=bodies.leaves, in_alternative=False)
    return bodies


@dataclass(slots=True)
class _Targets:
    text: list[Part] | None
    html: list[Part] | None

    def add(self, part: Part, *, kind: str, in_alternative: bool) -> None:
        if kind == "alternative":
            chosen = [{"text/plain": self.text, "text/html": self.html}.get(part.content_type)]
        else:
            if in_alternative and part.content_type == "text/plain":
                self.html = None
            if in_alternative and part.content_type == "text/html":
                self.text = None
            chosen = [self.text, self.html]
        for target in chosen:
            if target is not None:
                target.append(part)


def _choose(
    parts: list[Part], kind: str, *, to: _Targets, leaves: list[Part], in_alternative: bool
) -> None:
    texts = len(to.text) if to.text is not None else -1
    htmls = len(to.html) if to.html is not None else -1
    for index, part in enumerate(parts):
        if part.parts:
            inner = part.content_type.partition("/")[2]
            _choose(
                part.parts,
                inner,
                to=_Targets(to.text, to.html),
                leaves=leaves,
                in_alternative=in_alternative or inner == "alternative",
            )
            continue
        leaves.append(part)
        if _is_shown(part, index, kind):
            to.add(part, kind=kind, in_alternative=in_alternative)
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
    if not is_words(part) and not is_media:
        return False
    if part.disposition[0] == "attachment":
        return False
    if index == 0:
        return True
    return kind != "related" and (is_media or not _is_named(part)) and not _is_other_text(part)
