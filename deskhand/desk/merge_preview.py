"""What a merge or a split would do, said before it is done; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from deskhand.desk.merging import hindrance, is_across, newcomers
from deskhand.people.models import Person
from deskhand.people.reader import Reader
from deskhand.sla.joining import lives_on
from deskhand.sla.models import Clock, PromiseKind
from deskhand.sla.reading import is_owed
from deskhand.tickets.merging import readers_of
from deskhand.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class OtherPreview:
    """What becomes of one ticket that goes up into another.

    `live_on` are clocks that the other is owed and the one that stays is owed then, from when
    they count there already; `end` are those that end with it. `hinders` says why it cannot be.
    """

    ticket: Ticket
    messages: int
    hinders: str
    is_across: bool
    inside: list[Person]
    outside: list[Person]
    live_on: list[tuple[Clock, datetime]] = field(default_factory=list)
    end: list[Clock] = field(default_factory=list)
    tells: Person | None = None


def preview(into: Ticket, others: Sequence[Ticket], *, by: Reader) -> list[OtherPreview]:
    """Say for each of the others what a merge into a ticket would do."""
    started = _earliest(into)
    return [_of(into, other, started, by=by) for other in others]


def may_be_merged(found: Sequence[OtherPreview]) -> bool:
    return bool(found) and not any(one.hinders for one in found)


def readers_afterwards(into: Ticket, found: Sequence[OtherPreview]) -> list[Person]:
    """Return who reads the ticket then, without those who would have to be let in."""
    people = readers_of(into)
    for one in found:
        people += [person for person in one.inside if person not in people]
    return people


def _of(into: Ticket, other: Ticket, started: dict[str, datetime], *, by: Reader) -> OtherPreview:
    inside, outside = newcomers(into, other)
    owed = [clock for clock in other.clocks.filter(replaced_at=None) if is_owed(clock)]
    live_on = [
        clock
        for clock in owed
        if into.is_open and (lives_on(clock) or clock.kind == PromiseKind.CALLBACK)
    ]
    across = is_across(into, other)
    reads = other.requester in inside or other.requester_id == into.requester_id
    return OtherPreview(
        ticket=other,
        messages=other.messages.filter(withdrawn_at=None).count(),
        hinders=hindrance(into, other, by=by),
        is_across=across,
        inside=inside,
        outside=outside,
        live_on=[(clock, _since(clock, started)) for clock in live_on],
        end=[clock for clock in owed if clock not in live_on],
        tells=other.requester if reads and not across else None,
    )


def _since(clock: Clock, started: dict[str, datetime]) -> datetime:
    begins = [at for at in (clock.started_at, started.get(clock.kind)) if at is not None]
    return min(begins)


def _earliest(into: Ticket) -> dict[str, datetime]:
    owed = [clock for clock in into.clocks.filter(replaced_at=None) if is_owed(clock)]
    return {clock.kind: clock.started_at for clock in owed if clock.started_at is not None}
