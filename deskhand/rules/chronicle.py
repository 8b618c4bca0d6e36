"""From all that happened on a ticket to the clocks that it has: which began when, what held and
what stopped them (promises.md, sections 3 and 4).

The desk tells the same event by event; here it is told at once, as when a ticket turns out to
have been owed something else from its beginning.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from deskhand.rules.clock import Event

FIRST, NEXT, UPDATE, RESOLUTION = "first_response", "next_response", "update", "resolution"
RECEIPT, STATUS = "receipt", "status"
ANSWERED, WROTE, NO_REPLY = "answered", "wrote", "no_reply"
# Of things that happen at one instant: an answer, what it changes, what begins, the next question.
ORDER = (ANSWERED, STATUS, "handover", "passed_on", "date", WROTE, NO_REPLY)
OPEN = frozenset({"new", "open", "waiting_requester", "waiting_third_party", "scheduled", "held"})
ANSWERS = (FIRST, NEXT)
WORK = (UPDATE, RESOLUTION)
AT_OPENING = (FIRST, RESOLUTION)


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened: an answer, a message of the requester, or what clocks start with.

    A status has its category, and its name in `words`; a hand-over a team and a tier; an answer
    when it was given (`given_at`), before it was released. After `no_reply` no answer is owed to
    what was asked before.
    """

    at: datetime
    kind: str
    category: str = ""
    words: str = ""
    team: int | None = None
    tier: int | None = None
    given_at: datetime | None = None

    def is_on_its_way(self, at: datetime) -> bool:
        """Whether it is an answer that was given at an instant, and not yet released."""
        return self.kind == ANSWERED and self.given_at is not None and self.given_at <= at < self.at


@dataclass(frozen=True, slots=True)
class Terms:
    """What clocks of a kind start with, and which categories of a status hold them.

    One that `restarts` begins anew when its ticket opens again.
    """

    start: str = RECEIPT
    team: int | None = None
    tier: int | None = None
    category: str = ""
    holds: frozenset[str] = frozenset()
    restarts: bool = False

    @property
    def at_receipt(self) -> bool:
        return self.start == RECEIPT or (self.start == STATUS and self.category == "new")

    def begins_with(self, happening: Happening) -> bool:
        if self.start != happening.kind:
            return False
        if self.start == STATUS:
            return self.category == happening.category
        is_team = self.team in {None, happening.team}
        return is_team and self.tier in {None, happening.tier}


@dataclass(slots=True)
class Run:
    """One clock: from when it runs (None while it waits for that), and what happened to it."""

    kind: str
    started_at: datetime | None
    events: list[Event] = field(default_factory=list)
    is_stopped: bool = False
    is_cancelled: bool = False
    held_by: str = ""

    @property
    def is_owed(self) -> bool:
        return not (self.is_stopped or self.is_cancelled)

    def add(self, at: datetime, kind: str, reason: str = "") -> None:
        self.events.append(Event(at, kind, reason=reason))


def unfold(
    received_at: datetime, happenings: Iterable[Happening], terms: Mapping[str, Terms]
) -> list[Run]:
    """Return the clocks of the kinds that have terms, in the order in which they began.

    A ticket begins as a new one at its receipt.
    """
    happenings = list(happenings)
    story = _Story(terms, happenings)
    for kind in AT_OPENING:
        if kind in terms:
            story.open(kind, received_at if terms[kind].at_receipt else None)
    for happening in sorted(happenings, key=lambda h: (h.at, ORDER.index(h.kind))):
        story.tell(happening)
    return story.runs


@dataclass(slots=True)
class _Story:
    terms: Mapping[str, Terms]
    happenings: list[Happening]
    runs: list[Run] = field(default_factory=list)
    category: str = "new"
    words: str = ""
    begun: set[str] = field(default_factory=set)  # kinds whose start has happened

    def tell(self, happening: Happening) -> None:
        if happening.kind == ANSWERED:
            self._answered(happening.at)
        elif happening.kind == WROTE:
            if NEXT in self.terms and not self._owed(*ANSWERS):
                self.open(NEXT, happening.at)
        elif happening.kind == NO_REPLY:
            for run in self._owed(NEXT):
                self._cancel(run, happening.at, happening.words)
        else:
            if happening.kind == STATUS:
                self._stands(happening)
            self._begins(happening)

    def open(self, kind: str, started_at: datetime | None) -> Run:
        run = Run(kind, started_at)
        self.runs.append(run)
        if started_at is not None:
            self.begun.add(kind)
        return run

    def _owed(self, *kinds: str) -> list[Run]:
        return [run for run in self.runs if run.kind in kinds and run.is_owed]

    def _last(self, kind: str) -> Run | None:
        return next((run for run in reversed(self.runs) if run.kind == kind), None)

    def _answered(self, at: datetime) -> None:
        for run in self._owed(FIRST, NEXT, UPDATE):
            if run.started_at is not None:
                run.add(at, "stop")
                run.is_stopped = True
        if self.category in OPEN and UPDATE in self.terms:
            self._hold(self.open(UPDATE, at), at)

    def _stands(self, status: Happening) -> None:
        self.category, self.words = status.category, status.words
        if status.category in OPEN:
            self._goes_on(status.at)
            for run in self._owed(*WORK):
                self._hold(run, status.at)
            return
        for run in self._owed(*ANSWERS, *WORK):
            is_waiting = run.started_at is None
            if status.category != "cancelled" and run.kind in WORK and not is_waiting:
                run.add(status.at, "stop")
                run.is_stopped, run.held_by = True, ""
            elif is_waiting or (status.category != "solved" and not self._will_end(run, status)):
                self._cancel(run, status.at, status.words)

    def _will_end(self, run: Run, status: Happening) -> bool:
        """Whether the answer was given before the ticket was closed, and is on its way."""
        is_closed = status.category == "closed" and run.kind in ANSWERS
        return is_closed and any(h.is_on_its_way(status.at) for h in self.happenings)

    def _cancel(self, run: Run, at: datetime, words: str) -> None:
        run.add(at, "cancel", words)
        run.is_cancelled = True

    def _goes_on(self, at: datetime) -> None:
        for kind in AT_OPENING:
            run = self._last(kind)
            if run is None:
                continue
            if kind == RESOLUTION and run.is_stopped and self.terms[kind].restarts:
                self.open(kind, at)
            elif kind == RESOLUTION and run.is_stopped:
                run.add(at, "reopen")
                run.is_stopped = False
            elif run.is_cancelled:
                has_begun = self.terms[kind].at_receipt or kind in self.begun
                self.open(kind, at if has_begun else None)

    def _hold(self, run: Run, at: datetime) -> None:
        must_hold = self.category in self.terms[run.kind].holds
        if run.started_at is None or must_hold == bool(run.held_by):
            return
        run.held_by = (self.words or self.category) if must_hold else ""
        run.add(at, "pause" if must_hold else "resume", run.held_by)

    def _begins(self, happening: Happening) -> None:
        for kind, terms in self.terms.items():
            if not terms.at_receipt and terms.begins_with(happening):
                self.begun.add(kind)
        for run in self._owed(*AT_OPENING):
            if run.started_at is None and self.terms[run.kind].begins_with(happening):
                run.started_at = happening.at
                if run.kind in WORK:
                    self._hold(run, happening.at)
