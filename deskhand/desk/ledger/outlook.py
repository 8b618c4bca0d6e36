"""What work would draw, before it is done: shown to the agent, and asked before a reply leaves.

The event is told to the book in memory; nothing is written.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deskhand.contracts.deciding import Sheet, sheet_for
from deskhand.contracts.ledger import agreeing
from deskhand.contracts.ledger.books import arithmetic, opened, retold
from deskhand.contracts.models import Contract, LedgerBook, UnitRequest
from deskhand.contracts.quotes.reading import is_quoted
from deskhand.contracts.wording import price
from deskhand.desk.ledger.drawing import by_units, drawn_minutes, was_turned_over
from deskhand.rules.ledger.book import Book, Taken, Verdict
from deskhand.rules.ledger.events import Answer, Appointment
from deskhand.tickets.models import Ticket

HYPOTHETICAL = "?"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would be drawn of what is left, and what becomes of it where that is too little.

    `until` is when the next of what is left ends; `agreement` what the client agreed to.
    """

    sheet: Sheet
    left: int
    until: datetime | None
    owed: int
    verdict: Verdict
    agreement: UnitRequest | None
    unit_price: str

    @property
    def contract(self) -> Contract:
        return self.sheet.contract

    @property
    def fits(self) -> bool:
        return self.verdict.taken is Taken.POSTED

    @property
    def waits(self) -> bool:
        """Whether the client is to be asked first."""
        return self.verdict.taken is Taken.ASKED

    @property
    def words(self) -> str:
        """Say what it comes to."""
        if not self.owed:
            return _("This draws no further unit.")
        units = ngettext("%(count)d unit", "%(count)d units", self.owed) % {"count": self.owed}
        left = ngettext("%(count)d is left", "%(count)d are left", self.left) % {"count": self.left}
        if self.verdict.materials:
            words = _("This draws %(units)s; %(left)s. %(more)d are charged, each at %(price)s.")
            more = {"more": self.verdict.materials, "price": self.unit_price or _("no price")}
            return words % {"units": units, "left": left, **more}
        if self.fits:
            return _("This draws %(units)s; %(left)s.") % {"units": units, "left": left}
        if self.waits:
            words = _("This needs %(units)s; %(left)s. The client is to agree first.")
            return words % {"units": units, "left": left}
        words = _("This needs %(units)s; %(left)s, and the contract refuses more.")
        return words % {"units": units, "left": left}


def of_answer(ticket: Ticket, *, at: datetime) -> Outlook | None:
    """What an answer by e-mail would draw now; None where no work on the ticket draws units, or
    it was not turned over."""
    sheet = by_units(ticket, at)
    if sheet is None or not was_turned_over(ticket, at=at):
        return None
    return _outlook(sheet, Answer(**_common(ticket, at)), ticket, at=at)


def of_appointment(
    ticket: Ticket, minutes: int, *, begins_at: datetime | None = None, at: datetime
) -> Outlook | None:
    """What an appointment of so many minutes would draw that begins then, or now; of one across a
    change of hours the part that draws."""
    begins_at = begins_at or at
    sheet = None if is_quoted(ticket) else sheet_for(ticket, begins_at)
    drawn = drawn_minutes(sheet, ticket, begins_at, minutes) if sheet is not None else 0
    if sheet is None or not drawn:
        return None
    return _outlook(sheet, Appointment(**_common(ticket, at), minutes=drawn), ticket, at=at)


def refusal(ticket: Ticket, *, at: datetime) -> str:
    """Say why an answer cannot be sent before somebody has decided; nothing where it can."""
    found = of_answer(ticket, at=at)
    if found is None or found.fits:
        return ""
    way = _("Ask for approval beside the ticket, or send it without drawing a unit.")
    return f"{found.words} {way}"


def _common(ticket: Ticket, at: datetime) -> dict[str, Any]:
    return {"key": HYPOTHETICAL, "effective_at": at, "recorded_at": at, "ticket": str(ticket.pk)}


def _outlook(sheet: Sheet, event: Answer | Appointment, ticket: Ticket, *, at: datetime) -> Outlook:
    contract, terms = sheet.contract, sheet.terms
    agreement = agreeing.agreed(ticket)
    empty = "time_and_materials" if agreement is not None else ""
    kept = LedgerBook.objects.filter(contract=contract).first()
    book = kept or LedgerBook(contract=contract, **opened(contract, terms, at=at))
    arithmetical = arithmetic(book, terms, empty=empty)
    told = retold(book, arithmetical) if kept else Book(arithmetical)
    state = told.state(at)
    living = state.living(at)
    owed = told.needed(event)
    verdict = told.record(event) or Verdict(Taken.REFUSED)
    return Outlook(
        sheet=sheet,
        left=state.available,
        until=living[0].expires_at if living else None,
        owed=owed,
        verdict=verdict,
        agreement=agreement,
        unit_price=_price(sheet),
    )


def _price(sheet: Sheet) -> str:
    cost, currency = Decimal(sheet.terms.unit_price), sheet.version.currency
    return price(cost, currency) if currency and cost else ""
