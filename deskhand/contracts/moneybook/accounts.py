"""The accounts of the book with what stood on them before a period, what it moved, and the rest."""

from dataclasses import dataclass

from django.db.models import F, Q, Sum

from deskhand.contracts.models import AccountKind
from deskhand.contracts.moneybook.scope import MONEY, Scope

CLIENTS = 100


@dataclass(frozen=True, slots=True)
class Account:
    """An account in a currency, in minor units. Debit is more than zero; what was credited is told
    as `credit`, without its sign."""

    kind: AccountKind
    currency: str
    opening: int
    debit: int
    credit: int

    @property
    def closing(self) -> int:
        return self.opening + self.debit - self.credit


@dataclass(frozen=True, slots=True)
class OfCurrency:
    """The accounts in one currency, and their sums: of a book that is right, debit is credit."""

    currency: str
    accounts: list[Account]

    @property
    def debit(self) -> int:
        return sum(one.debit for one in self.accounts)

    @property
    def credit(self) -> int:
        return sum(one.credit for one in self.accounts)

    @property
    def balances(self) -> bool:
        return not sum(one.closing for one in self.accounts) and self.debit == self.credit


@dataclass(frozen=True, slots=True)
class OfClient:
    """What stands on an account for a client."""

    name: str
    slug: str
    amount: int


def accounts(scope: Scope) -> list[OfCurrency]:
    """Return all accounts that ever moved, by currency, in one statement."""
    rows = scope.entries().filter(posting__effective_at__lt=scope.ends_at)
    within = Q(posting__effective_at__gte=scope.begins_at)
    before = Q(posting__effective_at__lt=scope.begins_at)
    summed = rows.order_by().values("account__kind", "account__measure")
    summed = summed.annotate(
        opening=Sum("amount", filter=before, default=0),
        debit=Sum("amount", filter=within & Q(amount__gt=0), default=0),
        credit=Sum("amount", filter=within & Q(amount__lt=0), default=0),
    )
    found: dict[str, list[Account]] = {}
    for row in summed:
        kind, currency = AccountKind(row["account__kind"]), row["account__measure"]
        one = Account(kind, currency, row["opening"], row["debit"], -row["credit"])
        found.setdefault(currency, []).append(one)
    order = {kind: place for place, kind in enumerate(MONEY)}
    return [
        OfCurrency(currency, sorted(found[currency], key=lambda one: order.get(one.kind, 99)))
        for currency in sorted(found)
    ]


def clients(scope: Scope, kind: AccountKind, currency: str) -> list[OfClient]:
    """Return for which clients something stands on an account now, the most first."""
    rows = scope.balances()
    if rows is None:
        return []
    rows = rows.filter(account__kind=kind, account__measure=currency)
    place = "account__book__organization"
    named = rows.order_by().values(name=F(f"{place}__name"), slug=F(f"{place}__slug"))
    summed = named.annotate(sum=Sum("amount")).exclude(sum=0)
    found = [OfClient(row["name"], row["slug"], row["sum"]) for row in summed]
    return sorted(found, key=lambda one: (-abs(one.amount), one.name))[:CLIENTS]
