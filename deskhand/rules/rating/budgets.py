"""Monthly budgets: a fixed fee with a planned engagement, or a block of hours with its carry.

A record belongs, whole, to the month of its local start.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from deskhand.rules.rating.entries import Effect
from deskhand.rules.rating.numbers import half_up

HOUR = 3600


@dataclass(frozen=True, slots=True, order=True)
class Month:
    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def quarter(self) -> tuple[int, int]:
        return self.year, (self.number - 1) // 3 + 1

    def after(self, months: int = 1) -> "Month":
        years, number = divmod(self.number - 1 + months, 12)
        return Month(self.year + years, number + 1)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


def months(first: Month, last: Month) -> Iterator[Month]:
    while first <= last:
        yield first
        first = first.after()


@dataclass(frozen=True, slots=True)
class Plan:
    """The planned engagement and the fee, from a date on; it holds from the first whole month."""

    since: date
    planned_seconds: int
    fee: int


@dataclass(frozen=True, slots=True)
class Record:
    """Work as a budget sees it."""

    begin: datetime
    seconds: int
    effect: Effect = Effect.COVERED
    recorded_at: datetime | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class Engagement:
    """Budget against actual, of a month or a quarter. `late` was recorded after the snapshot."""

    planned: int
    actual: int
    late: int
    fee: int

    @property
    def ratio_permille(self) -> int | None:
        """Actual per thousand of the plan; None without a plan."""
        return half_up(self.actual * 1000, self.planned) if self.planned else None


@dataclass(frozen=True, slots=True)
class Span:
    """Months, from the first to the last, in a contract's time zone."""

    zone: ZoneInfo
    first: Month
    last: Month

    def month_of(self, record: Record) -> Month:
        return Month.of(record.begin.astimezone(self.zone).date())

    def __iter__(self) -> Iterator[Month]:
        return months(self.first, self.last)


def fixed_fee(
    span: Span,
    plans: Sequence[Plan],
    records: Sequence[Record],
    *,
    snapshot_at: datetime | None = None,
) -> dict[Month, Engagement]:
    """Return budget against actual of each month: the fee is the fee (pack E).

    Only covered work counts; what was recorded after the snapshot counts as late.
    """
    actual = dict.fromkeys(span, 0)
    late = dict.fromkeys(span, 0)
    for record in records:
        month = span.month_of(record)
        if record.effect is not Effect.COVERED or month not in actual:
            continue
        (late if _is_late(record, snapshot_at) else actual)[month] += record.seconds
    return {month: _month(month, plans, actual[month], late[month]) for month in span}


def _is_late(record: Record, snapshot_at: datetime | None) -> bool:
    if snapshot_at is None or record.recorded_at is None:
        return False
    return record.recorded_at > snapshot_at


def _month(month: Month, plans: Sequence[Plan], actual: int, late: int) -> Engagement:
    in_force = [plan for plan in plans if plan.since <= month.first]
    plan = max(in_force, key=lambda plan: plan.since, default=None)
    planned, fee = (plan.planned_seconds, plan.fee) if plan else (0, 0)
    return Engagement(planned, actual, late, fee)


def quarters(by_month: dict[Month, Engagement]) -> dict[tuple[int, int], Engagement]:
    """Return the calendar quarters of which all three months are there."""
    found: dict[tuple[int, int], list[Engagement]] = {}
    for month, engagement in by_month.items():
        found.setdefault(month.quarter, []).append(engagement)
    return {
        quarter: Engagement(
            sum(each.planned for each in three),
            sum(each.actual for each in three),
            sum(each.late for each in three),
            sum(each.fee for each in three),
        )
        for quarter, three in found.items()
        if len(three) == 3
    }


@dataclass(frozen=True, slots=True)
class Block:
    """A monthly block of hours: what is allowed, what overrunning costs, and what is carried.

    Time unused at the end of a month can be used for `carry_months` more; of it at most
    `cap_seconds` (None for no cap) goes into the next month.
    """

    allowance_seconds: int
    fee: int
    overrun_minor_per_hour: int
    carry_months: int = 0
    cap_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class BlockLine:
    """What one record drew from the block, and what went beyond it."""

    id: str
    covered: int
    overrun: int
    amount: int


@dataclass(frozen=True, slots=True)
class BlockMonth:
    allowance: int
    carried_in: int
    covered: int
    overrun: int
    lapsed: int
    carried_out: int
    invoice: int
    lines: tuple[BlockLine, ...]


def block_hours(
    span: Span,
    block: Block,
    records: Sequence[Record],
    *,
    other: Mapping[Month, Block] | None = None,
) -> dict[Month, BlockMonth]:
    """Return each month of a block: the oldest time is drawn first, overruns are never paid
    back, nothing is carried into the first month. `other` are months in which it was another."""
    by_month: dict[Month, list[Record]] = {month: [] for month in span}
    for record in sorted(records, key=lambda record: record.begin):
        by_month.get(span.month_of(record), []).append(record)
    told: dict[Month, BlockMonth] = {}
    carried: list[tuple[Month, int]] = []  # the month it was allowed in, oldest first
    for month, mine in by_month.items():
        now = (other or {}).get(month, block)
        told[month], carried = _block_month(month, now, mine, carried)
    return told


def _block_month(
    month: Month, block: Block, records: list[Record], carried: list[tuple[Month, int]]
) -> tuple[BlockMonth, list[tuple[Month, int]]]:
    carried_in = sum(left for _allowed, left in carried)
    stock = [*carried, (month, block.allowance_seconds)]
    lines = []
    for record in records:
        covered, stock = _taken(stock, record.seconds)
        overrun = record.seconds - covered
        amount = half_up(overrun * block.overrun_minor_per_hour, HOUR)
        lines.append(BlockLine(record.id, covered, overrun, amount))
    left = sum(seconds for _allowed, seconds in stock)
    kept = [(m, s) for m, s in stock if s and month.after() <= m.after(block.carry_months)]
    kept = _capped(kept, block.cap_seconds)
    carried_out = sum(seconds for _allowed, seconds in kept)
    made = BlockMonth(
        allowance=block.allowance_seconds,
        carried_in=carried_in,
        covered=sum(line.covered for line in lines),
        overrun=sum(line.overrun for line in lines),
        lapsed=left - carried_out,
        carried_out=carried_out,
        invoice=block.fee + sum(line.amount for line in lines),
        lines=tuple(lines),
    )
    return made, kept


def _taken(stock: list[tuple[Month, int]], seconds: int) -> tuple[int, list[tuple[Month, int]]]:
    """Take seconds from the oldest on; returns what could be taken, and what is left."""
    left, wanted = [], seconds
    for month, there in stock:
        taken = min(there, wanted)
        wanted -= taken
        left.append((month, there - taken))
    return seconds - wanted, left


def _capped(kept: list[tuple[Month, int]], cap: int | None) -> list[tuple[Month, int]]:
    """Cut down to the cap, the oldest first."""
    beyond = 0 if cap is None else max(0, sum(seconds for _month, seconds in kept) - cap)
    _cut, left = _taken(kept, beyond)
    return [(month, seconds) for month, seconds in left if seconds]
