"""What an agent writes, as pages show it: Markdown, the pictures that it names, whom it calls."""

import re
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from deskhand.tickets.markup import html_of

_TAGS = re.compile(r"(<[^>]*>)")
_CALLED = re.compile(r"(?<![\w@./+-])@[A-Za-z0-9](?:[A-Za-z0-9._-]{0,28}[A-Za-z0-9])?(?![\w@])")
_SILENT = dict.fromkeys(("a", "code", "pre", "blockquote"), 1)
_STEP = {False: 1, True: -1}


def written(text: str, pictures: list[Any]) -> SafeString:
    """Render what an agent writes, with those of his pictures that it names."""
    html = html_of(text, addresses_of(pictures), sides_of(pictures))
    return mark_safe(_calling(html) if "@" in html else html)  # noqa: S308 - it cleans


def sides_of(files: list[Any]) -> dict[str, tuple[int, int]]:
    """Return how large pictures are, by their names."""
    return {file.filename: (file.width, file.height) for file in reversed(files) if file.width}


def addresses_of(files: list[Any]) -> dict[str, str]:
    """Return where files are shown, by their names; of two with one name, the first."""
    return {
        file.filename: reverse("attachment", args=[file.key, file.filename])
        for file in reversed(files)
    }


def _calling(html: str) -> str:
    """Mark whom a text calls: outside of tags, links, code and quotes."""
    pieces, depth = _TAGS.split(html), 0
    for place, piece in enumerate(pieces):
        if place % 2:
            depth += _SILENT.get(piece.strip("<>/").partition(" ")[0], 0) * _STEP[piece[1] == "/"]
        elif not depth:
            pieces[place] = _CALLED.sub(r'<span class="mention">\g<0></span>', piece)
    return "".join(pieces)


_SLOT = re.compile(r"\{\{[^{}<>\n]{1,80}\}\}")


def marked_slots(html: str) -> SafeString:
    """Mark what is still to be filled in; code stays as it is."""
    pieces, depth = _TAGS.split(html), 0
    for place, piece in enumerate(pieces):
        if place % 2:
            depth += _SILENT.get(piece.strip("<>/").partition(" ")[0], 0) * _STEP[piece[1] == "/"]
        elif not depth:
            pieces[place] = _SLOT.sub(r'<mark class="slot">\g<0></mark>', piece)
    return mark_safe("".join(pieces))  # noqa: S308 - it was clean
