"""Too few units are left: somebody who may agree for the client is asked by a letter, with a link
that works without signing in; what he decides stands on the ticket, in the book and on the charge.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from deskhand.consents import links
from deskhand.consents.links import Ended, LinkRefused
from deskhand.contracts import wording
from deskhand.contracts.ledger import agreeing
from deskhand.contracts.models import UnitRequest
from deskhand.contracts.refusing import ContractRefused
from deskhand.desk.branding import brand_of
from deskhand.desk.ledger import drawing, outlook
from deskhand.desk.story import story
from deskhand.journal.actor import Actor
from deskhand.mail.composing import can_be_written_to
from deskhand.mail.writing import Draft, write
from deskhand.people.acting import actor_of
from deskhand.people.languages import language_of
from deskhand.people.reader import Reader
from deskhand.people.zones import zone_of
from deskhand.provider.firm import current
from deskhand.rules.money import minor
from deskhand.tickets.access import lock, need_worker
from deskhand.tickets.models import Ticket

AGREE = "units"
PURPOSES = frozenset({AGREE})
LASTS = timedelta(days=14)
A_DAY = 24 * 60


@story
def ask(number: int, person_id: int, *, minutes: int = 0, by: Reader, at: datetime) -> UnitRequest:
    """Ask somebody to agree to an answer, or to an appointment of so many minutes.

    Raises ContractRefused, TicketNotFound, NotAllowed.
    """
    need_worker(by)
    if minutes > A_DAY:
        raise ContractRefused("minutes", _("It took 0 to 1440 minutes."))
    ticket = lock(number, reader=by)
    found = (
        outlook.of_appointment(ticket, minutes, at=at)
        if minutes
        else outlook.of_answer(ticket, at=at)
    )
    if found is None or not found.owed:
        raise ContractRefused("", _("Nothing needs to be agreed to: no unit would be drawn."))
    people = {one.pk: one for one in agreeing.may_agree(found.contract)}
    person = people.get(person_id)
    if person is None:
        raise ContractRefused("person", _("Choose who is to agree."))
    currency, price = found.sheet.version.currency, Decimal(found.sheet.terms.unit_price)
    what = (
        _("An appointment of %(minutes)d minutes needs %(units)d.")
        if minutes
        else _("An answer by e-mail needs %(units)d.")
    )
    new = UnitRequest(
        units=max(found.owed - max(found.left, 0), 1),
        unit_price=minor(price, currency) if currency else 0,
        currency=currency,
        what=what % {"minutes": minutes, "units": found.owed},
    )
    made = agreeing.ask(found.contract, ticket, person, new, by=actor_of(by), at=at)
    _write(made, ticket, at=at)
    return made


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link asks, with its prices in words; empty where none is agreed on."""

    request: UnitRequest
    price: str
    amount: str


def asked_behind(token: str, *, at: datetime) -> Asked:
    """Tell what a link asks, and change nothing; raises LinkRefused."""
    return _told(_request_of(links.look(token, purposes=PURPOSES, at=at).subject))


@story
def decide_by_link(token: str, state: str, *, limit: int = 0, at: datetime) -> Asked:
    """Keep the decision of whom the link was written to; what waited for it is recorded.

    Raises LinkRefused, ContractRefused.
    """
    row = _request_of(links.look(token, purposes=PURPOSES, at=at).subject)
    ticket = lock(row.ticket_id)
    by = Actor("requester", row.person_id, str(row.person))
    row = agreeing.decide(row.pk, state, limit=limit, by=by, at=at)
    links.redeem(token, purposes=PURPOSES, at=at)
    if row.left:
        drawing.ask_again(ticket, by=by, at=at)
    row.refresh_from_db()
    return _told(row)


def _request_of(subject: str) -> UnitRequest:
    rows = UnitRequest.objects.select_related("person", "contract__organization", "ticket")
    row = rows.filter(pk=int(subject.removeprefix("units:"))).first()
    if row is None or row.person_id not in {one.pk for one in agreeing.may_agree(row.contract)}:
        # Who may not read the contracts any more agrees to nothing for the client.
        raise LinkRefused(Ended.REVOKED)
    return row


def _told(row: UnitRequest) -> Asked:
    if not (row.currency and row.unit_price):
        return Asked(row, "", "")
    amounts = (row.unit_price, row.unit_price * row.units)
    price, amount = (wording.money(each, row.currency) for each in amounts)
    return Asked(row, price, amount)


def _write(row: UnitRequest, ticket: Ticket, *, at: datetime) -> None:
    person = row.person
    if not can_be_written_to(person.main_address):
        raise ContractRefused("person", _("No letter reaches this address."))
    until = at + LASTS
    token = links.make(AGREE, f"units:{row.pk}", expires_at=until, at=at)
    brand, told = brand_of(ticket.organization), _told(row)
    with translation.override(language_of(person, ticket.organization)):
        words = {
            "request": row,
            "ticket": ticket,
            "person": person,
            "price": told.price,
            "amount": told.amount,
            "url": f"{settings.DESKHAND_URL}/agree/{token}/",
            "until": until.astimezone(zone_of(person, ticket.organization)),
            "firm": current(),
            "brand": brand,
        }
        draft = Draft(
            kind=AGREE,
            to=[person.main_address],
            subject=_("May we go on? [#%(number)s]") % {"number": ticket.pk},
            text=render_to_string("mail/units_asked.txt", words),
            html=render_to_string("mail/units_asked.html", words),
            enclosures=brand.enclosures,
        )
        write(draft, at=at)
