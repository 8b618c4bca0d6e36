"""How many units are left of contracts, and which have few, by what each of them calls few."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Q, Sum

from deskhand.contracts.models import UNITS, AccountKind, Contract, LedgerBalance
from deskhand.contracts.reading import Standing, State
from deskhand.contracts.terms import Terms


@dataclass(frozen=True, slots=True)
class Scarce:
    """A contract with what is left of its units, and until when the next can be drawn."""

    contract: Contract
    left: int
    ends_on: date | None


def scarce(found: Iterable[Standing]) -> list[Scarce]:
    """Return those of which as few are left as they call few, the fewest first, in one statement.
    Those that never had units are not among them."""
    lows = {one.contract: low for one in found if (low := _low(one))}
    told = [one for one in left_of(lows) if one.left <= lows[one.contract]]
    return sorted(told, key=lambda one: (one.left, one.contract.pk))


def left_of(contracts: Iterable[Contract]) -> list[Scarce]:
    """Return how many units are left of each contract that ever had some, in one statement."""
    by_key = {contract.pk: contract for contract in contracts}
    rows = LedgerBalance.objects.filter(
        account__book__contract__in=by_key,
        account__measure=UNITS,
        account__kind=AccountKind.AVAILABLE,
    )
    summed = rows.order_by().values_list("account__book__contract")
    ends = Min("lot__expires_at", filter=Q(amount__gt=0))
    return [
        Scarce(by_key[pk], left, by_key[pk].day(ends_at) if ends_at else None)
        for pk, left, ends_at in summed.annotate(left=Sum("amount"), ends_at=ends)
    ]


def _low(one: Standing) -> int:
    if one.version is None or one.state not in {State.IN_FORCE, State.SUSPENDED}:
        return 0
    return Terms.of(one.version.terms).low_units
