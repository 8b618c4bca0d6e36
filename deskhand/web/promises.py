"""What a promise chip says: words first, a mark for the words, a tone for the mark."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from deskhand.catalog.spoken import spoken
from deskhand.sla.models import Clock, Start
from deskhand.sla.reading import starts_words

FULL = 100


@dataclass(frozen=True, slots=True)
class Chip:
    """State: running, soon, near, late, missed, waiting, paused, met or none; `left` is percent of
    the time. It turns soon (amber) and near (red) at the fractions of its policy."""

    state: str
    words: str
    title: str = ""
    left: int | None = None
    due_at: datetime | None = None
    warn_at: datetime | None = None
    alarm_at: datetime | None = None


def chip(clock: Clock | None, *, at: datetime) -> Chip:
    """Return what stands on the chip of a clock; None means that nothing was promised."""
    if clock is None:
        return Chip("none", _("No promise"))
    return _TELL[str(clock.state)](clock, at)


def moment_words(when: datetime, *, at: datetime) -> str:
    """Return an instant in the fewest words that are still clear, in the reader's zone."""
    here, now = localtime(when), localtime(at)
    if here.date() == now.date():
        return f"{here:%H:%M}"
    if abs((here.date() - now.date()).days) < 7:
        return f"{_day_words(here.date(), 'D')} {here:%H:%M}"
    return _day_words(here.date(), "j M" if here.year == now.year else "j M Y")


def exact_words(when: datetime) -> str:
    """Return an instant in full, with its zone."""
    here = localtime(when)
    return f"{_day_words(here.date(), 'D j M Y')}, {here:%H:%M} {here.tzname()}"


def _day_words(day: date, form: str) -> str:
    return _day_in(day, form, get_language())


@lru_cache(maxsize=4096)
def _day_in(day: date, form: str, _language: str | None) -> str:
    """A list says the same day in row after row; putting it into words takes its time."""
    return date_format(day, form)


def span_words(span: timedelta) -> str:
    """Return a length of time, to two units: "23 min", "2 h 8 min", "3 d"."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return _("%(minutes)d min") % {"minutes": minutes}
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return _("%(days)d d") % {"days": hours // 24}
    if hours >= 6 or not rest:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


def _running(clock: Clock, at: datetime) -> Chip:
    due = clock.due_at
    if due is None or clock.started_at is None:
        return _pending(clock, at)
    if at > due:
        return _late(clock, at)
    state = "soon" if clock.warn_at is not None and at >= clock.warn_at else "running"
    state = "near" if clock.alarm_at is not None and at >= clock.alarm_at else state
    whole = (due - clock.started_at).total_seconds()
    left = round(FULL * (due - at).total_seconds() / whole) if whole > 0 else 0
    words = (
        _("%(span)s left") % {"span": span_words(due - at)}
        if due - at < timedelta(hours=3)
        else _("due %(moment)s") % {"moment": moment_words(due, at=at)}
    )
    title = _("Due %(moment)s") % {"moment": exact_words(due)}
    ring = max(0, min(FULL, left))
    return Chip(state, words, title, ring, due, clock.warn_at, clock.alarm_at)


def _late(clock: Clock, at: datetime) -> Chip:
    due: Any = clock.breached_at or clock.due_at or at
    title = _("Was due %(moment)s") % {"moment": exact_words(due)}
    if clock.stopped_at:
        words = _("Met %(span)s late") % {"span": span_words(clock.stopped_at - due)}
        return Chip("missed", words, title)
    return Chip("late", _("%(span)s late") % {"span": span_words(at - due)}, title, due_at=due)


def _paused(clock: Clock, at: datetime) -> Chip:
    if not clock.held_by:
        return Chip("paused", _("Paused"))
    return Chip("paused", _("Paused: %(status)s") % {"status": spoken(clock.held_by)})


def _met(clock: Clock, at: datetime) -> Chip:
    when = clock.met_at or clock.stopped_at
    if when is None:
        return Chip("met", _("Met"))
    words = _("Met %(moment)s") % {"moment": moment_words(when, at=at)}
    return Chip("met", words, exact_words(when))


def _pending(clock: Clock, at: datetime) -> Chip:
    start = Start(clock.row.start) if clock.row else None
    words = str(STARTS[start]) if start in STARTS else _("Not started")
    return Chip("waiting", words, starts_words(clock))


STARTS = {
    Start.HANDOVER: gettext_lazy("Starts at hand-over"),
    Start.PASSED_ON: gettext_lazy("Starts by message"),
    Start.STATUS: gettext_lazy("Starts by status"),
    Start.DATE: gettext_lazy("Starts by date"),
}


def _cancelled(clock: Clock, at: datetime) -> Chip:
    return Chip("none", _("No longer promised"), clock.reason)


_TELL = {
    "pending": _pending,
    "running": _running,
    "paused": _paused,
    "breached": _late,
    "met": _met,
    "cancelled": _cancelled,
}
