"""Recording in the book: what is accepted, what it posts, and what is refused or asked first.

Events are taken in the order of recording. What an accepted one posts is kept as postings;
whether a charge fits is found by replaying all of them, so that a late one cannot take units
that others have used since.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from deskhand.rules.ledger.contract import Contract, WhenEmpty
from deskhand.rules.ledger.events import (
    Answer,
    Appointment,
    Closing,
    Correction,
    Event,
    Goodwill,
    Purchase,
    Reversal,
)
from deskhand.rules.ledger.replay import Charge, Grant, Posting, Replay, Return, replay
from deskhand.rules.rating.appointments import UnitRule

MINUTE = 60
UNITS = UnitRule()


class Refused(Exception):
    """The event changes nothing; the text says why."""


class Asked(Exception):
    """Too little is left, and the contract wants to be asked first."""


@dataclass(slots=True)
class Live:
    """An accepted answer or appointment with what it has posted, oldest first: the keys of
    charges, and the units that became time and materials with each."""

    event: Answer | Appointment
    minutes: int = 0
    charges: list[str] = field(default_factory=list)
    materials: dict[str, int] = field(default_factory=dict)


class Taken(StrEnum):
    """What became of an event."""

    POSTED = "posted"
    REFUSED = "refused"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an event, the units that it drew, those that became time and materials, and
    why it was refused."""

    taken: Taken
    drawn: int = 0
    materials: int = 0
    why: str = ""


@dataclass(slots=True)
class Book:
    """A contract's units as they were recorded. `opening` is a state that was told before, to
    which later postings are added."""

    contract: Contract
    opening: Replay | None = None
    postings: list[Posting] = field(default_factory=list)
    known: dict[str, Event] = field(default_factory=dict)
    live: dict[str, Live] = field(default_factory=dict)
    grants: set[str] = field(default_factory=set)
    closed_until: datetime | None = None
    refused: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    # The units that each charge draws now, and the live events of each ticket.
    _units: dict[str, int] = field(default_factory=dict)
    _of_ticket: dict[str, dict[str, Live]] = field(default_factory=dict)
    _made: tuple[int, int] = (0, 0)
    _told: Verdict | None = None

    def record(self, event: Event) -> Verdict | None:
        """Take an event; what it changes, or that it is refused, asked or in error, is kept.
        None for one that is known already."""
        before = self.known.get(event.key)
        if before is not None:
            if not before.says_the_same(event) and event.key not in self.errors:
                self.errors.append(event.key)
            return None
        self.known[event.key] = event
        self._made = 0, 0
        try:
            self._check_dates(event)
            self._accept(event)
        except Refused as refusal:
            self.refused.append(event.key)
            return Verdict(Taken.REFUSED, why=str(refusal))
        except Asked:
            self.asked.append(event.key)
            return Verdict(Taken.ASKED)
        return Verdict(Taken.POSTED, *self._made)

    def retell(self, event: Event, verdict: Verdict) -> None:
        """Take an event as was decided when it was recorded; whether it fits is not asked anew."""
        self.known[event.key] = event
        if verdict.taken is Taken.REFUSED:
            self.refused.append(event.key)
        elif verdict.taken is Taken.ASKED:
            self.asked.append(event.key)
        else:
            self._told = verdict
            self._accept(event)
            self._told = None

    def know(self, other: "Book") -> None:
        """Take over what events of another book have posted, without posting it again."""
        self.live, self._of_ticket, self._units = other.live, other._of_ticket, other._units

    def state(self, at: datetime) -> Replay:
        """Return the units as they stand at an instant."""
        return replay(self.contract, self.postings, until=at, opening=self.opening)

    @property
    def materials(self) -> int:
        """The units for which too little was left, to be charged as time and materials."""
        return sum(sum(live.materials.values()) for live in self.live.values())

    def posted(self, live: Live) -> int:
        """Return what an event has posted: drawn units, and time and materials."""
        drawn = sum(self._units.get(key, 0) for key in live.charges)
        return drawn + sum(live.materials.values())

    def owed(self, ticket: str, *, besides: str = "", minutes: int | None = None) -> int:
        """Return what a ticket owes over its live events; for the event `besides` with other
        minutes than it has."""
        mine = self._of_ticket.get(ticket, {}).values()
        answers = int(any(isinstance(live.event, Answer) for live in mine))
        lengths = [
            minutes if minutes is not None and live.event.key == besides else live.minutes
            for live in mine
            if isinstance(live.event, Appointment)
        ]
        appointments = sum(UNITS.units(length * MINUTE) for length in lengths)
        return answers + appointments if self.contract.both else max(answers, appointments)

    def _check_dates(self, event: Event) -> None:
        if event.effective_at < self.contract.starts_at:
            raise Refused("It lies before the contract.")
        if event.effective_at > event.recorded_at and not isinstance(event, Purchase):
            raise Refused("It lies in the future.")

    def _accept(self, event: Event) -> None:
        if isinstance(event, Purchase | Goodwill):
            self._grant(event)
        elif isinstance(event, Answer | Appointment):
            self._charge(event)
        elif isinstance(event, Correction):
            self._correct(event)
        elif isinstance(event, Reversal):
            self._reverse(event)
        elif isinstance(event, Closing):
            self._close(event)

    def _posting_date(self, effective_at: datetime, recorded_at: datetime) -> datetime:
        """The date of work; in a closed period the day of recording, as an adjustment."""
        return effective_at if self._is_open(effective_at) else recorded_at

    def _is_open(self, at: datetime) -> bool:
        return self.closed_until is None or at >= self.closed_until

    def _grant(self, event: Purchase | Goodwill) -> None:
        if event.units < 1:
            raise Refused("A pack has at least one unit.")
        origin = "purchase" if isinstance(event, Purchase) else "goodwill"
        at = self._posting_date(event.effective_at, event.recorded_at)
        self.postings.append(Grant(event.key, origin, at, event.units, event.days))
        self.grants.add(event.key)

    def _charge(self, event: Answer | Appointment) -> None:
        live = Live(event, event.minutes if isinstance(event, Appointment) else 0)
        others = list(self._of_ticket.get(event.ticket, {}).values())
        self._keep(live)
        try:
            units = self.owed(event.ticket) - sum(self.posted(each) for each in others)
            self._post(live, max(units, 0), recorded_at=event.recorded_at)
        except (Refused, Asked):
            self._drop(event.key)
            raise

    def needed(self, event: Answer | Appointment) -> int:
        """Return the units that an event would post that is not recorded yet."""
        minutes = event.minutes if isinstance(event, Appointment) else 0
        others = list(self._of_ticket.get(event.ticket, {}).values())
        self._keep(Live(event, minutes))
        owed = self.owed(event.ticket)
        self._drop(event.key)
        return max(owed - sum(self.posted(each) for each in others), 0)

    def _keep(self, live: Live) -> None:
        self.live[live.event.key] = live
        self._of_ticket.setdefault(live.event.ticket, {})[live.event.key] = live

    def _drop(self, key: str) -> Live | None:
        live = self.live.pop(key, None)
        if live is not None:
            del self._of_ticket[live.event.ticket][key]
        return live

    def _post(self, live: Live, units: int, *, recorded_at: datetime) -> None:
        """Draw units on the event's own date of work. Raises Refused and Asked."""
        if not units:
            return
        at = self._posting_date(live.event.effective_at, recorded_at)
        key = f"{live.event.key}#{len(live.charges) + 1}"
        drawn = self._fitting(Charge(key, at, units))
        live.charges.append(key)
        self._made = drawn, units - drawn
        if drawn:
            self.postings.append(Charge(key, at, drawn))
            self._units[key] = drawn
        if drawn < units:
            live.materials[key] = units - drawn

    def _fitting(self, charge: Charge) -> int:
        """Return how many of a charge's units can be drawn. Raises Refused and Asked."""
        if self._told is not None:
            return self._told.drawn
        if self._fits([*self.postings, charge]):
            return charge.units
        if self.contract.when_empty is WhenEmpty.ASK:
            raise Asked
        if self.contract.when_empty is not WhenEmpty.TIME_AND_MATERIALS:
            raise Refused("Too few units are left.")
        parts = range(charge.units - 1, 0, -1)
        fitting = (n for n in parts if self._fits([*self.postings, replace(charge, units=n)]))
        return next(fitting, 0)

    def _fits(self, postings: Iterable[Posting]) -> bool:
        limit = self.contract.limit if self.contract.when_empty is WhenEmpty.NEGATIVE else 0
        told = replay(self.contract, postings, until=None, opening=self.opening)
        return told.deepest <= limit

    def _correct(self, event: Correction) -> None:
        live = self.live.get(event.target)
        if live is None or not isinstance(live.event, Appointment):
            raise Refused("Only an appointment that stands can be corrected.")
        ticket = live.event.ticket
        others = sum(
            self.posted(each) for each in self._of_ticket[ticket].values() if each is not live
        )
        owed = self.owed(ticket, besides=live.event.key, minutes=event.minutes)
        change = max(owed - others, 0) - self.posted(live)
        if change > 0:
            self._post(live, change, recorded_at=event.recorded_at)
        elif change < 0:
            self._take_back(live, -change, event)
        live.minutes = event.minutes

    def _reverse(self, event: Reversal) -> None:
        if event.target in self.grants:
            self._reverse_grant(event)
            return
        live = self._drop(event.target)
        if live is None:
            raise Refused("There is nothing that could be reversed.")
        if event.as_goodwill:
            self._make_good(live, event)
        else:
            self._take_back(live, self.posted(live), event)

    def _take_back(self, live: Live, units: int, event: Event) -> None:
        """Take posted units away, the newest posting first, its time and materials first."""
        for key in reversed(live.charges):
            spared = min(units, live.materials.get(key, 0))
            if spared:
                live.materials[key] -= spared
            back = min(units - spared, self._units.get(key, 0))
            if back:
                self._give_back(key, back, event)
            units -= spared + back

    def _give_back(self, key: str, units: int, event: Event) -> None:
        """In an open period as if they had never been posted, else on the day of recording."""
        index, charge = self._charge_of(key)
        self._units[key] -= units
        if not self._is_open(charge.at):
            name = f"{event.key}>{key}"
            self.postings.append(Return(name, event.recorded_at, key, units))
        elif charge.units > units:
            self.postings[index] = replace(charge, units=charge.units - units)
        else:
            del self.postings[index]

    def _make_good(self, live: Live, event: Reversal) -> None:
        """What was drawn stays drawn, and as many units come as goodwill; time and materials
        are taken away."""
        units = sum(self._units.get(key, 0) for key in live.charges)
        if units:
            at = self._posting_date(event.effective_at, event.recorded_at)
            self.postings.append(Grant(event.key, "goodwill", at, units))

    def _reverse_grant(self, event: Reversal) -> None:
        index, grant = next(
            (i, p)
            for i, p in enumerate(self.postings)
            if isinstance(p, Grant) and p.key == event.target
        )
        without = [posting for i, posting in enumerate(self.postings) if i != index]
        is_told = self._told is not None
        if not is_told and not (self._is_open(grant.at) and self._fits(without)):
            raise Refused("Its units were drawn, or its period is closed.")
        self.postings = without
        self.grants.discard(event.target)

    def _close(self, event: Closing) -> None:
        if event.until > event.recorded_at:
            raise Refused("A period that has not ended cannot be closed.")
        if self.closed_until is None or event.until > self.closed_until:
            self.closed_until = event.until

    def _charge_of(self, key: str) -> tuple[int, Charge]:
        return next(
            (i, p) for i, p in enumerate(self.postings) if isinstance(p, Charge) and p.key == key
        )


def record_all(contract: Contract, events: Iterable[Event], *, as_of: datetime) -> Book:
    """Record events, given in any order, that were written down by an instant."""
    book = Book(contract)
    written = [event for event in events if event.recorded_at <= as_of]
    for event in sorted(written, key=lambda event: event.recorded_at):
        book.record(event)
    return book
