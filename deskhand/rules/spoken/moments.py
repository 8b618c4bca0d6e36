"""A moment as somebody types it into a field: fri 14:00, tomorrow, in 2 hours, 3d, 24.12. 8 Uhr."""

import re
from datetime import datetime, timedelta

from deskhand.rules.spoken.promises import Standpoint, promises

_SHORT = re.compile(r"(?P<count>\d{1,3})\s?(?P<unit>[mhdw])", re.IGNORECASE)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def moment(text: str, view: Standpoint, *, usual: str = "9:00") -> datetime | None:
    """Return the instant (UTC) ahead that is meant; None where there is none. A day without a
    time is meant at the usual one."""
    short = _SHORT.fullmatch(text.strip())
    if short is not None:
        return view.at + timedelta(**{_UNITS[short["unit"].lower()]: int(short["count"])})
    said = promises(f"by {text.strip()[:100]} {usual}", view)
    return said[0].due_at if said else None
