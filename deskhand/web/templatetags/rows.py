"""The rows of a list of tickets."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def cells_of(context: Mapping[str, Any], row: Mapping[str, Any], columns: Any) -> SafeString:
    """Draw the cells of a row."""
    from deskhand.web.console.cells import cells

    may_select = bool(context.get("may_select"))
    return cells(row, columns, context["request"].at, may_select=may_select)


@register.simple_tag
def columns_without(name: str) -> Any:
    """Return the usual columns but one."""
    from deskhand.web.console.cells import USUAL, columns_of

    return [shown for shown in columns_of(USUAL) if shown.name != name]


@register.simple_tag(takes_context=True, name="beside_row")
def row_beside(context: Mapping[str, Any], row: Mapping[str, Any]) -> SafeString:
    from deskhand.web.console.pieces.beside import beside_row

    current = getattr(context.get("ticket"), "pk", None)
    return beside_row(row, at=context["request"].at, current=current)
