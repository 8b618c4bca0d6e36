"""Why a clock shows what it shows: which row and policy chose the promise, then its working."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from deskhand.rules.explain import CHANGES
from deskhand.rules.worktime import Calendar
from deskhand.sla.calendars import arithmetic, followed
from deskhand.sla.facts import CALENDAR, calendars_told
from deskhand.sla.models import CalendarVersion, Clock
from deskhand.sla.reading import starts_words, when_words
from deskhand.sla.recording import rule_of
from deskhand.sla.working import Beside, Line, instant_words, working

# What the clock events of these kinds did is told with who did it.
DONE = frozenset({"pause", "retarget", "correct", "cancel", "reopen", "override"})


@dataclass(frozen=True, slots=True)
class Why:
    """What explains one clock: why this promise, its working, what became of it since."""

    clock: Clock
    reasons: list[str]
    lines: list[Line]
    after: list[str]

    @property
    def sentences(self) -> list[str]:
        return [*self.reasons, *(line.words for line in self.lines), *self.after]


def why(clock: Clock, *, at: datetime, zone: ZoneInfo | None = None) -> Why:
    """Explain a clock in a zone; without one in that of its calendar."""
    reasons = [line for line in clock.reason.splitlines() if line]
    if clock.started_at is None:
        return Why(clock, reasons, [], list(_unstarted(clock)))
    zone = zone or arithmetic(clock.calendar_version).zone
    lines = working(rule_of(clock), at, zone=zone, beside=_beside(clock))
    after = [*_recounted(clock, zone), *_replaced(clock, zone)]
    return Why(clock, reasons, lines, after)


def working_of(clock: Clock, *, at: datetime, zone: ZoneInfo | None = None) -> list[str]:
    """Explain a due time in sentences: what was promised and why, which hours counted, what
    changed."""
    return why(clock, at=at, zone=zone).sentences


def _beside(clock: Clock) -> Beside:
    doers = {(e.kind, e.at): e.actor for e in clock.events.all() if e.kind in DONE and e.actor}
    # One that was taken over from a clock that was replaced counts from the start.
    by_hand = (e for e in clock.events.all() if e.kind == "override")
    done_at = {(e.kind, e.at): e.recorded_at for e in by_hand}
    known = _known(clock)
    return Beside(clock.calendar_version.names, doers=doers, done_at=done_at, known=known)


def _known(clock: Clock) -> dict[datetime, Calendar]:
    """The hours that were known when something was changed, before the calendar was edited."""
    events = list(clock.events.all())
    told = [event for event in events if event.kind == CALENDAR]
    known = {}
    for event in events if told else ():
        before = [fact for fact in told if fact.recorded_at <= event.recorded_at]
        if event.kind in CHANGES and len(before) < len(told):
            known[event.at] = followed(clock.calendar_version, tuple(calendars_told(before)))
    return known


def _unstarted(clock: Clock) -> Iterator[str]:
    if clock.state == Clock.State.PENDING:
        yield starts_words(clock)
    for event in clock.events.all():
        if event.kind == "cancel":
            reason = event.payload.get("reason", "")
            yield _("It never started: %(reason)s.") % {"reason": reason}


def _recounted(clock: Clock, zone: ZoneInfo) -> Iterator[str]:
    """From when on another version of its calendar counts."""
    told = [event for event in clock.events.all() if event.kind == CALENDAR]
    if not told:
        return
    versions = CalendarVersion.objects.select_related("calendar").in_bulk(
        [event.payload["version"] for event in told]
    )
    for event in told:
        version = versions[event.payload["version"]]
        about = {"when": instant_words(event.at, zone), "calendar": version.calendar}
        words = _("Since %(when)s it counts by version %(number)d of %(calendar)s.")
        yield words % {**about, "number": version.number}


def _replaced(clock: Clock, zone: ZoneInfo) -> Iterator[str]:
    """A clock that was replaced when it had ended stays as it was, with the reason."""
    if clock.replaced_at is None:
        return
    when = when_words(clock.replaced_at, zone, at=clock.replaced_at)
    for event in clock.events.all():
        if event.kind == "replaced":
            about = {"when": when, "reason": event.payload.get("reason", "")}
            yield _("It counts no more since %(when)s: %(reason)s.") % about
