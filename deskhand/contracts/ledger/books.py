"""The book of a contract as it is opened, locked, and read as arithmetic."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from deskhand.contracts.models import Contract, ContractVersion, LedgerBook, LedgerEvent
from deskhand.contracts.promising import periods
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.terms import Both, Empty, Terms
from deskhand.rules.ledger import contract as rules
from deskhand.rules.ledger import events as told
from deskhand.rules.ledger.book import Book, Taken, Verdict
from deskhand.rules.ledger.contract import WhenEmpty


def version_on(contract: Contract, day: date) -> ContractVersion | None:
    """Return the version that holds on a day; None where none does."""
    return next((version for version, span in periods(contract) if day in span), None)


def need_version(contract: Contract, at: datetime) -> ContractVersion:
    """Return the version for work done at an instant; raises ContractRefused where none holds."""
    version = version_on(contract, contract.day(at))
    if version is None:
        words = _("%(name)s does not hold on %(day)s. Choose a day on which it does.")
        filled = {"name": contract, "day": contract.day(at)}
        raise ContractRefused("effective_at", words % filled)
    return version


def locked_book(contract: Contract, terms: Terms, *, at: datetime) -> LedgerBook:
    """Return the book of a contract, opened with the first that is recorded, locked for the
    running transaction."""
    made, _is_new = LedgerBook.objects.get_or_create(
        contract=contract, defaults=opened(contract, terms, at=at)
    )
    return lock(made)


def lock(book: LedgerBook) -> LedgerBook:
    """Lock a book and read it fresh."""
    rows = LedgerBook.objects.select_for_update(of=("self",)).select_related("contract")
    return rows.get(pk=book.pk)


def kept_contracts() -> list[Contract]:
    """Return the contracts that have a book of units."""
    books = LedgerBook.objects.of_units().exclude(contract=None)
    rows = Contract.objects.filter(pk__in=books.values("contract"))
    return list(rows.select_related("organization"))


def opened(contract: Contract, terms: Terms, *, at: datetime) -> dict[str, Any]:
    """Return how a book of a contract begins."""
    starts_at = datetime.combine(contract.begins_on, time.min, tzinfo=contract.zone)
    return {
        "organization": contract.organization,
        "zone": contract.zone.key,
        "starts_at": starts_at.astimezone(UTC),
        "year_start": f"{contract.begins_on:%m-%d}",
        "rollover_cap": terms.rollover_cap,
        "pack_days": terms.pack_days,
        "told_until": min(at, starts_at.astimezone(UTC)),
    }


def arithmetic(book: LedgerBook, terms: Terms, *, empty: str = "") -> rules.Contract:
    """Return how units live by a book; `empty` replaces what happens when none is left."""
    month, day = book.year_start.split("-")
    when_empty = empty or terms.when_empty
    return rules.Contract(
        zone=ZoneInfo(book.zone),
        starts_at=book.starts_at,
        year_start=(int(month), int(day)),
        rollover_cap=book.rollover_cap,
        pack_days=book.pack_days or None,
        when_empty=WhenEmpty(when_empty),
        limit=terms.red_limit if when_empty == Empty.NEGATIVE else 0,
        both=terms.answer_and_appointment == Both.BOTH,
    )


def retold(book: LedgerBook, contract: rules.Contract) -> Book:
    """Tell a whole book again as it was decided, in the order of recording."""
    made = Book(contract)
    for row in LedgerEvent.objects.filter(book=book).order_by("pk"):
        made.retell(as_told(row), verdict_of(row))
    return made


def verdict_of(row: LedgerEvent) -> Verdict:
    return Verdict(Taken(row.taken), row.drawn, row.materials)


_KINDS: dict[str, type[told.Event]] = {
    "purchase": told.Purchase,
    "goodwill": told.Goodwill,
    "opening": told.Goodwill,
    "answer": told.Answer,
    "appointment": told.Appointment,
    "reversal": told.Reversal,
    "correction": told.Correction,
    "closing": told.Closing,
}
# Of the facts, those that the arithmetic reads.
_READ: dict[str, tuple[str, ...]] = {
    "purchase": ("units", "price", "days"),
    "goodwill": ("units", "days"),
    "opening": ("units", "days"),
    "appointment": ("minutes",),
    "reversal": ("as_goodwill",),
    "correction": ("minutes",),
}


def as_told(row: LedgerEvent) -> told.Event:
    """Return an event as the arithmetic takes it."""
    facts = {name: row.facts[name] for name in _READ.get(row.kind, ()) if name in row.facts}
    if row.kind in {"answer", "appointment"}:
        facts["ticket"] = str(row.ticket_id)
    elif row.kind in {"reversal", "correction"}:
        facts["target"] = row.target
    elif row.kind == "closing":
        facts["until"] = datetime.fromisoformat(row.facts["until"])
    kind = _KINDS[row.kind]
    return kind(key=row.key, effective_at=row.effective_at, recorded_at=row.recorded_at, **facts)
