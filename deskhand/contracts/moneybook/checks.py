"""The proof of all books, kept with its day: whoever reads them knows that they are right."""

from datetime import datetime

from deskhand.contracts.ledger import checking
from deskhand.contracts.ledger.checking import Fault
from deskhand.contracts.models import LedgerBook, LedgerCheck

SAID = 20


def prove(*, at: datetime) -> list[Fault]:
    """Check every book, keep what came of it, and return what does not hold."""
    faults = list(checking.faults())
    LedgerCheck.objects.create(
        checked_at=at,
        books=LedgerBook.objects.count(),
        faults=len(faults),
        words=[str(each) for each in faults[:SAID]],
    )
    return faults


def last_check() -> LedgerCheck | None:
    return LedgerCheck.objects.order_by("-pk").first()
