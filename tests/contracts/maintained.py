"""Products, releases and terms of maintenance for tests."""

from datetime import date
from decimal import Decimal

from deskhand.assets import releasing
from deskhand.assets.models import Product, Release
from deskhand.assets.reading import save_product
from deskhand.assets.releasing import ReleaseDraft
from deskhand.contracts.models import Contract, MaintenanceTerm
from deskhand.contracts.software import terms
from deskhand.contracts.software.terms import NewTerm
from deskhand.files.store import keep
from deskhand.journal.actor import system

BY = system("tests")
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def product(name="Ledgerline", **more) -> Product:
    return save_product(Product(name=name, **more))


def draft(of: Product, number="4.2", *, at, on=date(2026, 2, 10)) -> Release:
    return releasing.begin(of, ReleaseDraft(number, "maintenance", on, "Faster."), by=BY, at=at)


def release(of: Product, number="4.2", *, at, on=date(2026, 2, 10), files=("l.zip",)) -> Release:
    """A release that is published, with files of a few bytes."""
    made = draft(of, number, at=at, on=on)
    kept = [(name, keep(f"{number} {name}".encode())) for name in files]
    releasing.attach_all(made, kept, by=BY, at=at)
    return releasing.publish(made, by=BY, at=at)


def maintain(contract: Contract, of: Product, *, at, **more) -> MaintenanceTerm:
    """A term of this year, of ten seats for thirty euros each, unless something else is said."""
    usual = {"begins_on": FIRST, "ends_on": LAST, "price": Decimal(30), "seats": 10}
    return terms.add(contract, NewTerm(**{"product": of, **usual, **more}), by=BY, at=at)
