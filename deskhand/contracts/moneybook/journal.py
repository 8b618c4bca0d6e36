"""The journal of an account: what moved it, with the balance after each line, and what a line
came of: a charge, an invoice, a payment, or units that were used up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from deskhand.contracts.models import (
    AccountKind,
    Charge,
    Contract,
    Invoice,
    LedgerEntry,
    LedgerPosting,
    Payment,
)
from deskhand.contracts.moneybook.scope import Scope
from deskhand.contracts.queries import LedgerEntryQuerySet
from deskhand.people.zones import zone_of

A_PAGE = 50
# More lines than that no file has.
MOST = 20_000
KINDS = {
    "charge_made": gettext_lazy("Charged"),
    "charge_reversed": gettext_lazy("Charge taken back"),
    "invoice_issued": gettext_lazy("Invoice"),
    "credit_issued": gettext_lazy("Credit note"),
    "payment_entered": gettext_lazy("Payment"),
    "release": pgettext_lazy("revenue", "Earned"),
}


class Of(models.TextChoices):
    """What a line came of."""

    CHARGE = "charge"
    INVOICE = "invoice"
    PAYMENT = "payment"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a journal, in minor units. `number` is that of its charge, of its invoice (also of
    a payment), or of the contract whose units were used up."""

    entry: LedgerEntry
    day: date
    what: Any
    words: str
    client: str
    balance: int
    of: Of
    number: int

    @property
    def debit(self) -> int:
        return max(self.entry.amount, 0)

    @property
    def credit(self) -> int:
        return max(-self.entry.amount, 0)


@dataclass(frozen=True, slots=True)
class Page:
    """Lines, the newest first, and the posting behind which the next page begins (0: none)."""

    lines: list[Line]
    after: int


def page(
    scope: Scope, kind: AccountKind, currency: str, *, before: int = 0, size: int = A_PAGE
) -> Page:
    """Return a page of the period; `before` is the posting of the last line of the page ahead."""
    moved = _of_account(scope.entries(), kind, currency)
    rows = moved.filter(
        posting__effective_at__gte=scope.begins_at, posting__effective_at__lt=scope.ends_at
    )
    last = LedgerPosting.objects.filter(pk=before).first() if before else None
    if last is not None:
        rows = rows.filter(_earlier(last))
    rows = rows.select_related("posting", "account__book__organization")
    found = list(rows.order_by("-posting__effective_at", "-posting")[: size + 1])
    shown = found[:size]
    lines = _told(shown, _balance_at(scope, moved, shown[0])) if shown else []
    return Page(lines, shown[-1].posting_id if len(found) > size else 0)


def _of_account(rows: LedgerEntryQuerySet, kind: AccountKind, currency: str) -> LedgerEntryQuerySet:
    return rows.filter(account__kind=kind, account__measure=currency)


def _earlier(posting: LedgerPosting) -> Q:
    at = posting.effective_at
    return Q(posting__effective_at__lt=at) | Q(posting__effective_at=at, posting__lt=posting.pk)


def _balance_at(scope: Scope, moved: LedgerEntryQuerySet, top: LedgerEntry) -> int:
    """What stood on the account after a line: what stands there now, less what came later. The
    sum that is kept makes this cheap for what is new."""
    kept = scope.balances()
    summed: Any = moved
    if kept is not None:
        account = top.account
        summed = kept.filter(account__kind=account.kind, account__measure=account.measure)
    now = summed.order_by().aggregate(sum=Sum("amount"))["sum"] or 0
    later = moved.exclude(posting=top.posting_id).exclude(_earlier(top.posting))
    return now - (later.order_by().aggregate(sum=Sum("amount"))["sum"] or 0)


def _told(entries: Sequence[LedgerEntry], balance: int) -> list[Line]:
    """Tell entries that follow one another, the newest first, with the balance after the first."""
    zone, sources = zone_of(None), _sources(entries)
    lines = []
    for entry in entries:
        posting = entry.posting
        of, pk = _source(posting.key)
        words, number = sources.get((of, pk), (posting.key, 0))
        line = Line(
            entry=entry,
            day=posting.effective_at.astimezone(zone).date(),
            what=KINDS.get(posting.kind, posting.kind),
            words=words,
            client=str(entry.account.book.organization),
            balance=balance,
            of=of,
            number=number,
        )
        lines.append(line)
        balance -= entry.amount
    return lines


def _source(key: str) -> tuple[Of, int]:
    name, pk = key.split(":")[:2]
    return Of(name), int(pk)


def _sources(entries: Sequence[LedgerEntry]) -> dict[tuple[Of, int], tuple[str, int]]:
    """The words and numbers of what lines came of, in a statement for each kind."""
    asked: dict[Of, set[int]] = {}
    for entry in entries:
        of, pk = _source(entry.posting.key)
        asked.setdefault(of, set()).add(pk)
    found: dict[tuple[Of, int], tuple[str, int]] = {}
    for of, numbers in asked.items():
        found |= {(of, pk): told for pk, told in _WORDS[of](numbers).items()}
    return found


Told = dict[int, tuple[str, int]]


def _charges(numbers: set[int]) -> Told:
    rows = Charge.objects.filter(pk__in=numbers).values_list("pk", "text")
    return {pk: (text, pk) for pk, text in rows}


def _invoices(numbers: set[int]) -> Told:
    rows = Invoice.objects.filter(pk__in=numbers).values_list("pk", "name")
    return {pk: (name, pk) for pk, name in rows}


def _payments(numbers: set[int]) -> Told:
    rows = Payment.objects.filter(pk__in=numbers).select_related("invoice")
    words = _("For %(invoice)s. %(note)s")
    return {
        row.pk: ((words % {"invoice": row.invoice.name, "note": row.note}).strip(), row.invoice_id)
        for row in rows
    }


def _releases(numbers: set[int]) -> Told:
    rows = Contract.objects.filter(pk__in=numbers)
    words = _("Units of %(contract)s that were used up")
    return {row.pk: (words % {"contract": row}, row.pk) for row in rows}


_WORDS = {
    Of.CHARGE: _charges,
    Of.INVOICE: _invoices,
    Of.PAYMENT: _payments,
    Of.RELEASE: _releases,
}
