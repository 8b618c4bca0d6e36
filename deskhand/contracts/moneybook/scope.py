"""Of what the book of money is read: a period, of all clients, of one, or of one contract."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from deskhand.contracts.models import (
    AccountKind,
    Charge,
    Contract,
    Invoice,
    LedgerBalance,
    LedgerEntry,
    Payment,
)
from deskhand.contracts.queries import LedgerEntryQuerySet
from deskhand.people.models import Organization
from deskhand.people.reader import Reader
from deskhand.people.zones import zone_of

# The accounts of money, in the order in which an accountant looks for them.
MONEY = (
    AccountKind.UNBILLED,
    AccountKind.RECEIVABLE,
    AccountKind.RECEIVED,
    AccountKind.TAX,
    AccountKind.DEFERRED,
    AccountKind.REVENUE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Both days belong to the period, by the clock of the firm. Of a contract its client is read
    without being named."""

    reader: Reader
    since: date
    until: date
    client: Organization | None = None
    contract: Contract | None = None

    @property
    def begins_at(self) -> datetime:
        return _midnight(self.since)

    @property
    def ends_at(self) -> datetime:
        return _midnight(self.until + timedelta(days=1))

    def entries(self) -> LedgerEntryQuerySet:
        """All entries of money, also of before and after the period."""
        rows = LedgerEntry.objects.visible_to(self.reader).of_money()
        if self.contract is not None:
            return rows.filter(_of_contract(self.contract.pk))
        if self.client is not None:
            return rows.filter(account__book__organization=self.client)
        return rows

    def balances(self) -> QuerySet[LedgerBalance] | None:
        """The sums that are kept of these entries; None of a contract, of which none are."""
        if self.contract is not None:
            return None
        rows = LedgerBalance.objects.visible_to(self.reader).of_money()
        if self.client is not None:
            rows = rows.filter(account__book__organization=self.client)
        return rows


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone_of(None)).astimezone(UTC)


def _of_contract(contract: int) -> Q:
    """What was charged, invoiced and paid under a contract, found by the keys of its postings."""
    return (
        Q(posting__key__in=_keys("charge", Charge.objects.filter(contract=contract)))
        | Q(posting__key__in=_keys("invoice", Invoice.objects.filter(contract=contract)))
        | Q(posting__key__in=_keys("payment", Payment.objects.filter(invoice__contract=contract)))
        | Q(posting__key__startswith=f"release:{contract}:")
    )


def _keys(name: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    key = Concat(Value(f"{name}:"), Cast("pk", CharField()), output_field=CharField())
    return rows.order_by().annotate(of_posting=key).values("of_posting")
