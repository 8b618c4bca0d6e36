"""The menus of the bar that changes many tickets."""

from typing import Any

from django import template

register = template.Library()


@register.inclusion_tag("console/_bulk_menu.html")
def bulk_menu(
    choices: list[tuple[str, str]], what: str, key: str, icon_name: str, label: str
) -> dict[str, Any]:
    """Draw one menu: what the selected tickets can be given."""
    return {"choices": choices, "what": what, "key": key, "icon_name": icon_name, "label": label}
