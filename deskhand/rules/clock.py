"""The clock: one target on one ticket, read from its recorded events at any instant.

It is computed afresh from its facts, never incremented, so it can always be checked again;
an event that arrives late is simply put in its place. Out of hours is not a pause.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from deskhand.rules import pauses
from deskhand.rules.pauses import Pause
from deskhand.rules.retargeting import MODES, Promise
from deskhand.rules.targets import Target
from deskhand.rules.worktime import Calendar

# Order inside one change to a ticket: stop beats pause beats start.
KINDS = (
    "stop",
    "cancel",
    "correct",
    "retarget",
    "override",
    "reopen",
    "pause",
    "resume",
    "start",
)
SOLVED = "solved"


@dataclass(frozen=True, slots=True)
class Event:
    """One recorded fact. `target`, `mode` and `grace` belong to a change of target.

    `correct` strikes out a breach: with a target, the promise ought to have been that one
    from the start; without, lateness is forgiven until the target changes. `override` sets
    the due time by hand: its target is a date; without one the computed due time holds again.
    """

    at: datetime
    kind: str
    target: Target | None = None
    mode: str = "retroactive"
    reason: str = ""
    grace: timedelta = timedelta()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"a clock knows no event {self.kind!r:.40}")
        if self.kind == "retarget" and (self.target is None or self.mode not in MODES):
            raise ValueError(f"a change of target needs a target and a mode of {', '.join(MODES)}")
        if self.kind == "override" and self.target is not None and self.target.unit != "date":
            raise ValueError("a due time set by hand is a date")


@dataclass(frozen=True, slots=True)
class Clock:
    """A target and what happened to it. Without a start it is pending until a `start`.

    `made_at` is when it was promised, if that was later than what it counts from: nobody can
    break a promise before it is made.
    """

    calendar: Calendar
    target: Target
    started: datetime | None
    events: tuple[Event, ...] = ()
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a clock shows at an instant.

    `state` is pending, running, paused, breached, met or cancelled. `due_at` is None while a
    pause stands in the way and when cancelled, and frozen as projected when stopped. One set
    by hand holds in its place; `computed_due_at` is what it would be without.
    `consumed` and `remaining` are in the target's own measure, pauses not counted;
    `remaining` is negative once late, and None when nothing is due.
    """

    state: str
    target: Target
    started_at: datetime | None
    due_at: datetime | None
    consumed: timedelta
    remaining: timedelta | None
    breached_at: datetime | None
    stopped_at: datetime | None
    met_at: datetime | None
    pauses: tuple[Pause, ...]
    computed_due_at: datetime | None = None


def read(clock: Clock, at: datetime) -> Reading:
    """Return what a clock shows at an instant; events after it have not happened yet.

    A stop exactly at the due instant is met. A breach stays, whatever later events do to the
    due time; its instant is the due time, or that of a change of target which put the due
    time into the past, since nobody can break a promise before it is made.
    """
    return _told(clock, at).reading(at)


def promise(clock: Clock, at: datetime) -> Promise | None:
    """Return what is promised at an instant, changes of target included; None while pending."""
    return _told(clock, at).promise


def with_event(clock: Clock, event: Event) -> Clock:
    """Return the clock with one more event in its place in time, after others of that instant."""
    return replace(clock, events=tuple(sorted((*clock.events, event), key=lambda e: e.at)))


def with_events(clock: Clock, events: Iterable[Event]) -> Clock:
    """Return the clock with the events of one change to a ticket, put in their due order."""
    batch = sorted(events, key=lambda e: KINDS.index(e.kind))
    return replace(clock, events=tuple(sorted((*clock.events, *batch), key=lambda e: e.at)))


def _told(clock: Clock, at: datetime) -> "_Tale":
    tale = _Tale(clock.calendar, clock.target, made_at=clock.made_at)
    if clock.started is not None and clock.started <= at:
        tale.begin(clock.started)
    for event in sorted(clock.events, key=lambda e: e.at):
        if event.at > at:
            break
        tale.tell(event)
    tale.look(at)
    return tale


@dataclass(slots=True)
class _Tale:
    """A clock while its events are told, one after the other."""

    calendar: Calendar
    target: Target
    made_at: datetime | None = None
    promise: Promise | None = None
    promised_at: datetime | None = None  # when the present promise was made
    paused: list[Pause] = field(default_factory=list)
    waiting: str | None = None  # the cause, while somebody else's turn
    by_hand: datetime | None = None  # a due time that somebody set
    frozen_due_at: datetime | None = None
    breached_at: datetime | None = None
    stopped_at: datetime | None = None
    cancelled_at: datetime | None = None
    forgiven: bool = False
    later: list[Event] = field(default_factory=list)  # changes of target while stopped

    def tell(self, event: Event) -> None:
        if self.cancelled_at is not None:
            return
        self.look(event.at)
        getattr(self, f"_{event.kind}")(event)

    def look(self, at: datetime) -> None:
        """Notice a breach that has happened by an instant."""
        if self.promise is None or self.promised_at is None or self.breached_at is not None:
            return
        if self.stopped_at is not None or self.cancelled_at is not None or self.forgiven:
            return
        due_at = self.by_hand or self.promise.due(self.paused)
        if due_at is not None and due_at < at:
            self.breached_at = max(due_at, self.promised_at)

    def begin(self, at: datetime) -> None:
        self.promise = Promise.of(self.calendar, at, self.target)
        self.promised_at = max(at, self.made_at or at)
        if self.waiting is not None:
            self.paused.append(Pause(at, cause=self.waiting))

    def _start(self, event: Event) -> None:
        if self.promise is None:
            self.begin(event.at)

    def _pause(self, event: Event) -> None:
        if self.waiting is not None:
            return
        self.waiting = event.reason
        if self.promise is not None and self.stopped_at is None:
            self.paused.append(Pause(event.at, cause=event.reason))

    def _resume(self, event: Event) -> None:
        self.waiting = None
        self._close(event.at)

    def _stop(self, event: Event) -> None:
        if self.promise is None or self.stopped_at is not None:
            return
        self.frozen_due_at = self.promise.due(self.paused)
        self.stopped_at = event.at
        self.waiting = None
        self._close(event.at)

    def _reopen(self, event: Event) -> None:
        if self.stopped_at is None:
            return
        self.paused.append(Pause(self.stopped_at, event.at, SOLVED))
        self.stopped_at = None
        if self.waiting is not None:
            self.paused.append(Pause(event.at, cause=self.waiting))
        for change in self.later:
            self._retarget(replace(change, at=event.at))
        self.later.clear()

    def _retarget(self, event: Event) -> None:
        if event.target is None:
            return
        if self.stopped_at is not None:
            self.later.append(event)
            return
        self.target = event.target
        self.forgiven = False
        if self.promise is not None:
            self.promised_at = event.at
            self.promise = self.promise.changed(
                event.target, at=event.at, mode=event.mode, paused=self.paused, grace=event.grace
            )

    def _override(self, event: Event) -> None:
        self.by_hand = event.target.named_at if event.target else None
        self.promised_at = event.at

    def _correct(self, event: Event) -> None:
        self.breached_at = None
        self.forgiven = event.target is None
        if event.target is not None:
            self.target = event.target
        if self.promise is None or event.target is None:
            return
        self.promised_at = self.promise.start
        self.promise = Promise.of(self.calendar, self.promise.start, event.target)
        if self.stopped_at is not None:
            self.frozen_due_at = self.promise.due(self.paused)
            due_at = self.by_hand or self.frozen_due_at
            if due_at is not None and due_at < self.stopped_at:
                self.breached_at = due_at

    def _cancel(self, event: Event) -> None:
        self.cancelled_at = event.at

    def _close(self, at: datetime) -> None:
        if self.paused and self.paused[-1].ended is None:
            self.paused[-1] = replace(self.paused[-1], ended=at)

    def reading(self, at: datetime) -> Reading:
        told = self.promise
        ended_at = self.stopped_at or self.cancelled_at or at
        state, computed = self._state(), self._due_at()
        return Reading(
            state=state,
            target=self.target,
            started_at=told.start if told else None,
            due_at=self.by_hand if self._is_by_hand else computed,
            consumed=self._consumed(ended_at),
            remaining=self._remaining(ended_at),
            breached_at=self.breached_at,
            stopped_at=self.stopped_at,
            met_at=self.stopped_at if state == "met" else None,
            pauses=tuple(self.paused),
            computed_due_at=computed,
        )

    @property
    def _is_by_hand(self) -> bool:
        return self.by_hand is not None and self.promise is not None and self.cancelled_at is None

    def _remaining(self, at: datetime) -> timedelta | None:
        if self.promise is None or self.cancelled_at is not None:
            return None
        if self.by_hand is not None:
            return self.by_hand - at
        return self.promise.left(at, self.paused)

    def _state(self) -> str:
        if self.cancelled_at is not None:
            return "cancelled"
        if self.breached_at is not None:
            return "breached"
        if self.promise is None:
            return "pending"
        if self.stopped_at is not None:
            return "met"
        is_held = self.waiting is not None and self.promise.counts and self.by_hand is None
        return "paused" if is_held else "running"

    def _due_at(self) -> datetime | None:
        if self.promise is None or self.cancelled_at is not None:
            return None
        return self.frozen_due_at if self.stopped_at is not None else self.promise.due(self.paused)

    def _consumed(self, at: datetime) -> timedelta:
        if self.promise is None:
            return timedelta()
        return pauses.elapsed(
            self.calendar, self.promise.start, at, unit=self.target.measure, pauses=self.paused
        )
