"""What came of the steps of a ticket's clocks, and what is still to come if nothing happens."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from deskhand.rules import clock as reckoning
from deskhand.rules.escalation import unfired_from
from deskhand.sla.models import Clock, StepFired
from deskhand.sla.reading import is_owed, when_words
from deskhand.sla.recording import rule_of
from deskhand.sla.stepping import WARNED, course_of, steps_of
from deskhand.sla.stepwords import step_words
from deskhand.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Coming:
    """A step that is still to come; `at` is when, if nothing happens before."""

    clock: Clock
    number: int
    occurrence: int
    spec: dict[str, Any]
    at: datetime


def forecast(ticket: Ticket, *, at: datetime) -> list[Coming]:
    """Return which steps would fire for a ticket, and when: a dry run, nothing is written.

    A clock that stands still or waits for its start has no times yet.
    """
    rows = ticket.clocks.select_related("row", "calendar_version").prefetch_related("events")
    found = [
        coming
        for clock in rows.filter(replaced_at=None)
        if is_owed(clock)
        for coming in _of_clock(clock, at=at)
    ]
    return sorted(found, key=lambda coming: coming.at)


def _of_clock(clock: Clock, *, at: datetime) -> Iterator[Coming]:
    rule = rule_of(clock)
    reading = reckoning.read(rule, at)
    course = course_of(rule, reading, at=at)
    if course is None or clock.row is None or reading.state not in {"running", "breached"}:
        return
    fired = {int(key): times for key, times in clock.fired.items() if key != WARNED}
    for moment in unfired_from(steps_of(clock.row), course, fired=fired):
        spec = clock.row.steps[moment.step - 1]
        yield Coming(clock, moment.step, moment.occurrence, spec, moment.at)


def steps_that_came(
    limit: int, *, before: int | None = None, ticket: int | None = None
) -> list[StepFired]:
    """Return what came, newest first, with its acts; `before` is the key of the last one seen."""
    rows: QuerySet[StepFired] = StepFired.objects.order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    if ticket is not None:
        rows = rows.filter(clock__ticket=ticket)
    return list(rows.select_related("clock__ticket").prefetch_related("acts")[:limit])


def step_lines(clock: Clock, *, zone: ZoneInfo, at: datetime) -> Iterator[str]:
    """Tell on the command line what came of a clock's steps, and what comes next."""
    for row in clock.steps_fired.prefetch_related("acts"):
        acts = "; ".join(act.why or act.get_state_display() for act in row.acts.all())
        when = when_words(row.due_at, zone, at=at)
        words = f"Step {row.step} ({step_words(row.spec)}) came {when}: {row.get_outcome_display()}"
        yield f"{words}. {acts}".rstrip(". ") + "."
    for coming in _of_clock(clock, at=at) if is_owed(clock) else ():
        names = {"step": step_words(coming.spec), "number": str(coming.number)}
        names["when"] = when_words(coming.at, zone, at=at)
        yield _("Step %(number)s (%(step)s) comes %(when)s.") % names
