"""Budgets of contracts: begun, adjusted from a month on, and told against what was worked.

Of each entry only what the contract covers counts for a fixed fee, and for a block only what draws
it; an entry across a change of hours is split there, as when it is rated.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.utils.translation import gettext as _

from deskhand.contracts.ledger.books import need_version, version_on
from deskhand.contracts.models import (
    Budget,
    BudgetPlan,
    Contract,
)
from deskhand.contracts.quotes.reading import quoted_tickets
from deskhand.contracts.rated.pricing import outcome_of, sheet_of_entry
from deskhand.contracts.reading import contracts_for
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.supposing import CannotRate
from deskhand.desk.ledger.keeping import YEARS
from deskhand.desk.story import story
from deskhand.journal.actor import Actor
from deskhand.people.acting import actor_of, need_charging
from deskhand.people.reader import Reader
from deskhand.rules.money import minor
from deskhand.rules.rating import budgets
from deskhand.rules.rating.budgets import (
    Block,
    BlockMonth,
    Engagement,
    Month,
    Plan,
    Record,
    Span,
)
from deskhand.rules.rating.entries import Effect
from deskhand.tickets.models import Ticket
from deskhand.work.models import TimeEntry

MINUTE, HOUR = 60, 3600
MOST_MINUTES = 100_000
NOON = time(12)


@dataclass(frozen=True, slots=True)
class NewPlan:
    """What is planned or allowed each month from the first whole month after `since` on."""

    since: date
    planned_minutes: int
    fee: Decimal
    why: str = ""


@story
def begin(contract_id: int, budget: Budget, plan: NewPlan, *, by: Reader, at: datetime) -> Budget:
    """Give a contract a budget. Raises ContractRefused, NotAllowed."""
    contract = _kept(contract_id, by)
    _need_near(plan)
    if Budget.objects.filter(contract=contract).exists():
        raise ContractRefused("", _("It has a budget. Adjust it."))
    need_version(contract, _noon(contract, max(plan.since, contract.begins_on)))
    budget.contract, budget.first_on = contract, plan.since.replace(day=1)
    budget.save(force_insert=True)
    _plan(budget, plan, by=actor_of(by), at=at)
    return budget


@story
def adjust(contract_id: int, plan: NewPlan, *, by: Reader, at: datetime) -> BudgetPlan:
    """Adjust a budget from a day on; months that are over stay as they were planned.

    Raises ContractRefused, NotAllowed.
    """
    contract = _kept(contract_id, by)
    _need_near(plan)
    budget = Budget.objects.filter(contract=contract).first()
    if budget is None:
        raise ContractRefused("", _("It has no budget yet."))
    if plan.since < contract.day(at).replace(day=1):
        words = _("Months that are over stay as they were planned. Choose this month or a later.")
        raise ContractRefused("since", words)
    if not plan.why.strip():
        raise ContractRefused("why", _("Say why it is adjusted."))
    return _plan(budget, plan, by=actor_of(by), at=at)


def _need_near(plan: NewPlan) -> None:
    if plan.since.year not in YEARS:
        raise ContractRefused("since", _("This is too far away."))


def _plan(budget: Budget, plan: NewPlan, *, by: Actor, at: datetime) -> BudgetPlan:
    if not 0 < plan.planned_minutes <= MOST_MINUTES:
        raise ContractRefused("planned", _("Say how much time is planned each month."))
    if BudgetPlan.objects.filter(budget=budget, since=plan.since).exists():
        raise ContractRefused("since", _("It was adjusted on that day already. Choose another."))
    return BudgetPlan.objects.create(
        budget=budget,
        since=plan.since,
        planned_minutes=plan.planned_minutes,
        fee=plan.fee,
        why=plan.why.strip()[:300],
        by=by.name,
        made_at=at,
    )


def _kept(contract_id: int, by: Reader) -> Contract:
    need_charging(by)
    contract: Contract | None = contracts_for(by).filter(pk=contract_id).first()
    if contract is None:
        raise ContractRefused("", _("There is no such contract."))
    return contract


def engagement(budget: Budget, last: Month) -> dict[Month, Engagement]:
    """Return plan against actual of each month up to one, of a fixed fee."""
    span = _span(budget, last)
    version = version_on(budget.contract, last.first)
    currency = version.currency if version else ""
    plans = [
        Plan(row.since, row.planned_minutes * MINUTE, minor(row.fee, currency))
        for row in budget.plans.all()
    ]
    return budgets.fixed_fee(span, plans, records(budget, span))


def block(budget: Budget, last: Month) -> dict[Month, BlockMonth]:
    """Return what each month of a block allowed, covered, carried and overran."""
    span = _span(budget, last)
    version = version_on(budget.contract, last.first)
    currency = version.currency if version else ""
    plans = list(budget.plans.all())

    def of(month: Month) -> Block:
        held = [row for row in plans if row.since <= month.first] or plans[:1]
        return Block(
            allowance_seconds=held[-1].planned_minutes * MINUTE,
            fee=minor(held[-1].fee, currency),
            overrun_minor_per_hour=minor(budget.overrun_per_hour, currency),
            carry_months=budget.carry_months,
            cap_seconds=None if budget.cap_minutes is None else budget.cap_minutes * MINUTE,
        )

    each = {month: of(month) for month in span}
    return budgets.block_hours(span, of(span.first), records(budget, span), other=each)


def _span(budget: Budget, last: Month) -> Span:
    return Span(budget.contract.zone, Month.of(budget.first_on), last)


def records(budget: Budget, span: Span) -> list[Record]:
    """Return what was worked under a contract in these months, as its budget counts it."""
    contract = budget.contract
    rows = TimeEntry.objects.counted().filter(
        ticket__coverage__contract=contract,
        worked_on__gte=span.first.first,
        worked_on__lt=span.last.after().first,
    )
    rows = rows.exclude(ticket__in=quoted_tickets())
    told = rows.select_related("ticket__coverage__version", "role", "work_type", "message")
    sums: dict[int, int] = {}
    for entry in rows.exclude(adjusts=None).filter(seconds__lt=0):
        sums[entry.adjusts_id or 0] = sums.get(entry.adjusts_id or 0, 0) + entry.seconds
    counts = Effect.COVERED if budget.kind == Budget.Kind.FIXED_FEE else Effect.BLOCK
    found = []
    for entry in told.order_by("worked_on", "pk"):
        if entry.seconds <= 0 or entry.seconds + sums.get(entry.pk, 0) <= 0:
            continue
        seconds = sum(spent for effect, spent in _pieces(entry, entry.ticket) if effect == counts)
        if seconds:
            begins_at = entry.began_at or _noon(contract, entry.worked_on)
            found.append(Record(begins_at, seconds, Effect.COVERED, entry.made_at, str(entry.pk)))
    return found


def _pieces(entry: TimeEntry, ticket: Ticket | None) -> Iterator[tuple[Effect, int]]:
    """What an entry comes to, piece by piece, as it is rated; where no contract held on its day it
    is as its ticket, and what has no price yet is nothing yet."""
    if ticket is None or not entry.is_billable:
        return
    sheet = sheet_of_entry(entry, ticket)
    if sheet is None:
        yield Effect(ticket.coverage.effect), entry.seconds
        return
    try:
        outcome = outcome_of(sheet, entry, ticket)
    except CannotRate:
        return
    for line in outcome.rated.lines:
        yield line.effect, line.seconds


def _noon(contract: Contract, day: date) -> datetime:
    return datetime.combine(day, NOON, tzinfo=contract.zone)


def budget_of(contract: Contract) -> Budget | None:
    """Return the budget of a contract with its plans; None where it has none."""
    rows = Budget.objects.filter(contract=contract).prefetch_related("plans")
    return rows.select_related("contract__organization").first()
