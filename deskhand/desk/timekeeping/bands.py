"""How much of some work lay in the hours by which its ticket goes, and how much outside of them."""

from dataclasses import dataclass
from datetime import datetime

from deskhand.rules.bands import IN
from deskhand.rules.rating.splitting import Splitting
from deskhand.rules.worktime import Calendar
from deskhand.sla.dates import calendar_of
from deskhand.work.timekeeping.models import TimeEntry


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of work within the hours, or outside of them."""

    is_inside: bool
    seconds: int


def bands_of(entry: TimeEntry) -> list[Band]:
    """Split an entry by the hours of its ticket as they were then, in order of time.

    Nothing where its times of day are not known, or there are no hours.
    """
    if entry.ticket is None or entry.began_at is None or entry.ended_at is None:
        return []
    calendar = calendar_of(entry.ticket, at=entry.began_at)
    if calendar is None:
        return []
    return bands_between(entry.began_at, entry.ended_at, calendar=calendar)


def bands_between(begin: datetime, end: datetime, *, calendar: Calendar) -> list[Band]:
    """Split work between two instants by a calendar that is handed in."""
    pieces = Splitting().pieces(begin, end, calendar=calendar)
    return [Band(piece.band == IN, piece.seconds) for piece in pieces]
