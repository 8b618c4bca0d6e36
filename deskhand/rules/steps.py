"""Escalation steps: the instants before, at and after a due time at which somebody is told.

Steps before the due time fire in open time; what would land on closing waits for opening.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from deskhand.rules import pauses, worktime
from deskhand.rules.pauses import Pause
from deskhand.rules.targets import Target
from deskhand.rules.worktime import Calendar

KINDS = ("percent", "before", "due", "after", "repeat")


class StepError(ValueError):
    """A step that makes no sense, with the reason in one line."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: at `value` percent of a target, or `seconds` before or after it is due.

    `repeat` fires every `seconds` after the due time, `times` times. The unit is business for
    open time or calendar for all time; left out, `before` counts as the target does, and
    `after` and `repeat` count open time.
    """

    kind: str
    value: int = 0
    seconds: int = 0
    unit: str = ""
    times: int = 1

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise StepError(f"a step is one of {', '.join(KINDS)}, not {self.kind!r:.40}")
        if self.unit not in {"", pauses.BUSINESS, pauses.CALENDAR}:
            raise StepError(f"a step counts in business or calendar units, not {self.unit!r:.40}")
        if min(self.value, self.seconds) < 0 or not 1 <= self.times <= 1000:
            raise StepError("a step must not be negative, and repeats 1 to 1000 times")

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> "Step":
        """Read a step from its text; raises StepError with the first fault found."""
        if not isinstance(spec, Mapping):
            raise StepError("a step must be an object")
        unknown = sorted(str(part) for part in spec if part not in cls.__slots__)
        if unknown:
            raise StepError(f"a step has no part {unknown[0]!r:.40}")
        numbers = {part: spec.get(part, 0) for part in ("value", "seconds")}
        numbers["times"] = spec.get("times", 1)
        if any(type(number) is not int for number in numbers.values()):
            raise StepError("value, seconds and times of a step are whole numbers")
        return cls(str(spec.get("kind")), unit=str(spec.get("unit", "")), **numbers)


@dataclass(frozen=True, slots=True)
class Course:
    """What steps are measured against: a target running from a start, with its pauses."""

    calendar: Calendar
    target: Target
    start: datetime
    paused: Sequence[Pause] = ()

    @property
    def due_at(self) -> datetime | None:
        return self.target.due(self.start, calendar=self.calendar, paused=self.paused)

    def amount(self, due_at: datetime) -> timedelta:
        """Return what is used up at the due time, in the target's own measure."""
        if self.target.counts:
            return self.target.amount
        return pauses.elapsed(
            self.calendar, self.start, due_at, unit=self.target.measure, pauses=self.moving
        )

    @property
    def moving(self) -> Sequence[Pause]:
        """The pauses that move the due time; none for dates, nor for days that do not shift."""
        return self.paused if self.target.moves else ()


def fire_at(step: Step, course: Course) -> datetime | None:
    """Return when a step fires first; None while no due time is known, as during a pause."""
    due_at = course.due_at
    if due_at is None:
        return None
    if step.kind == "percent":
        return _percent(step.value, course, due_at)
    if step.kind == "before":
        return _before(step, course, due_at)
    if step.kind == "due":
        return due_at
    return _later(course.calendar, due_at, step.seconds, step.unit or pauses.BUSINESS)


def fire_times(step: Step, course: Course) -> Iterator[datetime]:
    """Yield every instant at which a step fires, oldest first; repeats count from the due time."""
    first = fire_at(step, course)
    due_at = course.due_at
    if first is None or due_at is None:
        return
    yield first
    for occurrence in range(2, step.times + 1 if step.kind == "repeat" else 2):
        late = occurrence * step.seconds
        again = _later(course.calendar, due_at, late, step.unit or pauses.BUSINESS)
        if again is None:
            return
        yield again


def _before(step: Step, course: Course, due_at: datetime) -> datetime:
    early: datetime | None
    if (step.unit or course.target.measure) == pauses.CALENDAR:
        early = due_at - timedelta(seconds=step.seconds)
    else:
        early = worktime.sub(course.calendar, due_at, timedelta(seconds=step.seconds))
    return course.start if early is None else max(course.start, early)


def _percent(percent: int, course: Course, due_at: datetime) -> datetime | None:
    if percent == 100:
        return due_at
    amount = course.amount(due_at)
    share = timedelta(seconds=int(amount.total_seconds()) * percent // 100)
    if percent > 100:
        late = int((share - amount).total_seconds())
        return _later(course.calendar, due_at, late, course.target.measure)
    reached = pauses.due(
        course.calendar,
        course.start,
        share,
        unit=course.target.measure,
        pauses=course.moving,
    )
    # All hours count towards a target in elapsed time, so its warnings wait for no opening.
    if reached is None or course.target.measure == pauses.CALENDAR:
        return reached
    return worktime.next_open(course.calendar, reached)


def _later(calendar: Calendar, due_at: datetime, seconds: int, unit: str) -> datetime | None:
    return pauses.due(calendar, due_at, timedelta(seconds=seconds), unit=unit)
