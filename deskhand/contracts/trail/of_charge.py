"""One charge with all that belongs to it: where it stands, and what it moved in the book."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from deskhand.contracts.models import Charge, LedgerEntry
from deskhand.contracts.trail.places import WITH, Charged, placed
from deskhand.people.reader import Reader


class NoSuchCharge(Exception):
    """There is none of this number, or not for this reader."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A charge, what invoices and credit notes made of it, and the entries of its posting."""

    charged: Charged
    changes: Sequence[Charge]
    entries: Sequence[LedgerEntry]


def whole(number: int, reader: Reader, *, today: date) -> Whole:
    """Return a charge. Raises NoSuchCharge."""
    rows = Charge.objects.visible_to(reader).select_related(
        "organization", "contract", "ticket", "reverses", "reversed_by", *WITH
    )
    charge: Charge | None = rows.filter(pk=number).first()
    if charge is None:
        raise NoSuchCharge(number)
    entries = LedgerEntry.objects.filter(posting__key=f"charge:{number}").order_by("-amount")
    changes = Charge.objects.filter(adjusts=charge, reverses=None).order_by("pk")
    return Whole(placed(charge, today), list(changes), list(entries.select_related("account")))
