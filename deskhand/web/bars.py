"""The way of a clock to its due time as a bar: what counted, what did not, and where it stands."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.rules.explain import IN_A_ROW, Fact
from deskhand.sla.models import Clock
from deskhand.sla.why import Why
from deskhand.sla.working import length_words, stretch_words
from deskhand.web.promises import moment_words

WIDTH = 320.0
# What a letter of a label takes; a label that does not fit in its stretch is left out.
LETTER, PADDING = 6.2, 6.0
THINNEST = 1.5
NONE = timedelta()


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the bar: counted, paused, solved, holiday, closed, or late."""

    kind: str
    x: float
    width: float
    label: str
    title: str

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Mark:
    """An instant on the bar with its words, above it or below; `anchor` is that of the text."""

    x: float
    text_x: float
    anchor: str
    words: str
    kind: str
    row: int = 0


@dataclass(frozen=True, slots=True)
class Bar:
    """The picture; `rows` say the same as a table: from when to when, what it is, what counted."""

    segments: list[Segment] = field(default_factory=list)
    above: list[Mark] = field(default_factory=list)
    below: list[Mark] = field(default_factory=list)
    rows: list[tuple[str, str, str]] = field(default_factory=list)
    words: str = ""

    @property
    def height(self) -> int:
        return 60 + 14 * max((mark.row for mark in self.below), default=0)


def bar(why: Why, *, at: datetime) -> Bar | None:
    """Draw the way of a clock as it is known at an instant; None before it has one."""
    clock = why.clock
    if clock.started_at is None:
        return None
    until = _until(clock, at)
    if until <= clock.started_at:
        return None
    scale = _Scale(clock.started_at, until)
    row = [line.fact for line in why.lines if line.fact.kind in IN_A_ROW]
    segments = [*_stretches(row, clock, scale, until), *_late(clock, scale, at)]
    return Bar(
        segments,
        list(_above(clock, scale, at)),
        list(_below(clock, scale, at)),
        [_row(fact) for fact in row],
        " ".join(line.words for line in why.lines if line.fact.kind in {"due", "late", "kept"}),
    )


def _until(clock: Clock, at: datetime) -> datetime:
    """Where the bar ends: what is late is shown up to as long again as there was time."""
    ends_at = clock.stopped_at or at
    if clock.due_at is None or clock.started_at is None:
        return ends_at
    return max(clock.due_at, min(ends_at, clock.due_at + (clock.due_at - clock.started_at)))


@dataclass(frozen=True, slots=True)
class _Scale:
    begin: datetime
    end: datetime

    def x(self, at: datetime) -> float:
        share = (at - self.begin) / (self.end - self.begin)
        return round(WIDTH * min(1.0, max(0.0, share)), 1)


def _stretches(
    row: Sequence[Fact], clock: Clock, scale: _Scale, until: datetime
) -> Iterator[Segment]:
    cursor = scale.begin
    for fact in row:
        if fact.at is None or fact.until is None or fact.until <= cursor:
            continue
        yield _segment(fact, max(cursor, fact.at), scale)
        cursor = fact.until
    due_at = clock.due_at or until
    if not row and cursor < due_at:
        yield Segment("counted", 0, scale.x(due_at), "", "")


def _segment(fact: Fact, began: datetime, scale: _Scale) -> Segment:
    ended = fact.until or began
    left = scale.x(began)
    width = max(THINNEST, scale.x(ended) - left)
    zone = timezone.get_current_timezone()
    name = str(NAMES[fact.kind])
    stretch = stretch_words(began, ended, zone)
    words = length_words(fact.lapse) if fact.kind == "counted" else name
    fits = len(words) * LETTER + PADDING <= width
    return Segment(fact.kind, left, width, words if fits else "", f"{name}: {stretch}")


def _late(clock: Clock, scale: _Scale, at: datetime) -> Iterator[Segment]:
    due_at, ends_at = clock.due_at, clock.stopped_at or at
    if due_at is None or clock.breached_at is None or ends_at <= due_at:
        return
    left = scale.x(due_at)
    words = str(NAMES["late"])
    width = max(THINNEST, scale.x(ends_at) - left)
    fits = len(words) * LETTER + PADDING <= width
    zone = timezone.get_current_timezone()
    stretch = stretch_words(due_at, ends_at, zone)
    yield Segment("late", left, width, words if fits else "", f"{words}: {stretch}")


def _above(clock: Clock, scale: _Scale, at: datetime) -> Iterator[Mark]:
    when = clock.stopped_at or at
    words = _("stopped %(time)s") if clock.stopped_at else _("now %(time)s")
    kind = "stopped" if clock.stopped_at else "now"
    if clock.state != Clock.State.CANCELLED and scale.begin <= when:
        yield _mark(scale.x(when), words % {"time": moment_words(when, at=at)}, kind)


def _below(clock: Clock, scale: _Scale, at: datetime) -> Iterator[Mark]:
    begun = _mark(0.0, moment_words(scale.begin, at=at), "start")
    yield begun
    if clock.due_at is None:
        return
    words = _("due %(moment)s") % {"moment": moment_words(clock.due_at, at=at)}
    due = _mark(scale.x(clock.due_at), words, "due")
    reach = sum(len(mark.words) for mark in (begun, due)) * LETTER + 2 * PADDING
    is_tight = (due.text_x if due.anchor == "end" else due.text_x + reach / 2) < reach
    yield Mark(due.x, due.text_x, due.anchor, due.words, due.kind, int(is_tight))


def _mark(x: float, words: str, kind: str) -> Mark:
    """Keep the words of a mark within the picture."""
    half = len(words) * LETTER / 2
    if x < half:
        return Mark(x, 0.0, "start", words, kind)
    if x > WIDTH - half:
        return Mark(x, WIDTH, "end", words, kind)
    return Mark(x, x, "middle", words, kind)


def _row(fact: Fact) -> tuple[str, str, str]:
    if fact.at is None or fact.until is None:
        return "", "", ""
    zone = timezone.get_current_timezone()
    counts = length_words(fact.lapse) if fact.kind == "counted" else ""
    name = str(NAMES[fact.kind])
    cause = f"{name}: {fact.cause}" if fact.cause and fact.kind == "paused" else name
    return stretch_words(fact.at, fact.until, zone), cause, counts


def reasons(why: Why) -> Iterable[str]:
    """Return what stands beside the bar in words: all but the stretches that it shows."""
    told = (line.words for line in why.lines if line.fact.kind not in {"counted", "closed"})
    return [*why.reasons, *told, *why.after]


NAMES = {
    "counted": gettext_lazy("counted"),
    "paused": gettext_lazy("paused"),
    "solved": gettext_lazy("solved"),
    "holiday": gettext_lazy("holiday"),
    "closed": gettext_lazy("closed"),
    "late": gettext_lazy("late"),
}
