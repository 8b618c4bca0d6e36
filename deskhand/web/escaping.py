"""Text as HTML. A page is put together of thousands of small texts, so this is short."""

from html import escape
from typing import Any

from django.utils.functional import Promise


def escaped(value: Any) -> str:
    """Return a value as HTML, as `conditional_escape` of Django does: what is safe stays."""
    if type(value) is str:
        return escape(value)
    if isinstance(value, Promise):
        value = str(value)
    if hasattr(value, "__html__"):
        return str(value.__html__())
    return escape(str(value))
