"""What stands in the rails: the queues of an agent, the subjects of Setup.

Django loads every tag library with the first template; the pages themselves are imported late,
so that a page of the portal does not load the forms of Setup.
"""

from typing import Any

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def rail_sections(context: Any) -> list[Any]:
    """Return the lists of the reader's rail by heading; nothing for one who is no agent."""
    from deskhand.web.console.rail import queues_of, sections

    reader = context.get("reader")
    return sections(queues_of(context["request"])) if reader and reader.is_agent else []


@register.filter
def is_folded(request: Any, group: str) -> bool:
    """Whether a group of the rail was folded in this browser (`rail.js` keeps which)."""
    return group in request.COOKIES.get("folded", "").split(".")


@register.simple_tag
def setup_chapters() -> list[Any]:
    """Return what Setup has, in chapters."""
    from deskhand.web.setup.contents import contents

    return contents()


@register.filter
def may_read_reports(reader: Any) -> bool:
    """Whether the reports stand in this reader's rail."""
    from deskhand.reports.asking import may_read

    return bool(reader) and may_read(reader)
