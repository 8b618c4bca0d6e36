"""What a promise chip says: words first, a mark for the words, a tone for the mark."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.catalog.spoken import spoken
from deskhand.sla.models import Clock, Start
from deskhand.sla.reading import starts_words
from deskhand.web.now import Now

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
    return chip_now(clock, Now.of(at))


def chip_now(clock: Clock | None, now: Now) -> Chip:
    if clock is None:
        return Chip("none", _words(now.language).none)
    return _TELL[str(clock.state)](clock, now)


def moment_words(when: datetime, *, at: datetime) -> str:
    """Return an instant in the fewest words that are still clear, in the reader's zone."""
    return Now.of(at).moment_words(when)


def exact_words(when: datetime) -> str:
    """Return an instant in full, with its zone."""
    return Now.of(when).exact_words(when)


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


class _Words(NamedTuple):
    """What chips say again and again, in one language."""

    none: str
    left: str
    due: str
    due_at: str
    was_due: str
    late: str
    met_late: str


@lru_cache(maxsize=16)
def _words(_language: str | None) -> _Words:
    """The words of the language that is active, which is this one."""
    return _Words(
        none=_("No promise"),
        left=_("%(span)s left"),
        due=_("due %(moment)s"),
        due_at=_("Due %(moment)s"),
        was_due=_("Was due %(moment)s"),
        late=_("%(span)s late"),
        met_late=_("Met %(span)s late"),
    )


def _running(clock: Clock, now: Now) -> Chip:
    due, at = clock.due_at, now.at
    if due is None or clock.started_at is None:
        return _pending(clock, now)
    if at > due:
        return _late(clock, now)
    state = "soon" if clock.warn_at is not None and at >= clock.warn_at else "running"
    state = "near" if clock.alarm_at is not None and at >= clock.alarm_at else state
    whole = (due - clock.started_at).total_seconds()
    left = round(FULL * (due - at).total_seconds() / whole) if whole > 0 else 0
    said = _words(now.language)
    words = (
        said.left % {"span": span_words(due - at)}
        if due - at < timedelta(hours=3)
        else said.due % {"moment": now.moment_words(due)}
    )
    title = said.due_at % {"moment": now.exact_words(due)}
    ring = max(0, min(FULL, left))
    return Chip(state, words, title, ring, due, clock.warn_at, clock.alarm_at)


def _late(clock: Clock, now: Now) -> Chip:
    due: Any = clock.breached_at or clock.due_at or now.at
    said = _words(now.language)
    title = said.was_due % {"moment": now.exact_words(due)}
    if clock.stopped_at:
        words = said.met_late % {"span": span_words(clock.stopped_at - due)}
        return Chip("missed", words, title)
    return Chip("late", said.late % {"span": span_words(now.at - due)}, title, due_at=due)


def _paused(clock: Clock, now: Now) -> Chip:
    if not clock.held_by:
        return Chip("paused", _("Paused"))
    return Chip("paused", _("Paused: %(status)s") % {"status": spoken(clock.held_by)})


def _met(clock: Clock, now: Now) -> Chip:
    when = clock.met_at or clock.stopped_at
    if when is None:
        return Chip("met", _("Met"))
    words = _("Met %(moment)s") % {"moment": now.moment_words(when)}
    return Chip("met", words, now.exact_words(when))


def _pending(clock: Clock, now: Now) -> Chip:
    start = Start(clock.row.start) if clock.row else None
    words = str(STARTS[start]) if start in STARTS else _("Not started")
    return Chip("waiting", words, starts_words(clock))


STARTS = {
    Start.HANDOVER: gettext_lazy("Starts at hand-over"),
    Start.PASSED_ON: gettext_lazy("Starts by message"),
    Start.STATUS: gettext_lazy("Starts by status"),
    Start.DATE: gettext_lazy("Starts by date"),
}


def _cancelled(clock: Clock, now: Now) -> Chip:
    return Chip("none", _("No longer promised"), clock.reason)


_TELL = {
    "pending": _pending,
    "running": _running,
    "paused": _paused,
    "breached": _late,
    "met": _met,
    "cancelled": _cancelled,
}
