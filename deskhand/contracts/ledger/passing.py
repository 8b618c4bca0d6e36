"""Time passes in all books: what came to its end is posted, and nothing else."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from deskhand.contracts.ledger import money
from deskhand.contracts.ledger.recording import pass_time
from deskhand.contracts.models import UNITS, Contract, LedgerEvent, LedgerLot


def pass_all(*, at: datetime) -> int:
    """Post what is due in each book; returns how many postings that made."""
    ends = LedgerLot.objects.filter(
        book__contract=OuterRef("pk"),
        measure=UNITS,
        expires_at__gt=OuterRef("book__told_until"),
        expires_at__lte=at,
    )
    ahead = LedgerEvent.objects.posted().filter(
        book__contract=OuterRef("pk"),
        effective_at__gt=OuterRef("book__told_until"),
        effective_at__lte=at,
    )
    due = Contract.objects.filter(Q(Exists(ends)) | Q(Exists(ahead)))
    count = 0
    for contract in due.prefetch_related("versions"):
        count += pass_time(contract, at=at)
        money.release(contract, at=at)
    return count
