"""Which promise applies: the row of the governing policy, and its target for priority and band."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from deskhand.rules.bands import BandTable, choose
from deskhand.sla import scope
from deskhand.sla.calendars import arithmetic, version_at
from deskhand.sla.governing import kept, version_for
from deskhand.sla.lines import Line, kinds_promised, line_for, line_of
from deskhand.sla.models import (
    CalendarVersion,
    Clock,
    PolicyVersion,
    PromiseKind,
    PromiseRow,
    Start,
    Target,
)
from deskhand.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Promise:
    """A chosen promise, with its own copy of the target and why it was chosen, a sentence a line.

    A date that an agent promised stands in no row.
    """

    version: PolicyVersion
    calendar: CalendarVersion
    band: str
    target: dict[str, Any]
    reason: str
    row: PromiseRow | None = None


def for_clock(promise: Promise, clock: Clock) -> Promise:
    """Return a promise with the reason that a clock has then: whom to call stays first in it."""
    if clock.kind != PromiseKind.CALLBACK:
        return promise
    whom = clock.reason.partition("\n")[0]
    return replace(promise, reason=f"{whom}\n{promise.reason}")


def row_for(ticket: Ticket, kind: str) -> Line | None:
    """Return the row of a kind that holds for a ticket; None where its policy has none."""
    version = version_for(ticket)
    return line_for(version, kind, ticket) if version else None


def promise_for(ticket: Ticket, kind: str, *, received_at: datetime) -> Promise | None:
    """Choose what is promised to a ticket of its priority, counted from an instant (UTC).

    None when no row matches, or none that promises anything then.
    """
    line = row_for(ticket, kind) if kind in kinds_promised() else None
    return promise_by(line, ticket, received_at=received_at) if line else None


def promise_by(line: Line, ticket: Ticket, *, received_at: datetime) -> Promise | None:
    """Return what a row promises to a ticket, counted from an instant; None for nothing."""
    specs = line.specs.get(ticket.priority_level, {})
    if set(specs) != {"in", "after"}:
        return None
    row, version = line.row, version_for(ticket)
    if version is None:
        return None
    calendar = version_at(row.calendar or version.calendar, received_at)
    coverage = version_at(row.coverage, received_at) if row.coverage else calendar
    choice = choose(
        BandTable.from_spec(specs),
        received_at,
        calendar=arithmetic(calendar),
        coverage=arithmetic(coverage),
        carry=row.carry or version.carry,
    )
    if specs[choice.band]["unit"] == Target.Unit.NONE:
        return None
    hours = "in business hours" if choice.band == "in" else "after business hours"
    reason = f"{_of(version, ticket)}, {BEGUN[Start(row.start)]} {hours}"
    return Promise(
        version, calendar, choice.band, choice.target.spec, _reasons(reason, line, ticket), row
    )


def pending_by(line: Line, ticket: Ticket, *, at: datetime) -> Promise | None:
    """Return what a row will promise once its clock starts; None where it never does."""
    version = version_for(ticket)
    if version is None or not line.promises(ticket.priority_level):
        return None
    calendar = version_at(line.row.calendar or version.calendar, at)
    reasons = _reasons(_of(version, ticket), line, ticket)
    return Promise(version, calendar, "", {"unit": "none"}, reasons, line.row)


def targets_of(row: PromiseRow, level: int) -> dict[str, dict[str, Any]]:
    """Return the targets of a row for one priority by band, as `rules.targets` reads them."""
    return line_of(row).specs.get(level, {})


def _of(version: PolicyVersion, ticket: Ticket) -> str:
    return f"{version.policy}, version {version.number}: {ticket.priority}"


def _reasons(first: str, line: Line, ticket: Ticket) -> str:
    why = scope.why(line.condition, ticket)
    named = f"Row “{line.row}”" if line.row.name else "Its row"
    row = [f"{named}: {'; '.join(why)}."] if why else []
    if not why and line.row.name:
        row = [f"{named}, which holds where no other does."]
    choice = kept(ticket)
    return "\n".join([first, *row, *([choice.reason] if choice else [])])


BEGUN = {
    Start.RECEIPT: "received",
    Start.HANDOVER: "turned over",
    Start.PASSED_ON: "passed on",
    Start.STATUS: "begun by its status",
    Start.DATE: "promised for a date",
}
