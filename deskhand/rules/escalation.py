"""Which steps of a clock have come, and when the next one does.

Of what has come only the latest fires: what a pause, a downtime or a late change let go by is
superseded. How often each step has come before is handed in, so that none comes twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from deskhand.rules.clock import Reading
from deskhand.rules.steps import Course, Step, fire_times

LATE_KINDS = frozenset({"due", "after", "repeat"})


@dataclass(frozen=True, slots=True)
class Moment:
    """When a step comes: which of the list, and the how manieth time, both counted from 1."""

    step: int
    occurrence: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is due to fire, what it supersedes, and when to look again; None for never."""

    fires: tuple[Moment, ...] = ()
    superseded: tuple[Moment, ...] = ()
    next_at: datetime | None = None


def look(
    steps: Mapping[int, Step],
    course: Course | None,
    reading: Reading,
    *,
    fired: Mapping[int, int],
    at: datetime,
) -> Outlook:
    """Say what has come of a clock's steps before an instant.

    Steps are silent when the clock is met, cancelled or stands still. `fired` says how often each
    has come already, fired or superseded.
    """
    if course is None or not _is_going(reading, course):
        return Outlook()
    gone: list[Moment] = []
    coming: list[datetime] = []
    for number, step in steps.items():
        if _is_forgiven(step, reading, at=at):
            continue
        for moment in _moments(number, step, course, after=fired.get(number, 0)):
            if moment.at >= at:
                coming.append(moment.at)
                break
            gone.append(moment)
    chosen = _chosen(gone, steps, reading)
    superseded = sorted((m for m in gone if m not in chosen), key=lambda m: m.at)
    return Outlook(tuple(sorted(chosen, key=lambda m: m.step)), tuple(superseded), _least(coming))


def unfired_from(
    steps: Mapping[int, Step], course: Course, *, fired: Mapping[int, int], most: int = 20
) -> list[Moment]:
    """Return what is still to come, oldest first, at most so many of each step."""
    found: list[Moment] = []
    for number, step in steps.items():
        for count, moment in enumerate(_moments(number, step, course, after=fired.get(number, 0))):
            if count == most:
                break
            found.append(moment)
    return sorted(found, key=lambda moment: (moment.at, moment.step))


def _is_going(reading: Reading, course: Course) -> bool:
    is_held = any(pause.ended is None for pause in course.moving)
    if reading.state == "breached":
        return reading.stopped_at is None and not is_held
    return reading.state == "running"


def _is_forgiven(step: Step, reading: Reading, *, at: datetime) -> bool:
    """Whether lateness was forgiven: the clock is in time though its due time has gone by."""
    is_late = step.kind in LATE_KINDS or (step.kind == "percent" and step.value >= 100)
    due_at = reading.due_at
    return is_late and reading.state == "running" and due_at is not None and due_at < at


def _moments(number: int, step: Step, course: Course, *, after: int) -> Iterator[Moment]:
    for occurrence, when in enumerate(fire_times(step, course), start=1):
        if occurrence > after:
            yield Moment(number, occurrence, when)


def _chosen(gone: Sequence[Moment], steps: Mapping[int, Step], reading: Reading) -> list[Moment]:
    """The latest, and what came at the same instant."""
    candidates = [moment for moment in gone if not _was_never(moment, steps, reading)]
    latest = max((moment.at for moment in candidates), default=None)
    return [moment for moment in candidates if moment.at == latest]


def _was_never(moment: Moment, steps: Mapping[int, Step], reading: Reading) -> bool:
    """Whether the instant lies before a change that itself made the promise late: of what would
    have come by then, only the step of the breach does."""
    due_at, late_at = reading.due_at, reading.breached_at
    if due_at is None or late_at is None or late_at <= due_at or moment.at > late_at:
        return False
    step = steps[moment.step]
    return not (step.kind == "due" or (step.kind == "percent" and step.value == 100))


def _least(instants: Sequence[datetime]) -> datetime | None:
    return min(instants, default=None)
