"""The Date field to an instant in UTC, or None when no reading of it makes sense."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz

_COMMENT = re.compile(r"\([^()]*\)")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?\s*(Z|[+-]\d\d:?\d\d)?")
_FIGURES = re.compile(r"^\s*(\d{1,2})[ ./-]+(\d{1,2})[ ./-]+(\d{2}|\d{4})\s+(?=\d{1,2}:\d\d)")
_MONTHS = "? Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
# A zone as POSIX writes it, with the hours west of Greenwich: EST5EDT.
_POSIX = re.compile(r"\b[A-Z]{3}(\d{1,2})[A-Z]{3,4}\s*$")
_FROM_GREENWICH = re.compile(r"\b(?:GMT|UTC?)\s?([+-]\d{1,2})(?::?(\d\d))?\s*$")
_ZONE = re.compile(r"\b([A-Z]{3,4})\s*$")
# Hours east of Greenwich of names that the standard does not know, and mailers write.
_ZONES = {
    **dict.fromkeys(("WET", "WEZ"), 0.0),
    **dict.fromkeys(("CET", "MEZ", "MET", "WEST", "BST"), 1.0),
    **dict.fromkeys(("CEST", "MESZ", "MEST", "EET", "SAST"), 2.0),
    **dict.fromkeys(("EEST", "MSK", "TRT"), 3.0),
    **{"IST": 5.5, "HKT": 8.0, "SGT": 8.0, "AWST": 8.0, "JST": 9.0, "KST": 9.0, "ACST": 9.5},
    **{"AEST": 10.0, "AEDT": 11.0, "NZST": 12.0, "NZDT": 13.0, "BRT": -3.0, "AKST": -9.0},
}


def instant(value: str) -> datetime | None:
    """Read RFC 5322 dates with their obsolete and broken forms, and ISO 8601.

    Of a trace field, such as Received, what stands behind the last semicolon.
    """
    for read in (_rfc, _iso, _in_figures, _of_trace):
        try:
            found = read(value)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
        if found is not None:
            return found
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
    offset = fields[9] if fields[9] else _named_offset(plain)
    if abs(offset) >= 86_400:
        offset = 0
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC) - timedelta(seconds=offset)


def _named_offset(text: str) -> float:
    if posix := _POSIX.search(text):
        return -3600 * int(posix[1])
    if greenwich := _FROM_GREENWICH.search(text):
        hours = int(greenwich[1])
        return 3600 * hours + (-60 if hours < 0 else 60) * int(greenwich[2] or 0)
    named = _ZONE.search(text)
    return 3600 * _ZONES.get(named[1], 0.0) if named else 0


def _in_figures(value: str) -> datetime | None:
    """Read day, month and year in figures, in this order, with a time behind them."""
    plain = _COMMENT.sub(" ", _COMMENT.sub(" ", value[:300]))
    found = _FIGURES.match(plain)
    if found is None:
        return None
    day, month, year = found.groups()
    return _rfc(f"{day} {_MONTHS[int(month)]} {year} {plain[found.end() :]}")


def _of_trace(value: str) -> datetime | None:
    return _rfc(value.rpartition(";")[2]) if ";" in value else None


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
