"""What was said on a ticket, as safe HTML."""

from datetime import timedelta
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from deskhand.people import phones
from deskhand.tickets.markup import html_of, pictures_named, plain_html_of
from deskhand.tickets.models import Message
from deskhand.web.files import PLAYED
from deskhand.web.written import addresses_of, sides_of, written

register = template.Library()


@register.filter
def said(message: Message) -> SafeString:
    """Render the new text of a message: Markdown of agents, plain text of all others."""
    if message.format != Message.Format.MARKDOWN:
        return mark_safe(plain_html_of(message.text))  # noqa: S308 - it escapes
    pictures = _pictures(message)
    if message.agent_id is not None:
        return written(message.text, pictures, getattr(message, "linked", ()))
    return mark_safe(html_of(message.text, addresses_of(pictures), sides_of(pictures)))  # noqa: S308 - it cleans


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
    shown = {file.pk for file in (*_pictures(message), *sounds(message))}
    return [file for file in message.attachments.all() if file.pk not in shown]


@register.filter
def sounds(message: Message) -> list[Any]:
    """Return the files of a message that can be played below it."""
    return [file for file in message.attachments.all() if file.content_type in PLAYED]


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


@register.filter
def clock_words(length: timedelta) -> str:
    """Return how long a call took: 3:07, or 1:02:09."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
