"""The Date field to an instant in UTC, or None when no reading of it makes sense."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz

_COMMENT = re.compile(r"\([^()]*\)")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?\s*(Z|[+-]\d\d:?\d\d)?")


def instant(value: str) -> datetime | None:
    """Read RFC 5322 dates with their obsolete and broken forms, and ISO 8601."""
    try:
        return _rfc(value) or _iso(value)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _rfc(value: str) -> datetime | None:
    plain = value[:300]
    while (shorter := _COMMENT.sub(" ", plain)) != plain:
        plain = shorter
    fields = parsedate_tz(plain)
    if fields is None:
        return None
    year, month, day, hour, minute, second = fields[:6]
    if second == 60:
        second = 59
    offset = fields[9] or 0
    if abs(offset) >= 86_400:
        offset = 0
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC) - timedelta(seconds=offset)


def _iso(value: str) -> datetime | None:
    found = _ISO.search(value[:200])
    if not found:
        return None
    year, month, day, hour, minute = (int(part) for part in found.groups()[:5])
    moment = datetime(year, month, day, hour, minute, int(found[6] or 0), tzinfo=UTC)
    zone = (found[7] or "Z").replace(":", "")
    if zone == "Z":
        return moment
    sign = -1 if zone[0] == "-" else 1
    return moment - sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5]))
