"""The rows of a list of tickets."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from deskhand.web.now import Now

register = template.Library()


@register.simple_tag(takes_context=True)
def rows_of(context: Mapping[str, Any], rows: Any, columns: Any) -> SafeString:
    """Draw the rows of a table, each group of them under its heading."""
    from deskhand.web.console.cells import rows_html

    may_select = bool(context.get("may_select"))
    return rows_html(rows, columns, Now.of(context["request"].at), may_select=may_select)


@register.simple_tag
def columns_without(name: str) -> Any:
    """Return the usual columns but one."""
    from deskhand.web.console.cells import USUAL, columns_of

    return [shown for shown in columns_of(USUAL) if shown.name != name]


@register.simple_tag(takes_context=True)
def rows_beside(context: Mapping[str, Any], rows: Any) -> SafeString:
    """Draw the rows of the list beside a ticket."""
    from deskhand.web.console.pieces.beside import rows_html

    current = getattr(context.get("ticket"), "pk", None)
    return rows_html(rows, Now.of(context["request"].at), current=current)
