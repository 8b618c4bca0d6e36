"""The steps of a clock: those of its row, how often each has come, and when they are armed anew.

The arming is the number of the promise as far as steps know it. Facts that leave the promise as
it is (a pause, an answer, a reopening) never arm anew, however often they change the due time; a
change of the promise does when it puts the due time later: what was told too early is told again.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from deskhand.rules import clock as reckoning
from deskhand.rules.escalation import Outlook, look
from deskhand.rules.retargeting import Term
from deskhand.rules.steps import Course, Step, StepError
from deskhand.rules.targets import Target
from deskhand.sla.models import Clock, PromiseRow

S = Clock.State
# From here on a chip is amber, and whoever has the ticket is told.
WARNING = Step("percent", value=75)
WARNED = "warning"
# The parts of a step that say what it does.
DOING = frozenset({"action", "actions"})
# Facts by which the promise stays what it is.
STANDING = frozenset({"wait", "start", "pause", "resume", "stop", "cancel", "strike", "replaced"})


def steps_of(row: PromiseRow | None) -> dict[int, Step]:
    """Return the steps of a row, counted from 1. One that cannot be read is left out."""
    found = {}
    for number, spec in enumerate(row.steps if row else (), start=1):
        try:
            found[number] = read_step(spec)
        except StepError:
            continue
    return found


def read_step(spec: Mapping[str, Any]) -> Step:
    """Read a step as a row keeps it, apart from what it does; raises StepError."""
    if not isinstance(spec, Mapping):
        raise StepError("a step must be an object")
    return Step.from_spec({part: value for part, value in spec.items() if part not in DOING})


def actions_of(spec: Mapping[str, Any]) -> Any:
    """Return what a step does. For what needs no more words `action` is short: `"raise"`; whom
    `"notify"` tells is then whoever has the ticket."""
    if "actions" in spec or "action" not in spec:
        return spec.get("actions", [])
    short = spec["action"]
    return [{"do": short, "who": ["assignee"]} if short == "notify" else {"do": short}]


def course_of(rule: reckoning.Clock, reading: reckoning.Reading, *, at: datetime) -> Course | None:
    """Return what the steps of a clock are measured against; None while nothing is due.

    A due time that was set by hand takes the place of the one that was promised.
    """
    promise = reckoning.promise(rule, at)
    if promise is None:
        return None
    term = promise.binding(at, reading.pauses)
    if reading.due_at is not None and reading.due_at != reading.computed_due_at:
        term = Term(promise.start, Target("date", named_at=reading.due_at))
    if term is None:
        return None
    return Course(rule.calendar, term.target, term.start, reading.pauses)


def outlook_of(
    clock: Clock, course: Course | None, reading: reckoning.Reading, *, at: datetime
) -> Outlook:
    """Return what has come of a clock's steps by an instant, and what comes next."""
    steps = steps_of(clock.row)
    fired = {int(key): times for key, times in clock.fired.items() if key != WARNED}
    return look(steps, course, reading, fired=fired, at=at) if steps else Outlook()


def next_fire_at(clock: Clock, outlook: Outlook, *, at: datetime) -> datetime | None:
    """Return when a clock is to be looked at next: its next step, its warning, its due time."""
    came = {str(moment.step): moment.occurrence for moment in outlook.fires + outlook.superseded}
    waiting = [
        moment.at
        for moment in outlook.fires + outlook.superseded
        if clock.fired.get(str(moment.step), 0) < came[str(moment.step)]
    ]
    if outlook.next_at is not None:
        waiting.append(outlook.next_at)
    if clock.state == S.RUNNING and clock.due_at is not None and clock.due_at >= at:
        waiting.append(clock.due_at)
        if clock.warn_at is not None and not is_warned(clock):
            waiting.append(clock.warn_at)
    return min(waiting, default=None)


def is_warned(clock: Clock) -> bool:
    return WARNED in clock.fired


def note_warned(clock: Clock) -> None:
    clock.fired = {**clock.fired, WARNED: 1}


def arm_anew(clock: Clock) -> None:
    """Let all steps of a clock come again."""
    clock.arming += 1
    clock.fired = {}


def arm_for(clock: Clock, row: PromiseRow) -> bool:
    """Let a clock go by the steps of another row that promises the same; False where those are
    the same too. Who was told that it is soon due is not told again."""
    before, clock.row = clock.row, row
    if before is not None and before.steps == row.steps:
        return False
    was_warned = is_warned(clock)
    arm_anew(clock)
    if was_warned:
        note_warned(clock)
    return True


def may_arm(kind: str) -> bool:
    """Whether a fact of this kind can change what is promised."""
    return kind not in STANDING


def arm(
    clock: Clock,
    before: reckoning.Clock,
    after: reckoning.Clock,
    *,
    was_due_at: datetime | None,
    at: datetime,
) -> None:
    """Arm the steps of a clock anew if a change of its promise puts the due time later.

    A reopening changes it only where another target waited for it.
    """
    is_reopened = len(after.events) > len(before.events) and after.events[-1].kind == "reopen"
    if is_reopened and reckoning.promise(before, at) == reckoning.promise(after, at):
        return
    due_at = projected_due(after, at=at)
    if was_due_at is not None and due_at is not None and due_at > was_due_at:
        arm_anew(clock)


def projected_due(rule: reckoning.Clock, *, at: datetime) -> datetime | None:
    """Return when a clock is due; for one that stands still, if it went on at an instant."""
    going = reckoning.with_event(rule, reckoning.Event(at, "resume"))
    return reckoning.read(going, at).due_at
