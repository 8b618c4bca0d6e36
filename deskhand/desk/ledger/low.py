"""Units run low: the agent, the account manager and the client are told, once until more come."""

from datetime import datetime

from django.conf import settings
from django.db.models import Sum
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from deskhand.contracts.ledger import agreeing
from deskhand.contracts.ledger.books import version_on
from deskhand.contracts.models import (
    UNITS,
    AccountKind,
    Contract,
    EventKind,
    LedgerBalance,
    LedgerBook,
    LedgerEvent,
)
from deskhand.contracts.tellings import CONTRACT, LOW, who_looks_after
from deskhand.contracts.terms import Terms
from deskhand.desk.branding import brand_of
from deskhand.mail.composing import can_be_written_to
from deskhand.mail.writing import Draft, write
from deskhand.notices.kinds import Kind
from deskhand.notices.telling import Telling, tell
from deskhand.people.languages import language_of
from deskhand.people.models import Person
from deskhand.provider.firm import current
from deskhand.tickets.models import Ticket

KIND = "units"


def left(book: LedgerBook) -> int:
    """Return how many units are left in a book."""
    rows = LedgerBalance.objects.filter(
        account__book=book, account__measure=UNITS, account__kind=AccountKind.AVAILABLE
    )
    return rows.aggregate(left=Sum("amount"))["left"] or 0


def tell_if_low(event: LedgerEvent, contract: Contract, ticket: Ticket, *, at: datetime) -> None:
    """Tell when what is drawn went down to what the contract calls low, or below it."""
    version = version_on(contract, contract.day(at))
    low = Terms.of(version.terms).low_units if version else 0
    now = left(event.book)
    if not low or not now <= low < now + event.drawn:
        return
    people = {*who_looks_after(contract)}
    if ticket.assignee is not None:
        people.add(ticket.assignee.person_id)
    source = f"contract:{contract.pk}:{LOW}:{_last_filling(event)}"
    tellings = [
        Telling(
            person_id=person,
            kind=Kind.CONTRACT,
            source=source,
            subject_kind=CONTRACT,
            subject_id=contract.pk,
            at=at,
        )
        for person in sorted(people)
    ]
    if tell(tellings, at=at):
        for person in agreeing.may_agree(contract):
            _write(person, contract, now, at=at)


def _last_filling(event: LedgerEvent) -> int:
    """The last event by which units came in: until the next, nobody is told again."""
    came = LedgerEvent.objects.posted().filter(
        book=event.book,
        kind__in=(EventKind.PURCHASE, EventKind.GOODWILL, EventKind.OPENING),
    )
    return came.order_by("-pk").values_list("pk", flat=True).first() or 0


def _write(person: Person, contract: Contract, now: int, *, at: datetime) -> None:
    if not can_be_written_to(person.main_address):
        return
    brand = brand_of(contract.organization)
    with translation.override(language_of(person, contract.organization)):
        words = {
            "person": person,
            "contract": contract,
            "left": now,
            "url": f"{settings.DESKHAND_URL}/contracts/{contract.pk}/book/",
            "firm": current(),
            "brand": brand,
        }
        draft = Draft(
            kind=KIND,
            to=[person.main_address],
            subject=_("%(left)d units are left of “%(contract)s”")
            % {"left": now, "contract": contract},
            text=render_to_string("mail/units_low.txt", words),
            html=render_to_string("mail/units_low.html", words),
            enclosures=brand.enclosures,
        )
        write(draft, at=at)
