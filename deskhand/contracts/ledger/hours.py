"""A block of hours in the book of its contract: what each month allowed is a lot of seconds, which
is drawn, goes on, and lapses, the oldest first.

What months come to is reckoned from their time; the book says so month by month as they are closed.
What changes in a closed month afterwards is a posting of its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.db.models import Sum

from deskhand.contracts.ledger.books import locked_book, version_on
from deskhand.contracts.ledger.posting import Amounts, NewPosting, Place, balances, difference, post
from deskhand.contracts.models import (
    SECONDS,
    AccountKind,
    Budget,
    LedgerBook,
    LedgerEntry,
    LedgerLot,
    LedgerPosting,
)
from deskhand.contracts.terms import Terms
from deskhand.journal.actor import Actor
from deskhand.rules.rating.budgets import BlockMonth, Month

MONTH, CORRECTED = "block", "block_corrected"
KINDS = (MONTH, CORRECTED)


def post_months(
    budget: Budget, told: Mapping[Month, BlockMonth], closed: set[Month], *, by: Actor, at: datetime
) -> None:
    """Post each closed month of a block once, and what changed of those that were posted."""
    closing = [month for month in told if month in closed]
    version = version_on(budget.contract, closing[-1].first) if closing else None
    if version is None:
        return
    book = locked_book(budget.contract, Terms.of(version.terms), at=at)
    _keep_lots(book, budget, told)
    said = dict(_states(budget, told))
    posted = LedgerPosting.objects.filter(book=book, kind=MONTH).values_list("key", flat=True)
    newest = max((key.rpartition(":")[2] for key in posted), default="")
    for month in closing:
        if str(month) > newest:
            _correct(book, budget, newest, said, by=by, at=at)
            moves = difference(said[month], balances(book, measure=SECONDS))
            ends_at = _begins(budget, month.after())
            post(book, _new(_key(budget, month), MONTH, ends_at, by=by, at=at), moves)
            newest = str(month)
    _correct(book, budget, newest, said, by=by, at=at)


def _correct(
    book: LedgerBook,
    budget: Budget,
    newest: str,
    said: Mapping[Month, Amounts],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Let the book say of the last posted month what it comes to by now."""
    target = next((amounts for month, amounts in said.items() if str(month) == newest), None)
    if target is None:
        return
    moves = difference(target, balances(book, measure=SECONDS))
    count = LedgerPosting.objects.filter(book=book, kind=CORRECTED).count()
    key = f"{MONTH}:{budget.pk}:corrected:{count + 1}"
    post(book, _new(key, CORRECTED, at, by=by, at=at), moves)


def _new(key: str, kind: str, effective_at: datetime, *, by: Actor, at: datetime) -> NewPosting:
    return NewPosting(key=key, kind=kind, effective_at=effective_at, recorded_at=at, by=by.name)


def _states(
    budget: Budget, told: Mapping[Month, BlockMonth]
) -> Iterator[tuple[Month, dict[Place, int]]]:
    """What the accounts say after each month."""
    lots: dict[Month, dict[AccountKind, int]] = {}
    for month, one in told.items():
        lots[month] = {
            AccountKind.ISSUED: -one.allowance,
            AccountKind.AVAILABLE: one.allowance,
            AccountKind.CONSUMED: 0,
            AccountKind.EXPIRED: 0,
        }
        _take(lots, one.covered, AccountKind.CONSUMED)
        _take(lots, one.lapsed, AccountKind.EXPIRED)
        yield (
            month,
            {
                Place(SECONDS, kind.value, _key(budget, lot)): amount
                for lot, amounts in lots.items()
                for kind, amount in amounts.items()
                if amount
            },
        )


def _take(lots: dict[Month, dict[AccountKind, int]], seconds: int, into: AccountKind) -> None:
    for amounts in lots.values():
        taken = min(seconds, amounts[AccountKind.AVAILABLE])
        amounts[AccountKind.AVAILABLE] -= taken
        amounts[into] += taken
        seconds -= taken


def _keep_lots(book: LedgerBook, budget: Budget, told: Mapping[Month, BlockMonth]) -> None:
    lots = LedgerLot.objects.filter(book=book, measure=SECONDS)
    known = set(lots.values_list("key", flat=True))
    LedgerLot.objects.bulk_create(
        LedgerLot(
            book=book,
            measure=SECONDS,
            key=_key(budget, month),
            origin="included",
            granted_at=_begins(budget, month),
            expires_at=_begins(budget, month.after(budget.carry_months + 1)),
        )
        for month in told
        if _key(budget, month) not in known
    )


def _key(budget: Budget, month: Month) -> str:
    return f"{MONTH}:{budget.pk}:{month}"


def _begins(budget: Budget, month: Month) -> datetime:
    return datetime.combine(month.first, time.min, tzinfo=budget.contract.zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """What one posting moved, in seconds, and what was left after it."""

    posting: LedgerPosting
    month: str
    allowed: int
    drawn: int
    lapsed: int
    left: int


def lines(budget: Budget, *, most: int = 36) -> list[Line]:
    """Return what stands in the book of a block, the newest first."""
    postings = LedgerPosting.objects.filter(book__contract=budget.contract, kind__in=KINDS)
    rows = LedgerEntry.objects.filter(posting__in=postings).values_list("posting", "account__kind")
    sums: dict[int, dict[str, int]] = {}
    for posting, kind, amount in rows.annotate(sum=Sum("amount")).order_by("posting"):
        sums.setdefault(posting, {})[kind] = amount
    found, left = [], 0
    for posting in postings.order_by("pk"):
        moved = sums.get(posting.pk, {})
        left += moved.get(AccountKind.AVAILABLE, 0)
        month = posting.key.rpartition(":")[2] if posting.kind == MONTH else ""
        allowed, drawn = -moved.get(AccountKind.ISSUED, 0), moved.get(AccountKind.CONSUMED, 0)
        found.append(Line(posting, month, allowed, drawn, moved.get(AccountKind.EXPIRED, 0), left))
    return found[::-1][:most]
