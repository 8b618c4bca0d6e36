"""How somebody wants to be told: by which ways, how often, and when not."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from deskhand.notices.kinds import ALWAYS_TOLD, OF_ADMINISTRATORS, USUAL, Channel, Kind, Pace
from deskhand.notices.models import Preference
from deskhand.people.reader import Reader
from deskhand.rules.quiet import Quiet, next_daily, next_hour, over_at

# For so long whoever looks at the desk anyway may read it there first: then nothing is sent.
GRACE: Mapping[str, timedelta] = {
    Channel.MAIL: timedelta(minutes=2),
    Channel.PUSH: timedelta(seconds=10),
    Channel.PAGE: timedelta(),
}


def preference_of(person_id: int) -> Preference:
    """Return what somebody chose, or an unsaved row with what is usual."""
    return Preference.objects.filter(person=person_id).first() or Preference(person_id=person_id)


def preferences_of(people: Iterable[int]) -> dict[int, Preference]:
    """Return what each of these people chose; what is usual for who chose nothing."""
    wanted = set(people)
    rows = {row.person_id: row for row in Preference.objects.filter(person__in=wanted)}
    return {person: rows.get(person) or Preference(person_id=person) for person in wanted}


def save_preference(preference: Preference, choices: Mapping[str, Iterable[str]]) -> None:
    """Keep what somebody chose; of the ways by kind only what differs from the usual."""
    preference.choices = {
        kind: sorted(ways)
        for kind, ways in choices.items()
        if frozenset(ways) != frozenset(USUAL[kind])
    }
    preference.save()


def kinds_for(reader: Reader) -> list[Kind]:
    """Return what this agent can be told, in the order of the page."""
    return [kind for kind in Kind if reader.is_administrator or kind not in OF_ADMINISTRATORS]


def channels_of(preference: Preference, kind: str) -> frozenset[str]:
    """Return the ways by which somebody wants to be told this."""
    chosen = preference.choices.get(kind)
    if chosen is None:
        return frozenset(USUAL.get(kind, ()))
    always = {Channel.BELL} if kind in ALWAYS_TOLD else set()
    return frozenset(chosen) | always


def due_at(
    preference: Preference, channel: str, *, zone: ZoneInfo, is_urgent: bool, at: datetime
) -> datetime:
    """Return when a notice of `at` may go out, by a way other than the bell, to somebody who
    lives by this zone."""
    due = at + GRACE[channel]
    if channel == Channel.MAIL and not is_urgent:
        due = _with_the_others(preference, due, zone=zone)
    if preference.urgent_pierces and (is_urgent or channel == Channel.PAGE):
        return due
    begins, ends = preference.quiet_begins, preference.quiet_ends
    return over_at(Quiet(zone, begins, ends, preference.quiet_weekends), due)


def _with_the_others(preference: Preference, at: datetime, *, zone: ZoneInfo) -> datetime:
    if preference.pace == Pace.HOURLY:
        return next_hour(at)
    if preference.pace == Pace.DAILY:
        return next_daily(preference.daily_at, zone, at)
    return at
