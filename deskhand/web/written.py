"""What an agent writes, as pages show it: Markdown, the pictures that it names, whom it calls."""

import re
from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from deskhand.tickets.markup import html_of

_TAGS = re.compile(r"(<[^>]*>)")
_CALLED = re.compile(r"(?<![\w@./+-])@[A-Za-z0-9](?:[A-Za-z0-9._-]{0,28}[A-Za-z0-9])?(?![\w@])")
_CALL = r'<span class="mention">\g<0></span>'
_NUMBERED = re.compile(r"(?<![\w#&/.-])#(\d{1,9})(?![\w#-])")
_SLOT = re.compile(r"\{\{[^{}<>\n]{1,80}\}\}")
_SILENT = dict.fromkeys(("a", "code", "pre", "blockquote"), 1)
_STEP = {False: 1, True: -1}


def written(text: str, pictures: list[Any], linked: Collection[int] = ()) -> SafeString:
    """Render what an agent writes, with those of his pictures that it names; `linked` are the
    tickets that may be links for whoever reads it."""
    html = html_of(text, addresses_of(pictures), sides_of(pictures))
    if "@" in html:
        html = _outside(html, lambda piece: _CALLED.sub(_CALL, piece))
    if linked:
        html = _outside(html, lambda piece: _NUMBERED.sub(partial(_link, linked), piece))
    return mark_safe(html)  # noqa: S308 - it cleans


def numbers_in(texts: Iterable[str]) -> set[int]:
    """Return the numbers of the tickets that texts name, `#123`."""
    return {int(number) for text in texts for number in _NUMBERED.findall(text)}


def _link(linked: Collection[int], found: re.Match[str]) -> str:
    number = int(found[1])
    if number not in linked:
        return found[0]
    return f'<a href="{reverse("console:ticket", args=[number])}">#{number}</a>'


def sides_of(files: list[Any]) -> dict[str, tuple[int, int]]:
    """Return how large pictures are, by their names."""
    return {file.filename: (file.width, file.height) for file in reversed(files) if file.width}


def addresses_of(files: list[Any]) -> dict[str, str]:
    """Return where files are shown, by their names; of two with one name, the first."""
    return {
        file.filename: reverse("attachment", args=[file.key, file.filename])
        for file in reversed(files)
    }


def _outside(html: str, change: Callable[[str], str]) -> str:
    """Change what stands outside of tags, links, code and quotes."""
    pieces, depth = _TAGS.split(html), 0
    for place, piece in enumerate(pieces):
        if place % 2:
            depth += _SILENT.get(piece.strip("<>/").partition(" ")[0], 0) * _STEP[piece[1] == "/"]
        elif not depth:
            pieces[place] = change(piece)
    return "".join(pieces)


def marked_slots(html: str) -> SafeString:
    """Mark what is still to be filled in; code stays as it is."""
    slot = r'<mark class="slot">\g<0></mark>'
    return mark_safe(_outside(html, lambda piece: _SLOT.sub(slot, piece)))  # noqa: S308 - it was clean
