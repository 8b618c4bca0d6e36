"""A change of target while the clock runs: what the due time becomes.

A promise is one or more terms, each a target counted from some instant; the earliest due
binds. Raising a priority adds a term, so that it never breaches by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from deskhand.rules import pauses
from deskhand.rules.almanac import length
from deskhand.rules.pauses import Pause
from deskhand.rules.targets import Target
from deskhand.rules.worktime import Calendar

MODES = ("retroactive", "prospective", "proportional", "raised", "grace")


@dataclass(frozen=True, slots=True)
class Term:
    """One target, counted from an instant."""

    start: datetime
    target: Target


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised on a clock that began at `start`, changes of target included."""

    calendar: Calendar
    start: datetime
    terms: tuple[Term, ...]

    @classmethod
    def of(cls, calendar: Calendar, start: datetime, target: Target) -> "Promise":
        return cls(calendar, start, (Term(start, target),))

    @property
    def target(self) -> Target:
        """The target most lately given."""
        return self.terms[-1].target

    @property
    def counts(self) -> bool:
        """Whether pauses move the due time."""
        return any(term.target.moves for term in self.terms)

    def due(self, paused: Sequence[Pause] = ()) -> datetime | None:
        """Return the earliest due of all terms; None while a pause stands in the way."""
        dues = [self._due(term, paused) for term in self.terms]
        return min((due for due in dues if due is not None), default=None)

    def left(self, at: datetime, paused: Sequence[Pause] = ()) -> timedelta | None:
        """Return what is left of the term that binds, negative once late; None if never due.

        In the measure of that term, pauses not counted.
        """
        binding = self.binding(at, paused)
        return None if binding is None else self._left(binding, at, _closed(paused, at))

    def binding(self, at: datetime, paused: Sequence[Pause] = ()) -> Term | None:
        """Return the term that falls due first; None if none ever does.

        While a pause stands in the way of all, the one that would if it ended at an instant.
        """
        return self._binding(paused) or self._binding(_closed(paused, at))

    def changed(
        self,
        target: Target,
        *,
        at: datetime,
        mode: str,
        paused: Sequence[Pause] = (),
        grace: timedelta = timedelta(),
    ) -> "Promise":
        """Return the promise after a change of target at an instant.

        - `retroactive`: the new target from the original start, same pauses;
        - `prospective`: the full new target from the change;
        - `proportional`: the unused share of the old target, applied to the new one, rounded
          up to a second, from the change; an old target already used up keeps its due. Days
          and dates have no shares: for them it means prospective;
        - `raised`: the earlier of the old due and the new target counted from the change;
        - `grace`: as retroactive, but not due before so much time from the change.

        Raises ValueError for another mode.
        """
        if mode not in MODES:
            raise ValueError(f"a change of target is one of {', '.join(MODES)}, not {mode!r:.40}")
        if mode in {"retroactive", "grace"}:
            anew = replace(self, terms=(Term(self.start, target),))
            return anew if mode == "retroactive" else anew._graced(at, grace, paused)
        if mode == "raised":
            return replace(self, terms=(*self.terms, Term(at, target)))
        if mode == "proportional":
            return replace(self, terms=(self._shared(target, at, paused),))
        return replace(self, terms=(Term(at, target),))

    def _graced(self, at: datetime, grace: timedelta, paused: Sequence[Pause]) -> "Promise":
        due = self.due(_closed(paused, at))
        if due is None or due >= at + grace:
            return self
        seconds = -(-length(grace) // 1_000_000)
        return replace(self, terms=(Term(at, Target("calendar", seconds=seconds)),))

    def _shared(self, target: Target, at: datetime, paused: Sequence[Pause]) -> Term:
        closed = _closed(paused, at)
        old = self.binding(at, paused)
        if old is None or not (old.target.counts and target.counts):
            return Term(at, target)
        left = self._left(old, at, closed)
        if left is None or left <= timedelta():
            return Term(old.start, Target("date", named_at=self._due(old, closed)))
        seconds = -(-target.seconds * length(left) // length(old.target.amount))
        return Term(at, replace(target, seconds=seconds))

    def _binding(self, paused: Sequence[Pause]) -> Term | None:
        due = [(due, term) for term in self.terms if (due := self._due(term, paused)) is not None]
        return min(due, key=lambda pair: pair[0])[1] if due else None

    def _due(self, term: Term, paused: Sequence[Pause]) -> datetime | None:
        return term.target.due(term.start, calendar=self.calendar, paused=paused)

    def _left(self, term: Term, at: datetime, paused: Sequence[Pause]) -> timedelta | None:
        """Return the part of a term not used up at an instant."""
        target = term.target
        if target.counts:
            return target.amount - pauses.elapsed(
                self.calendar, term.start, at, unit=target.unit, pauses=paused
            )
        due = self._due(term, paused)
        if due is None:
            return None
        if due < at:
            return -pauses.elapsed(self.calendar, due, at, unit=target.measure)
        return pauses.elapsed(self.calendar, at, due, unit=target.measure)


def _closed(paused: Sequence[Pause], at: datetime) -> list[Pause]:
    return [replace(p, ended=p.ended or at) for p in paused]
