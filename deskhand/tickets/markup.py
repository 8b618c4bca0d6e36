"""What agents write in Markdown as HTML that is safe to show and to mail.

A picture stands where its name does, `![words](name.png)`, if it is a file of the same message;
nothing is ever loaded from elsewhere.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

import nh3
from django.utils.html import escape, linebreaks, urlize
from markdown_it import MarkdownIt

from deskhand.rules.placeholders import CODE

_IMAGE = re.compile(r"!\[([^\]\n]{0,500})\]\(<?([^<>()\n]{1,500})>?\)")
_LINK = re.compile(r"(?<!!)\[([^\]\n]{1,500})\]\(<?((?:https?:|mailto:|tel:)[^<>()\s]{1,1900})>?\)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_TAGS = frozenset(
    "a b blockquote br code del em h1 h2 h3 h4 hr i li ol p pre s strong table tbody td th thead "
    "tr ul".split()
)


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": True}).enable(
        ["linkify", "table", "strikethrough"]
    )
    made.add_render_rule("image", _picture)
    return made


Sides = tuple[int, int]


def html_of(
    text: str,
    pictures: Mapping[str, str] | None = None,
    sides: Mapping[str, Sides] | None = None,
) -> str:
    """Render Markdown; HTML typed in stays visible as text, links open apart and tell nothing.

    `pictures` are the addresses of the files that may be shown in the text, by their names, and
    `sides` their width and height in pixels, where they are known.
    """
    rendered = _markdown().render(text, {"pictures": pictures or {}, "sides": sides or {}})
    return nh3.clean(
        rendered,
        tags={*_TAGS, "img"},
        attributes={
            "a": {"href", "title"},
            "img": {"src", "alt", "width", "height"},
            "td": {"align"},
            "th": {"align"},
        },
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel="noopener noreferrer nofollow",
    )


def letter_text_of(text: str) -> str:
    """The text as it goes into the plain part of a letter: Markdown as one reads it, links and
    pictures in words. Code stays as it is."""
    pieces = CODE.split(text)
    return "".join(piece if place % 2 else _plain(piece) for place, piece in enumerate(pieces))


def _plain(text: str) -> str:
    text = _IMAGE.sub(lambda found: f"[{' '.join(filter(None, found.groups()))}]", text)
    return _ESCAPED.sub(r"\1", _LINK.sub(_link_words, text))


def _link_words(found: re.Match[str]) -> str:
    words, address = found.groups()
    bare = address.removeprefix("mailto:")
    return bare if words == bare else f"{words} ({bare})"


def pictures_named(text: str) -> set[str]:
    """Return the names of the pictures that a text wants to show."""
    inner = (token.children or () for token in _markdown().parse(text))
    return {_name(token) for tokens in inner for token in tokens if token.type == "image"}


def plain_html_of(text: str) -> str:
    """Show plain text as paragraphs with its line breaks and links; nothing in it is markup."""
    return linebreaks(urlize(text, nofollow=True, autoescape=True))


def _picture(
    renderer: Any, tokens: Sequence[Any], index: int, _options: Any, env: Mapping[str, Any]
) -> str:
    """A picture of the message, or the words in its place where it is none."""
    token = tokens[index]
    address = env["pictures"].get(_name(token))
    if address is None:
        return escape(token.content or _name(token))
    width, height = env["sides"].get(_name(token), (0, 0))
    size = f' width="{width:d}" height="{height:d}"' if width and height else ""
    return f'<img src="{escape(address)}" alt="{escape(token.content)}"{size}>'


def _name(token: Any) -> str:
    return unquote(str(token.attrGet("src") or ""))
