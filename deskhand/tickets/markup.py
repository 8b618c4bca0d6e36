"""What agents write in Markdown as HTML that is safe to show and to mail."""

from functools import lru_cache

import nh3
from django.utils.html import linebreaks, urlize
from markdown_it import MarkdownIt

_TAGS = frozenset(
    "a b blockquote br code del em h1 h2 h3 h4 hr i li ol p pre s strong table tbody td th thead "
    "tr ul".split()
)


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": True}).enable(
        ["linkify", "table", "strikethrough"]
    )


def html_of(text: str) -> str:
    """Render Markdown; HTML typed in stays visible as text, links open apart and tell nothing."""
    rendered = _markdown().render(text)
    return nh3.clean(
        rendered,
        tags=set(_TAGS),
        attributes={"a": {"href", "title"}, "td": {"align"}, "th": {"align"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )


def plain_html_of(text: str) -> str:
    """Show plain text as paragraphs with its line breaks and links; nothing in it is markup."""
    return linebreaks(urlize(text, nofollow=True, autoescape=True))
