"""From what was written down about a ticket to its facts, and to what it adds to the sums."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from deskhand.catalog.models import Category
from deskhand.reports.gathering import RESPONSES, Told
from deskhand.reports.models import TicketFacts
from deskhand.reports.stretches import (
    STATUS,
    TEAM,
    TIER,
    Stretch,
    endings,
    is_open,
    reopenings,
    value_at,
    values,
    while_open,
)
from deskhand.rules.clock import read
from deskhand.rules.histogram import bucket
from deskhand.rules.worktime import between
from deskhand.sla.calendars import arithmetic
from deskhand.sla.models import CalendarVersion, Clock, PromiseKind
from deskhand.sla.recording import rule_of

MOST_URGENT = 1
# What an agent may promise by himself: then no row of a policy stands behind it.
BY_HAND = frozenset({PromiseKind.PROMISE_DATE, PromiseKind.CALLBACK})
SOLVED = frozenset({Category.SOLVED, Category.CLOSED})


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing to count: on which day, of whom and what, and how long it took in seconds."""

    day: date
    organization: int
    team: int
    policy: int
    priority: int
    measure: str
    label: str
    count: int = 1
    seconds: int = 0
    elapsed: int = 0

    def kept(self) -> list[Any]:
        """As it is kept with the ticket."""
        numbers = (self.organization, self.team, self.policy, self.priority)
        lapse = (self.count, self.seconds, self.elapsed)
        return [self.day.isoformat(), *numbers, self.measure, self.label, *lapse]

    @classmethod
    def of(cls, kept: Sequence[Any]) -> "Cell":
        return cls(date.fromisoformat(kept[0]), *kept[1:])


def count(told: Told, *, zone: ZoneInfo, at: datetime) -> TicketFacts:
    """Return the facts of one ticket, unsaved; days are those of the firm's zone."""
    return _Count(told, zone).facts(at)


class _Count:
    """One ticket while it is counted."""

    def __init__(self, told: Told, zone: ZoneInfo) -> None:
        ticket = told.ticket
        self.told, self.ticket, self.zone = told, ticket, zone
        had = partial(self._values, since=ticket.received_at)
        self.statuses = had(STATUS, ticket.category)
        self.all_teams, self.all_tiers = had(TEAM, ticket.team_id), had(TIER, ticket.tier)
        self.tiers = while_open(self.all_tiers, self.statuses)
        self.teams = while_open(self.all_teams, self.statuses)
        self.endings, self.reopened = endings(self.statuses), reopenings(self.statuses)
        solvings = [each for each in self.endings if each.value in SOLVED]
        self.first_solved_at = solvings[0].entered if solvings else None
        is_solved = bool(solvings) and not is_open(self.statuses[-1])
        self.solved_at = solvings[-1].entered if is_solved else None
        self.first = self._first_response()

    def _values(self, what: str, now: Any, *, since: datetime) -> list[Stretch]:
        moves = (move for move in self.told.moves if move.what == what)
        return values(what, moves, now=now, since=since)

    def facts(self, at: datetime) -> TicketFacts:
        answered_at, seconds, elapsed, is_late = self.first
        said = next((a for a in self.told.answers if a.at == answered_at), None)
        return TicketFacts(
            ticket=self.ticket,
            first_response_at=answered_at,
            first_responder_id=said.agent if said else None,
            first_response_channel=said.channel if said else "",
            first_response_seconds=seconds if answered_at else None,
            first_response_elapsed=elapsed if answered_at else None,
            was_first_response_late=is_late,
            first_solved_at=self.first_solved_at,
            solved_at=self.solved_at,
            solved_on_tier=self._tier_at(self.solved_at) if self.solved_at else None,
            solve_seconds=self._solve_seconds() if self.solved_at else None,
            was_first_contact=self._was_first_contact() if self.solved_at else None,
            reopenings=len(self.reopened),
            handovers=len(self.told.turns),
            bounces=sum(turn.is_bounced for turn in self.told.turns),
            repromises=sum(1 for _clock in self._moved()) + len(self.told.calls_moved),
            stretches=[self._kept(s) for s in (*self.statuses, *self.tiers, *self.teams)],
            cells=[cell.kept() for cell in self.cells()],
            computed_at=at,
        )

    def cells(self) -> Iterator[Cell]:
        # What was merged into another counts once, as that; what it broke or kept before stays.
        if self.ticket.merged_into_id is None:
            yield from self._coming_and_going()
            yield from self._work()
            yield from self._responses()
        for clock in self.told.clocks:
            yield from self._promise(clock)
        for clock in self._moved():
            yield self._of_clock(clock, "repromise", clock.kind, clock.promise_date.given_at)
        for moved_at in self.told.calls_moved:
            yield self._cell("repromise", str(PromiseKind.CALLBACK), moved_at)

    def _coming_and_going(self) -> Iterator[Cell]:
        ticket = self.ticket
        yield self._cell("opened", ticket.channel, ticket.received_at)
        yield self._cell("asked", str(ticket.request_type_id or 0), ticket.received_at)
        if ticket.priority_level == MOST_URGENT:
            yield self._cell("urgent", "", ticket.received_at)
        for ending in self.endings:
            yield self._cell("done", str(ending.value), ending.entered)
        for reopened_at in self.reopened:
            yield self._cell("reopened", "", reopened_at)
        if self.solved_at is not None:
            tier = self._tier_at(self.solved_at)
            yield self._cell("solved", str(tier), self.solved_at)
            if self._was_first_contact():
                yield self._cell("first_contact", str(tier), self.solved_at)
            seconds = self._solve_seconds()
            whole = _elapsed(self.ticket.received_at, self.solved_at)
            yield self._cell("solve", str(bucket(seconds)), self.solved_at, seconds, whole)

    def _work(self) -> Iterator[Cell]:
        for turn in self.told.turns:
            yield self._cell("handover", f"{turn.from_tier}>{turn.to_tier}", turn.at)
            if turn.is_bounced:
                yield self._cell("bounce", f"{turn.from_tier}>{turn.to_tier}", turn.at)
        for stretch in (*filter(is_open, self.statuses), *self.tiers, *self.teams):
            if stretch.left is not None:
                seconds = self._business(stretch.entered, stretch.left)
                whole = _elapsed(stretch.entered, stretch.left)
                label = str(stretch.value or 0)
                yield self._cell(f"{stretch.what}_time", label, stretch.left, seconds, whole)

    def _responses(self) -> Iterator[Cell]:
        answered_at, seconds, elapsed, _is_late = self.first
        if answered_at is not None:
            label = str(bucket(seconds))
            yield self._cell("first_response", label, answered_at, seconds, elapsed)
        for clock in self.told.clocks:
            if clock.kind == PromiseKind.NEXT_RESPONSE and clock.stopped_at is not None:
                seconds, elapsed = _spent(clock)
                label = str(bucket(seconds))
                yield self._of_clock(
                    clock, "next_response", label, clock.stopped_at, (seconds, elapsed)
                )

    def _promise(self, clock: Clock) -> Iterator[Cell]:
        is_given = clock.row_id is None and clock.kind in BY_HAND
        source = "hand" if is_given or clock.computed_due_at is not None else "policy"
        yield from self._as_computed(clock)
        if clock.breached_at is not None:
            label = f"{clock.kind}:broken:{source}"
            yield self._of_clock(clock, "promise", label, clock.breached_at)
            reason = self.told.reasons.get(clock.pk, 0)
            yield self._of_clock(clock, "breach", f"{clock.kind}:{reason}", clock.breached_at)
            if clock.stopped_at is not None and clock.due_at is not None:
                late = _business(clock.calendar_version, clock.due_at, clock.stopped_at)
                lapse = (max(late, 0), max(_elapsed(clock.due_at, clock.stopped_at), 0))
                yield self._of_clock(clock, "late_by", clock.kind, clock.stopped_at, lapse)
        elif clock.met_at is not None:
            label = f"{clock.kind}:kept:{source}"
            yield self._of_clock(clock, "promise", label, clock.met_at)

    def _as_computed(self, clock: Clock) -> Iterator[Cell]:
        """Whether a promise whose due time was set by hand would have been kept without that,
        once it is stopped or broken."""
        due_at = clock.computed_due_at
        ended_at = clock.stopped_at or clock.breached_at
        if due_at is None or ended_at is None:
            return
        verdict = "kept" if clock.stopped_at and ended_at <= due_at else "broken"
        at = ended_at if verdict == "kept" else min(due_at, ended_at)
        yield self._of_clock(clock, "as_computed", f"{clock.kind}:{verdict}:policy", at)

    def _first_response(self) -> tuple[datetime | None, int, int, bool | None]:
        """When the requester had his first answer, after how long, and whether that was late."""
        clocks = [c for c in self.told.clocks if c.kind == PromiseKind.FIRST_RESPONSE]
        stopped = [c for c in clocks if c.stopped_at is not None]
        if stopped:
            clock = min(stopped, key=lambda c: c.stopped_at or c.pk)
            return clock.stopped_at, *_spent(clock), clock.breached_at is not None
        if clocks or not self.told.answers:
            return None, 0, 0, None
        received_at, at = self.ticket.received_at, self.told.answers[0].at
        return at, self._business(received_at, at), _elapsed(received_at, at), None

    def _moved(self) -> Iterator[Clock]:
        """The dates that took the place of others."""
        dated = (c for c in self.told.clocks if hasattr(c, "promise_date"))
        return (c for c in dated if c.promise_date.replaces_id is not None)

    def _was_first_contact(self) -> bool:
        """For good, and said to be so or solved by who took it up with one answer at most."""
        solved_at = self.solved_at
        if solved_at is None or self.reopened or self.told.turns:
            return False
        if self.ticket.first_contact:
            return True
        if len(self.all_tiers) > 1:
            return False
        return sum(answer.at <= solved_at for answer in self.told.answers) <= 1

    def _solve_seconds(self) -> int:
        """The hours during which it was open until it was solved for the last time."""
        spans = [s for s in self.statuses if is_open(s) and s.left is not None]
        return sum(self._business(s.entered, s.left or s.entered) for s in spans)

    def _tier_at(self, at: datetime) -> int:
        return int(value_at(self.all_tiers, at) or 0)

    def _business(self, began: datetime, ended: datetime) -> int:
        return _business(self.told.calendar, began, ended)

    def _kept(self, stretch: Stretch) -> list[Any]:
        entered, left = stretch.entered, stretch.left
        lapse = (self._business(entered, left), _elapsed(entered, left)) if left else (None, None)
        until = left.isoformat() if left else None
        return [stretch.what, stretch.value, entered.isoformat(), until, *lapse]

    def _of_clock(
        self,
        clock: Clock,
        measure: str,
        label: str,
        at: datetime | None,
        lapse: tuple[int, int] = (0, 0),
    ) -> Cell:
        whose = (clock.policy_version.policy_id, clock.priority_level)
        return self._made(measure, label, at or self.ticket.received_at, lapse, whose)

    def _cell(
        self, measure: str, label: str, at: datetime, seconds: int = 0, elapsed: int = 0
    ) -> Cell:
        whose = (self.told.policy or 0, self.ticket.priority_level)
        return self._made(measure, label, at, (seconds, elapsed), whose)

    def _made(
        self,
        measure: str,
        label: str,
        at: datetime,
        lapse: tuple[int, int],
        whose: tuple[int, int],
    ) -> Cell:
        return Cell(
            day=at.astimezone(self.zone).date(),
            organization=self.ticket.organization_id or 0,
            team=int(value_at(self.all_teams, at) or 0),
            policy=whose[0],
            priority=whose[1],
            measure=measure,
            label=label,
            seconds=lapse[0],
            elapsed=lapse[1],
        )


def _spent(clock: Clock) -> tuple[int, int]:
    """How long an answer took, in open hours without what held it, and in all."""
    began, ended = clock.started_at, clock.stopped_at
    if began is None or ended is None:
        return 0, 0
    if clock.holds and clock.kind in RESPONSES and clock.promised.get("unit") == "business":
        spent = int(read(rule_of(clock), ended).consumed.total_seconds())
    else:
        spent = _business(clock.calendar_version, began, ended)
    return spent, _elapsed(began, ended)


def _business(calendar: CalendarVersion | None, began: datetime, ended: datetime) -> int:
    """Open seconds between two instants; all of them without a calendar."""
    if calendar is None:
        return _elapsed(began, ended)
    return int(between(arithmetic(calendar), began, ended).total_seconds())


def _elapsed(began: datetime, ended: datetime) -> int:
    return int((ended - began).total_seconds())
