"""What stands in the rails: the queues of an agent, the subjects of Setup."""

from typing import Any

from django import template

from deskhand.web.console.rail import Queue, queues_for
from deskhand.web.setup.resources import RESOURCES, Resource

register = template.Library()


@register.simple_tag(takes_context=True)
def queues(context: Any) -> list[Queue]:
    """Return the lists of the reader's rail; nothing for one who is no agent."""
    reader = context.get("reader")
    return queues_for(reader) if reader and reader.is_agent else []


@register.simple_tag
def subjects() -> tuple[Resource, ...]:
    """Return the kinds of rows that Setup keeps."""
    return RESOURCES
