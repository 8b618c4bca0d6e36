"""What cannot be, and what is doubtful, about time that somebody says he worked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.utils.translation import gettext as _

from deskhand.people.models import Agent, Organization
from deskhand.rules.worked import day_seconds, overlap
from deskhand.tickets.models import Ticket
from deskhand.work.timekeeping.models import (
    Place,
    TimeEntry,
    TravelMode,
    WorkRole,
    WorkType,
)

# A timer or a page that was open for a moment may say an end that is just ahead.
GRACE = timedelta(minutes=2)
LONGEST_NOTE = 10_000
MOST_METRES = 5_000_000


class TimeRefused(ValueError):
    """Time that cannot be entered so; `field` says where, the text says what to do."""

    def __init__(self, words: str, field: str = "length") -> None:
        super().__init__(words)
        self.field = field


class TimeDoubtful(Exception):
    """Time that may be right and looks wrong; whoever is sure says so. The text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """What somebody worked. With a ticket, the client is that of the ticket; without both it is
    work of the firm's own. `began_at` and `ended_at` only where they are known."""

    agent: Agent
    worked_on: date
    seconds: int
    work_type: WorkType
    ticket: Ticket | None = None
    organization: Organization | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None
    role: WorkRole | None = None
    is_billable: bool = True
    why_not_billable: str = ""
    place: str = Place.REMOTE
    travel: str = TravelMode.NONE
    travel_metres: int = 0
    travel_seconds: int = 0
    note: str = ""
    invoice_text: str = ""


def refuse(worked: Worked, *, zone: ZoneInfo, at: datetime, entry: TimeEntry | None = None) -> None:
    """Raise TimeRefused for what cannot be; `entry` is what it says anew."""
    if worked.seconds <= 0:
        raise TimeRefused(_("Say how long you worked, more than nothing."))
    _refuse_future(worked, zone, at)
    _refuse_long_day(worked, zone, entry)
    _refuse_words(worked)
    _refuse_travel(worked)
    client = worked.organization
    ended_at = client.archived_at if client is not None else None
    if ended_at is not None and worked.worked_on > ended_at.astimezone(zone).date():
        words = _("%(name)s is no client any more. Time until it was put away can be entered.")
        raise TimeRefused(words % {"name": client}, "organization")


def doubts(worked: Worked, *, entry: TimeEntry | None = None) -> Iterator[str]:
    """Say what looks wrong and may be right: work at two places at once."""
    if worked.began_at is None or worked.ended_at is None:
        return
    others = TimeEntry.objects.counted().filter(
        agent=worked.agent,
        began_at__lt=worked.ended_at,
        ended_at__gt=worked.began_at,
        adjustments=None,
    )
    others = others.exclude(pk=entry.pk) if entry is not None else others
    spans = list(others.order_by("began_at")[:50])
    pairs = [(one.began_at, one.ended_at) for one in spans if one.began_at and one.ended_at]
    shared = overlap(worked.began_at, worked.ended_at, pairs)
    if shared:
        words = _("%(name)s has other time entered for %(minutes)d min of it (%(where)s).")
        where = ", ".join(_place_words(one) for one in spans[:3])
        yield words % {
            "name": worked.agent,
            "minutes": shared.total_seconds() // 60 or 1,
            "where": where,
        }


def _place_words(entry: TimeEntry) -> str:
    return f"#{entry.ticket_id}" if entry.ticket_id else _("without a ticket")


def _refuse_future(worked: Worked, zone: ZoneInfo, at: datetime) -> None:
    if worked.worked_on > at.astimezone(zone).date():
        raise TimeRefused(_("This day is still to come."), "worked_on")
    if worked.worked_on.year < 2000:
        raise TimeRefused(_("This day is too long ago."), "worked_on")
    if worked.ended_at is not None and worked.ended_at > at + GRACE:
        raise TimeRefused(_("This work ends later than now. Enter it when it is done."))


def _refuse_long_day(worked: Worked, zone: ZoneInfo, entry: TimeEntry | None) -> None:
    rows = TimeEntry.objects.counted().filter(agent=worked.agent, worked_on=worked.worked_on)
    rows = rows.exclude(pk=entry.pk) if entry is not None else rows
    before = rows.aggregate(sum=Sum("seconds"))["sum"] or 0
    if before + worked.seconds > day_seconds(worked.worked_on, zone):
        words = _("With this, %(name)s would have worked %(hours)d h %(minutes)02d min on one day.")
        minutes = (before + worked.seconds) // 60
        numbers = {"hours": minutes // 60, "minutes": minutes % 60}
        raise TimeRefused(words % {"name": worked.agent, **numbers})


def _refuse_words(worked: Worked) -> None:
    if not worked.is_billable and not worked.why_not_billable.strip():
        raise TimeRefused(_("Say why this is not billable."), "why_not_billable")
    if len(worked.note) > LONGEST_NOTE:
        raise TimeRefused(_("The note is longer than 10,000 characters."), "note")


def _refuse_travel(worked: Worked) -> None:
    if worked.travel and worked.place != Place.ONSITE:
        raise TimeRefused(_("Travel belongs to work onsite."), "travel")
    if worked.travel == TravelMode.PER_KM and not 0 < worked.travel_metres <= MOST_METRES:
        raise TimeRefused(_("Say how far it was, up to 5,000 km."), "travel_km")
    if worked.travel == TravelMode.TIME and worked.travel_seconds <= 0:
        raise TimeRefused(_("Say how long the way took."), "travel_length")
