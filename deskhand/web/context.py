"""What every page knows: the firm, who reads, and where to write to."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from deskhand.mail.writing import NoMailbox, default_mailbox
from deskhand.people.models import Agent
from deskhand.people.reader import Look
from deskhand.provider.firm import current


def firm(request: HttpRequest) -> dict[str, Any]:
    return {
        "firm": getattr(request, "firm", None) or current(),
        "reader": getattr(request, "reader", None),
        "look": _look(request),
        "help_address": SimpleLazyObject(_help_address),
    }


def _look(request: HttpRequest) -> Look:
    """How the page is drawn: as the agent set it, and for others as the browser remembers."""
    reader = getattr(request, "reader", None)
    if reader is not None and reader.is_agent:
        found: Look = reader.look
        return found
    theme, density = (request.COOKIES.get(name, "") for name in ("theme", "density"))
    return Look(
        theme if theme in Agent.Theme.values else "",
        density if density in Agent.Density.values else "",
    )


def _help_address() -> str:
    try:
        return str(default_mailbox().email)
    except NoMailbox:
        return ""
