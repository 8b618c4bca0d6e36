"""An invitation (RFC 5545) as text, for a letter that has no other words: what, when, where."""

import re
from datetime import datetime

from deskhand.rules.letter.flowed import plain

_FOLD = re.compile(r"\r?\n[ \t]")
_PROPERTY = re.compile(r"([A-Za-z-]{1,40})((?:;[^:\"]*(?:\"[^\"]*\")?[^:\"]*){0,5}):(.*)")
_ZONE = re.compile(r";TZID=\"?([^\";:]{1,80})", re.I)
_ESCAPE = re.compile(r"\\(.)")
_MOST = 200_000
_WANTED = frozenset({"SUMMARY", "DTSTART", "DTEND", "LOCATION", "DESCRIPTION"})


def text_of_invitation(calendar: str) -> str:
    """Return title, time, place and description of the first event, each on its lines."""
    found: dict[str, tuple[str, str]] = {}
    in_event = False
    for line in _FOLD.sub("", calendar[:_MOST]).splitlines():
        if line.upper().startswith(("BEGIN:VEVENT", "BEGIN:VTODO")):
            in_event = True
        elif line.upper().startswith(("END:VEVENT", "END:VTODO")):
            break
        elif in_event and (read := _PROPERTY.match(line)) and read[1].upper() in _WANTED:
            found.setdefault(read[1].upper(), (read[2], read[3]))
    title, place, words = (_words(found, name) for name in ("SUMMARY", "LOCATION", "DESCRIPTION"))
    head = [line for line in (title, _time(found), place) if line]
    return "\n".join([*head, *(["", words] if words and head else [words])]).strip()


def _words(found: dict[str, tuple[str, str]], name: str) -> str:
    value = found.get(name, ("", ""))[1]
    return plain(_ESCAPE.sub(lambda sign: "\n" if sign[1] in "nN" else sign[1], value)).strip()


def _time(found: dict[str, tuple[str, str]]) -> str:
    begins, zone = _instant(found.get("DTSTART"))
    ends, _zone = _instant(found.get("DTEND"))
    if ends.startswith(begins[:10]) and len(ends) > 10:
        ends = ends[11:]
    times = " – ".join(time for time in (begins, ends) if time)
    return f"{times} ({zone})" if times and zone else times


def _instant(value: tuple[str, str] | None) -> tuple[str, str]:
    """Return a time to be read, and its zone where one is named."""
    parameters, text = value or ("", "")
    for form, shown in (("%Y%m%dT%H%M%S", "%Y-%m-%d %H:%M"), ("%Y%m%d", "%Y-%m-%d")):
        try:
            moment = datetime.strptime(text.strip().rstrip("Zz"), form)  # noqa: DTZ007 - as written
        except ValueError:
            continue
        named = _ZONE.search(parameters)
        zone = named[1] if named else "UTC" if text.strip().endswith(("Z", "z")) else ""
        return moment.strftime(shown), zone
    return "", ""
