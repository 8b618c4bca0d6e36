"""What goes beyond a block of hours is charged, entry by entry and once.

Time that is unused goes on into later months: whatever changes one month changes those behind it.
So months are reckoned anew from the first that changed to the last that is closed. What comes to
something else is taken back and charged anew; in a month that was closed before, by the day on
which that happens.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from deskhand.contracts import charging
from deskhand.contracts.charging import NewCharge
from deskhand.contracts.ledger import hours
from deskhand.contracts.ledger.books import version_on
from deskhand.contracts.models import Budget, Charge, ChargeSource, ContractVersion
from deskhand.contracts.paying import named
from deskhand.desk.ledger.budgeting import HOUR, block, budget_of
from deskhand.journal.actor import Actor
from deskhand.rules.rating.budgets import BlockLine, BlockMonth, Month, months
from deskhand.tickets.models import Ticket
from deskhand.work.models import TimeEntry
from deskhand.work.timekeeping.months import closed_months


def charge_overruns(budget: Budget, month: Month, *, by: Actor, at: datetime) -> list[Charge]:
    """Charge what went beyond the block in a month that is closed now; what was charged before and
    comes to something else now is taken back. Returns what is charged anew."""
    return charge_forward(budget, month, closing=month, by=by, at=at)


@transaction.atomic
def charge_forward(
    budget: Budget, since: Month, *, closing: Month | None = None, by: Actor, at: datetime
) -> list[Charge]:
    """As `charge_overruns`, of all closed months from one on, and of `closing`, which is closed
    now: charges of the others count on the day of this."""
    # One at a time, so that two closings do not both charge what was corrected.
    Budget.objects.select_for_update().get(pk=budget.pk)
    closed = {Month.of(day) for day in closed_months()} | ({closing} if closing else set())
    since = max(since, Month.of(budget.first_on))
    last = max(closed, default=since)
    if last < since:
        return []
    told = block(budget, last)
    made = []
    for month in months(since, last):
        if month in closed and month in told:
            day = None if month == closing else budget.contract.day(at)
            made += _charge_month(budget, month, told[month], day, by=by, at=at)
    hours.post_months(budget, told, closed, by=by, at=at)
    return made


def quoted(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Charge anew what went beyond a block after a quote began or ceased to pay for a ticket."""
    coverage = getattr(ticket, "coverage", None)
    budget = budget_of(coverage.contract) if coverage is not None else None
    first = TimeEntry.objects.counted().filter(ticket=ticket).order_by("worked_on").first()
    if budget is not None and budget.kind == Budget.Kind.BLOCK and first is not None:
        charge_forward(budget, Month.of(first.worked_on), by=by, at=at)


def months_touched(closed: Month) -> list[Month]:
    """Return the months whose time a month that was closed says something of: itself, and those of
    which work was adjusted in it."""
    rows = TimeEntry.objects.counted().exclude(adjusts=None)
    rows = rows.filter(booked_on__gte=closed.first, booked_on__lt=closed.after().first)
    days = set(rows.values_list("worked_on", flat=True))
    return sorted({closed, *(Month.of(day) for day in days)})


def blocks() -> Sequence[Budget]:
    """Return the budgets that are blocks of hours."""
    rows = Budget.objects.filter(kind=Budget.Kind.BLOCK).prefetch_related("plans")
    return list(rows.select_related("contract__organization"))


def _charge_month(
    budget: Budget, month: Month, told: BlockMonth, day: date | None, *, by: Actor, at: datetime
) -> list[Charge]:
    version = version_on(budget.contract, month.first)
    if version is None or not version.currency:
        return []
    stem = f"overrun:{budget.pk}:{month}:"
    lines = {line.id: line for line in told.lines if line.amount}
    times: Counter[str] = Counter()
    last: dict[str, Charge] = {}
    rows = Charge.objects.own().filter(key__startswith=stem)
    for row in rows.select_related("reversed_by").order_by("pk"):
        entry = row.key.removeprefix(stem).split(":")[0]
        times[entry] += 1
        last[entry] = row
    for entry, row in last.items():
        if entry in lines and lines[entry].amount == row.amount:
            # Charged already; where somebody let it go, it stays so.
            del lines[entry]
        elif not hasattr(row, "reversed_by"):
            why = _("What was left in the block has changed.")
            charging.reverse(row, why=why, on=day, by=by, at=at)
    return [
        charging.charge(_overrun(budget, version, line, times[line.id], day), by=by, at=at)
        for line in lines.values()
    ]


def _overrun(
    budget: Budget, version: ContractVersion, line: BlockLine, times: int, day: date | None
) -> NewCharge:
    """What an entry has beyond its block, charged so many times before."""
    entry = TimeEntry.objects.select_related("ticket__organization").get(pk=int(line.id))
    covered, beyond = (timedelta(seconds=each) for each in (line.covered, line.overrun))
    month = Month.of(entry.worked_on)
    why = [
        _("Of this entry %(covered)s was left in the block; %(beyond)s went beyond it.")
        % {"covered": covered, "beyond": beyond}
    ]
    if day is not None:
        why.append(_("Its month was closed: it counts on the day on which it was corrected."))
    stem = f"overrun:{budget.pk}:{month}:{entry.pk}"
    return NewCharge(
        organization=budget.contract.organization,
        contract=budget.contract,
        ticket=entry.ticket,
        source=ChargeSource.OVERRUN,
        key=f"{stem}:{times + 1}" if times else stem,
        charged_on=day or entry.worked_on,
        text=named(
            _("Beyond the block of %(month)s") % {"month": month}, entry.ticket, budget.contract
        ),
        quantity=(Decimal(line.overrun) / HOUR).quantize(Decimal("0.0001")),
        unit=_("h"),
        unit_price=budget.overrun_per_hour,
        amount=line.amount,
        currency=version.currency,
        tax_code=version.tax_code,
        why=why,
    )
