"""Calendar text as RFC 5545 wants it: events in a file, an invitation, or a feed.

Instants are written in UTC, so that no description of a time zone needs to go along and no
calendar program can read it by other rules.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

PRODUCT = "-//Deskhand//Deskhand//EN"
PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"
LONGEST_LINE = 75


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody in an event: his address, his name, and whether he is asked to answer."""

    address: str
    name: str = ""
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `sequence` grows with each change that was told."""

    uid: str
    sequence: int
    begins_at: datetime
    ends_at: datetime
    told_at: datetime
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    status: str = "CONFIRMED"
    organizer: Party | None = None
    attendees: tuple[Party, ...] = ()


def calendar_text(events: Iterable[Event], *, method: str, name: str = "") -> str:
    """Return a calendar with these events, lines folded and ended as the standard says."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", f"METHOD:{method}"]
    if name:
        lines += [f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}"]
    for event in events:
        lines += _event_lines(event)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event_lines(event: Event) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{_instant(event.told_at)}",
        f"DTSTART:{_instant(event.begins_at)}",
        f"DTEND:{_instant(event.ends_at)}",
        f"SUMMARY:{_text(event.summary)}",
        f"STATUS:{event.status}",
    ]
    if event.description:
        lines.append(f"DESCRIPTION:{_text(event.description)}")
    if event.location:
        lines.append(f"LOCATION:{_text(event.location)}")
    if event.url:
        lines.append(f"URL:{_line(event.url)}")
    if event.organizer is not None:
        lines.append(f"ORGANIZER{_named(event.organizer)}:mailto:{_line(event.organizer.address)}")
    for one in event.attendees:
        asked = ";PARTSTAT=NEEDS-ACTION;RSVP=TRUE" if one.is_asked else ";PARTSTAT=ACCEPTED"
        role = ";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT"
        lines.append(f"ATTENDEE{role}{asked}{_named(one)}:mailto:{_line(one.address)}")
    lines.append("END:VEVENT")
    return lines


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    kept = "".join(c for c in text.replace("\r\n", "\n") if c == "\n" or c.isprintable())
    for mark, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        kept = kept.replace(mark, escaped)
    return kept


def _line(text: str) -> str:
    return "".join(c for c in text if c.isprintable() and not c.isspace())


def _named(party: Party) -> str:
    # A quoted parameter may hold anything but quotes and control characters (RFC 5545 3.1).
    name = "".join(c for c in party.name if c.isprintable() and c != '"').strip()
    return f';CN="{name}"' if name else ""


def _folded(line: str) -> str:
    """Lines of 75 octets at most, never cut within a character."""
    rows, row, length = [], "", 0
    for character in line:
        size = len(character.encode())
        if length + size > LONGEST_LINE:
            rows.append(row)
            row, length = " ", 1
        row += character
        length += size
    return "\r\n".join([*rows, row])
