"""What every page knows: the firm and its look."""

from typing import Any

from deskhand.provider.firm import current
from deskhand.web.request import DeskRequest


def firm(request: DeskRequest) -> dict[str, Any]:
    return {"firm": current(), "reader": getattr(request, "reader", None)}
