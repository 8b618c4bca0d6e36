"""What every page knows: the firm and its look."""

from typing import Any

from django.http import HttpRequest

from deskhand.provider.firm import current


def firm(request: HttpRequest) -> dict[str, Any]:
    return {"firm": current(), "reader": getattr(request, "reader", None)}
