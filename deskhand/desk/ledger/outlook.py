"""What work would draw, before it is done: shown to the agent, and asked before a reply leaves.

The event is told to the book in memory; nothing is written.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deskhand.contracts.ledger import agreeing
from deskhand.contracts.ledger.books import arithmetic, opened, retold
from deskhand.contracts.models import Contract, LedgerBook, TicketCoverage, UnitRequest
from deskhand.contracts.terms import Terms
from deskhand.contracts.wording import price
from deskhand.desk.ledger.drawing import draws_units, was_turned_over
from deskhand.rules.ledger.book import Book, Taken, Verdict
from deskhand.rules.ledger.events import Answer, Appointment
from deskhand.tickets.models import Ticket

HYPOTHETICAL = "?"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would be drawn of what is left, and what becomes of it where that is too little.

    `until` is when the next of what is left ends; `agreement` what the client agreed to.
    """

    contract: Contract
    left: int
    until: datetime | None
    owed: int
    verdict: Verdict
    agreement: UnitRequest | None
    unit_price: str

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
    row = draws_units(ticket)
    if row is None or not was_turned_over(ticket, at=at):
        return None
    return _outlook(row, Answer(**_common(ticket, at)), ticket, at=at)


def of_appointment(ticket: Ticket, minutes: int, *, at: datetime) -> Outlook | None:
    """What an appointment of so many minutes would draw now."""
    row = draws_units(ticket)
    if row is None:
        return None
    return _outlook(row, Appointment(**_common(ticket, at), minutes=minutes), ticket, at=at)


def refusal(ticket: Ticket, *, at: datetime) -> str:
    """Say why an answer cannot be sent before somebody has decided; nothing where it can."""
    found = of_answer(ticket, at=at)
    if found is None or found.fits:
        return ""
    way = _("Ask for approval beside the ticket, or send it without drawing a unit.")
    return f"{found.words} {way}"


def _common(ticket: Ticket, at: datetime) -> dict[str, Any]:
    return {"key": HYPOTHETICAL, "effective_at": at, "recorded_at": at, "ticket": str(ticket.pk)}


def _outlook(
    row: TicketCoverage, event: Answer | Appointment, ticket: Ticket, *, at: datetime
) -> Outlook:
    contract, terms = row.contract, Terms.of(row.version.terms)
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
        contract=contract,
        left=state.available,
        until=living[0].expires_at if living else None,
        owed=owed,
        verdict=verdict,
        agreement=agreement,
        unit_price=_price(row, terms),
    )


def _price(row: TicketCoverage, terms: Terms) -> str:
    cost = Decimal(terms.unit_price)
    return price(cost, row.version.currency) if row.version.currency and cost else ""
