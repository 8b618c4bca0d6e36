"""What if: which row of a draft would hold for a request at an instant, why, and by when. The same
choice and arithmetic as of real tickets, with nothing saved."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from deskhand.people.reader import STRANGER
from deskhand.rules import conditions
from deskhand.rules.amounts import amount_words
from deskhand.rules.bands import BandTable, choose
from deskhand.rules.conditions import Condition, fields_of
from deskhand.sla import scope
from deskhand.sla.calendars import arithmetic, version_at
from deskhand.sla.drafts import Draft, RowDraft, cells_by_level
from deskhand.sla.fields import labels_of
from deskhand.sla.lines import spec_of
from deskhand.sla.models import PolicyChoice, PromiseKind, Start
from deskhand.tickets.fields import ticket_fields
from deskhand.tickets.models import Ticket

MOST_TICKETS = 500
# What each ticket is owed from its receipt on, if anything.
FROM_RECEIPT = (PromiseKind.FIRST_RESPONSE, PromiseKind.RESOLUTION)


@dataclass(frozen=True, slots=True)
class Supposed:
    """A request that need not be there: its facts, how urgent it is, and under which labels its
    client is owed the policy (None: as its client is)."""

    ticket: Ticket
    level: int
    labels: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a kind of promise would come to: the row, why, the target, and by when."""

    kind: str
    row: RowDraft
    why: list[str] = field(default_factory=list)
    band: str = ""
    amount: str = ""
    due_at: datetime | None = None

    @property
    def is_promised(self) -> bool:
        return bool(self.amount) and self.amount != "none"

    @property
    def waits(self) -> bool:
        """Whether it counts from something that is still to come."""
        return self.row.start != Start.RECEIPT


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a draft with their conditions read, in the order in which they are tried."""

    draft: Draft
    rows: tuple[tuple[RowDraft, Condition], ...]


def table_of(draft: Draft) -> Table:
    """Read the conditions of a draft once; rows that cannot be read match nothing."""
    found = []
    for row in draft.rows:
        condition = scope.read_kept(row.condition)
        if condition is not None:
            found.append((row, condition))
    return Table(draft, tuple(sorted(found, key=lambda pair: -len(fields_of(pair[1])))))


def outcomes(table: Table, supposed: Supposed, *, at: datetime) -> list[Outcome]:
    """Return what each kind that the draft promises would come to, counted from an instant."""
    kinds = dict.fromkeys(row.kind for row in table.draft.rows)
    found = (outcome(table, kind, supposed, at=at) for kind in kinds)
    return [each for each in found if each is not None]


def outcome(table: Table, kind: str, supposed: Supposed, *, at: datetime) -> Outcome | None:
    """Return what one kind would come to; None where no row of it matches."""
    for row, condition in table.rows:
        if row.kind != kind:
            continue
        facts = _facts(condition, supposed)
        if conditions.evaluate(condition, facts, at=at):
            why = conditions.explain(condition, facts, at=at)
            return _due(table.draft, row, why, supposed.level, at=at)
    return None


def _facts(condition: Condition, supposed: Supposed) -> dict[str, Any]:
    fields, ticket = ticket_fields(), supposed.ticket
    facts = {name: fields[name].fact(ticket, STRANGER) for name in fields_of(condition)}
    if "contract" in facts and supposed.labels is not None:
        facts["contract"] = supposed.labels
    return facts


def _due(draft: Draft, row: RowDraft, why: list[str], level: int, *, at: datetime) -> Outcome:
    cells = cells_by_level(row).get(level)
    if cells is None:
        return Outcome(row.kind, row, why)
    calendar = arithmetic(version_at(row.calendar or draft.calendar, at))
    coverage = arithmetic(version_at(row.coverage, at)) if row.coverage else calendar
    specs = {band: spec_of(cell) for band, cell in cells.items()}
    choice = choose(
        BandTable.from_spec(specs),
        at,
        calendar=calendar,
        coverage=coverage,
        carry=row.carry or draft.carry,
    )
    due_at = choice.target.due(at, calendar=calendar)
    return Outcome(row.kind, row, why, choice.band, amount_words(choice.target.spec), due_at)


@dataclass(frozen=True, slots=True)
class Trial:
    """One ticket of the past, and when one of its promises was due and would have been."""

    ticket: Ticket
    kind: str
    was: datetime | None
    now: datetime | None

    @property
    def moved(self) -> timedelta | None:
        return self.now - self.was if self.now and self.was else None


def last_tickets(policy_id: int) -> list[Ticket]:
    """Return the newest tickets that went by a policy, with what conditions ask of them."""
    choices = PolicyChoice.objects.filter(version__policy=policy_id).order_by("-ticket")
    numbers = list(choices.values_list("ticket", flat=True)[:MOST_TICKETS])
    related = ("organization", "site", "service", "request_type", "requester")
    rows = Ticket.objects.filter(pk__in=numbers).select_related(*related)
    return list(rows.prefetch_related("organization__policy_assignments").order_by("-pk"))


def trials(before: Draft, after: Draft, tickets: Sequence[Ticket]) -> list[Trial]:
    """Return for which tickets a promise from receipt would have been due at another instant."""
    tables = table_of(before), table_of(after)
    return [trial for ticket in tickets for trial in _tried(tables, ticket)]


def _tried(tables: tuple[Table, Table], ticket: Ticket) -> Iterator[Trial]:
    supposed = Supposed(ticket, ticket.priority_level, labels_of(ticket))
    for kind in FROM_RECEIPT:
        was, now = (_receipt_due(table, kind, supposed) for table in tables)
        if was != now:
            yield Trial(ticket, kind, was, now)


def _receipt_due(table: Table, kind: str, supposed: Supposed) -> datetime | None:
    found = outcome(table, kind, supposed, at=supposed.ticket.received_at)
    return found.due_at if found is not None and not found.waits else None


def kinds_in(draft: Draft) -> list[str]:
    """Return the kinds of which a draft promises something, in the order of all kinds."""
    there = {row.kind for row in draft.rows}
    return [kind for kind in PromiseKind.values if kind in there]


def count_moves(found: Iterable[Trial]) -> tuple[int, int]:
    """Count how many would have been due later, and how many sooner."""
    moves = [trial.moved for trial in found if trial.moved is not None]
    return sum(m > timedelta(0) for m in moves), sum(m < timedelta(0) for m in moves)
