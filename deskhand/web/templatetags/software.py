"""Software in pages: notes of releases, and who has any."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """Render Markdown as HTML that is safe to show."""
    from deskhand.tickets.markup import html_of

    return SafeString(html_of(text))


@register.filter
def has_software(reader: Any) -> bool:
    """Whether there is a page of software for this reader; asked only of whoever may get it."""
    from deskhand.contracts.software import reading

    return bool(reader and reader.software) and reading.has_software(reader)
