"""Blocks of hours of which little is left this month, for whoever looks after their clients."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from deskhand.contracts.models import Budget, Contract
from deskhand.desk.ledger import budgeting
from deskhand.rules.rating.budgets import Month

# Little is a fifth of what the month allows, with what was carried into it.
SHARE = 5
# Each is told from all its entries: so many are looked through at once.
MOST = 40


@dataclass(frozen=True, slots=True)
class LowBlock:
    """A block with what is left of it this month, and what went beyond it, in seconds."""

    contract: Contract
    left: int
    allowed: int
    beyond: int


def low_blocks(contracts: Iterable[Contract], *, at: datetime) -> list[LowBlock]:
    """Return the blocks of these contracts of which little is left, the least first."""
    rows = blocks_of(contracts).select_related("contract__organization")
    found = [_low(budget, at=at) for budget in rows.prefetch_related("plans").order_by("pk")[:MOST]]
    return sorted((one for one in found if one is not None), key=lambda one: one.left - one.beyond)


def blocks_of(contracts: Iterable[Contract]) -> QuerySet[Budget]:
    """Return the blocks of hours among the budgets of contracts."""
    return Budget.objects.filter(contract__in=list(contracts), kind=Budget.Kind.BLOCK)


def _low(budget: Budget, *, at: datetime) -> LowBlock | None:
    month = Month.of(budget.contract.day(at))
    told = budgeting.block(budget, month).get(month) if budget.first_on <= month.first else None
    if told is None:
        return None
    allowed = told.allowance + told.carried_in
    left = allowed - told.covered
    if not told.overrun and left * SHARE > allowed:
        return None
    return LowBlock(budget.contract, left, allowed, told.overrun)
