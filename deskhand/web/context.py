"""What every page knows: the firm, who reads, and where to write to."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from deskhand.mail.writing import NoMailbox, default_mailbox
from deskhand.provider.firm import current


def firm(request: HttpRequest) -> dict[str, Any]:
    return {
        "firm": getattr(request, "firm", None) or current(),
        "reader": getattr(request, "reader", None),
        "help_address": SimpleLazyObject(_help_address),
    }


def _help_address() -> str:
    try:
        return str(default_mailbox().email)
    except NoMailbox:
        return ""
