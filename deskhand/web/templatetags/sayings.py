"""What was said on a ticket, as safe HTML."""

import re
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from deskhand.people import phones
from deskhand.tickets.markup import html_of, pictures_named, plain_html_of
from deskhand.tickets.models import Message

register = template.Library()

_TAGS = re.compile(r"(<[^>]*>)")
_CALLED = re.compile(r"(?<![\w@./+-])@[A-Za-z0-9](?:[A-Za-z0-9._-]{0,28}[A-Za-z0-9])?(?![\w@])")
_CALL = r'<span class="mention">\g<0></span>'
_NUMBER = re.compile(r"(?<![\w&#/])#([0-9]{1,12})(?![\w#])")
_SILENT = dict.fromkeys(("a", "code", "pre", "blockquote"), 1)
_STEP = {False: 1, True: -1}


@register.filter
def said(message: Message) -> SafeString:
    """Render the new text of a message: Markdown of agents, plain text of all others."""
    if message.format != Message.Format.MARKDOWN:
        return _linked(message, plain_html_of(message.text))
    shown = {file.filename: reverse("attachment", args=[file.key, file.filename])
              for file in reversed(_pictures(message))}  # fmt: skip
    html = html_of(message.text, shown)
    is_calling = message.agent_id is not None and "@" in html
    return _linked(message, _marked(html, _CALLED, _CALL) if is_calling else html)


def _linked(message: Message, html: str) -> SafeString:
    """In notes, numbers of tickets lead there; requesters never read a note."""
    is_naming = not message.is_public and "#" in html
    return mark_safe(  # noqa: S308 - it escapes
        _marked(html, _NUMBER, _number_link) if is_naming else html
    )


def _number_link(found: re.Match[str]) -> str:
    return f'<a href="{reverse("console:ticket", args=[int(found[1])])}">#{found[1]}</a>'


def _marked(html: str, words: re.Pattern[str], by: Any) -> str:
    """Mark words that a text has outside of tags, links, code and quotes."""
    pieces, depth = _TAGS.split(html), 0
    for place, piece in enumerate(pieces):
        if place % 2:
            depth += _SILENT.get(piece.strip("<>/").partition(" ")[0], 0) * _STEP[piece[1] == "/"]
        elif not depth:
            pieces[place] = words.sub(by, piece)
    return "".join(pieces)


@register.filter
def quoted(message: Message) -> SafeString:
    """Render the whole text of a letter, for whoever unfolds it."""
    return mark_safe(plain_html_of(message.quoted_text))  # noqa: S308 - it escapes


@register.filter
def pictures(message: Message) -> list[Any]:
    """Return the files of a message that can be shown below its text, since they do not stand
    in it."""
    found = _pictures(message)
    if not found or message.format != Message.Format.MARKDOWN:
        return found
    names = pictures_named(message.text)
    return [file for file in found if file.filename not in names]


@register.filter
def attached(message: Message) -> list[Any]:
    """Return the files of a message that are named below it; pictures are shown instead."""
    shown = {file.pk for file in _pictures(message)}
    return [file for file in message.attachments.all() if file.pk not in shown]


def _pictures(message: Message) -> list[Any]:
    return [file for file in message.attachments.all() if file.content_type.startswith("image/")]


@register.filter
def spoken(number: str) -> str:
    """Return a telephone number in groups."""
    return phones.spoken(str(number))


@register.filter
def entry(table: Any, key: str) -> Any:
    """Return the entry of a table under a key that is known only here; None without one."""
    return table.get(key) if table else None
