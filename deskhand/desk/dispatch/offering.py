"""Times are found, offered to the requester by a link, and one is taken, or none fits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from deskhand.consents import links
from deskhand.consents.links import Ended, LinkRefused
from deskhand.desk import requester
from deskhand.desk.branding import brand_of
from deskhand.desk.dispatch import booking
from deskhand.desk.dispatch.hours import free_time
from deskhand.desk.dispatch.inviting import KIND, when, zone_at
from deskhand.desk.letters import in_thread
from deskhand.desk.story import story
from deskhand.mail.composing import can_be_written_to
from deskhand.mail.writing import Draft, write
from deskhand.people.acting import NotAllowed, actor_of
from deskhand.people.identity import reader_of_person
from deskhand.people.languages import language_of
from deskhand.people.models import Agent
from deskhand.people.reader import Reader
from deskhand.provider.firm import current
from deskhand.rules.free_time import beginnings, spread
from deskhand.tickets.access import TicketLocked, TicketNotFound, lock, may_close, need_worker
from deskhand.tickets.conversation import remember
from deskhand.tickets.models import Ticket
from deskhand.work import offers
from deskhand.work.appointments import MINUTE
from deskhand.work.offers import NewOffer, OfferEnded
from deskhand.work.planned import Appointment, Offer, OfferedTime

TIMES = "appointment times"
PURPOSES = frozenset({TIMES})
DAYS_KEPT = 5
DAYS_AHEAD = 14
SOONEST = timedelta(hours=2)
EACH, ALTOGETHER = 6, 12
APART = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Free:
    """A time at which an agent could come."""

    agent: Agent
    begins_at: datetime
    ends_at: datetime


def find(
    agents: Sequence[Agent], minutes: int, *, before: int = 0, after: int = 0, at: datetime
) -> list[Free]:
    """Return times of the coming two weeks at which each of these agents works and is free, the
    nearest first: a few of each, apart from one another."""
    begin, length = at + SOONEST, minutes * MINUTE
    free = free_time(agents, begin, begin + timedelta(days=DAYS_AHEAD), at=at)
    found = []
    for agent in agents:
        times = beginnings(
            free[agent.pk], length=length, before=before * MINUTE, after=after * MINUTE
        )
        found += [
            Free(agent, begins_at, begins_at + length)
            for begins_at in spread(times, EACH, apart=APART)
        ]
    return sorted(found, key=lambda one: (one.begins_at, one.agent.pk))[:ALTOGETHER]


@story
def offer(number: int, new: NewOffer, *, by: Reader, at: datetime) -> Offer:
    """Offer times to the requester of an open ticket, and write to him with a link where he
    chooses. Raises AppointmentRefused, TicketLocked, NotAllowed."""
    need_worker(by)
    ticket = lock(number, reader=by)
    if not ticket.is_open:
        raise TicketLocked(_("This ticket is done. Reopen it before you make an appointment."))
    booking.check_site(ticket, new.site)
    expires_at = offers.lasts_until(new, at=at, days=DAYS_KEPT)
    made = offers.offer(ticket, new, expires_at=expires_at, by=actor_of(by), at=at)
    _write(made, ticket, at=at)
    return made


@story
def withdraw(number: int, key: int, *, by: Reader, at: datetime) -> bool:
    """Take an offer back: its times are free, its link ends."""
    need_worker(by)
    ticket, actor = lock(number, reader=by), actor_of(by)
    made = offers.offer_of(ticket, key)
    links.revoke(TIMES, _subject(made), by=actor, at=at)
    return offers.withdraw(made, ticket, by=actor, at=at)


@story
def take(number: int, key: int, time_id: int, *, by: Reader, at: datetime) -> Appointment:
    """The requester takes one of the times: it is an appointment, and both are invited.

    Raises OfferEnded, TimeTaken, TicketNotFound, NotAllowed.
    """
    by = by.as_requester()
    ticket, made = _offered(number, key, by)
    plan = offers.take(made, time_id, ticket, by=actor_of(by), at=at)
    appointment = booking.book_on(ticket, plan, by=actor_of(by), at=at)
    made.appointment = appointment
    made.save(update_fields=["appointment"])
    return appointment


@story
def none_fits(number: int, key: int, wish: str, *, by: Reader, at: datetime) -> None:
    """The requester says that none of the times fits, and what would; that stands in the
    conversation too. Raises OfferEnded, TicketNotFound, NotAllowed."""
    by = by.as_requester()
    ticket, made = _offered(number, key, by)
    offers.none_fits(made, wish, ticket, by=actor_of(by), at=at)
    words = _("None of the offered times fits.")
    if made.wish:
        words = _("None of the offered times fits. This would: %(wish)s") % {"wish": made.wish}
    requester.answer(number, words, by=by, at=at)


@dataclass(frozen=True, slots=True)
class Choice:
    """An offer as whoever has the link of a letter sees it."""

    offer: Offer
    times: list[OfferedTime]
    zone: ZoneInfo


def choice_behind(token: str, *, at: datetime) -> Choice:
    """Tell what a link lets choose, and change nothing; raises LinkRefused."""
    made = _offer_of(links.look(token, purposes=PURPOSES, at=at).subject)
    return choice_of(made, at=at)


def choice_of(made: Offer, *, at: datetime) -> Choice:
    """Return what can still be chosen of an offer."""
    times = [row for row in made.times.select_related("agent__person") if row.begins_at > at]
    return Choice(made, times, zone_at(Appointment(how=made.how, site=made.site), made.ticket))


@story
def take_by_link(token: str, time_id: int, *, at: datetime) -> Appointment:
    """As `take`, of the requester to whom the link was written; the link ends by it. Raises
    LinkRefused too."""
    made, by = _redeemed(token, at=at)
    return take(made.ticket_id, made.pk, time_id, by=by, at=at)


@story
def none_by_link(token: str, wish: str, *, at: datetime) -> None:
    """As `none_fits`, by a link; raises LinkRefused too."""
    made, by = _redeemed(token, at=at)
    none_fits(made.ticket_id, made.pk, wish, by=by, at=at)


def open_offers(ticket: Ticket, *, at: datetime) -> list[Choice]:
    """Return what the requester of a ticket can choose of now."""
    rows = ticket.offers.filter(state=Offer.State.OPEN, expires_at__gt=at)
    return [choice_of(made, at=at) for made in rows.select_related("site", "ticket")]


def _redeemed(token: str, *, at: datetime) -> tuple[Offer, Reader]:
    made = _offer_of(links.redeem(token, purposes=PURPOSES, at=at).subject)
    person = made.ticket.requester
    if person is None:
        raise LinkRefused(Ended.REVOKED)
    return made, reader_of_person(person)


def _offer_of(subject: str) -> Offer:
    """Raises LinkRefused where the offer is open no more, or nobody is behind it."""
    rows = Offer.objects.select_related("site", "ticket__requester", "ticket__organization")
    made = rows.filter(pk=int(subject.removeprefix("offer:"))).first()
    if made is None or made.ticket.requester is None or made.state != Offer.State.OPEN:
        raise LinkRefused(Ended.REVOKED)
    return made


def _offered(number: int, key: int, by: Reader) -> tuple[Ticket, Offer]:
    ticket = lock(number, reader=by)
    if not may_close(by, ticket):
        raise NotAllowed(_("Only who sent the request, or a manager there, may choose a time."))
    if not ticket.is_open:
        raise OfferEnded(_("This request is done. Write to us if you still need a time."))
    try:
        return ticket, offers.offer_of(ticket, key)
    except TicketNotFound:
        raise OfferEnded(_("These times are not offered any more.")) from None


def _subject(made: Offer) -> str:
    return f"offer:{made.pk}"


def _write(made: Offer, ticket: Ticket, *, at: datetime) -> None:
    person = ticket.requester
    if person is None or not can_be_written_to(person.main_address):
        return
    token = links.make(TIMES, _subject(made), expires_at=made.expires_at, at=at)
    choice = choice_of(made, at=at)
    brand = brand_of(ticket.organization)
    with translation.override(language_of(person, ticket.organization)):
        words = {
            "offer": made,
            "ticket": ticket,
            "person": person,
            "times": [when(one.begins_at, one.ends_at, choice.zone) for one in choice.times],
            "url": f"{settings.DESKHAND_URL}/times/{token}/",
            "until": made.expires_at.astimezone(choice.zone),
            "firm": current(),
            "brand": brand,
        }
        draft = Draft(
            kind=KIND,
            to=[person.main_address],
            subject=_("When does it suit you? [#%(number)s]") % {"number": ticket.pk},
            text=render_to_string("mail/times.txt", words),
            html=render_to_string("mail/times.html", words),
            enclosures=brand.enclosures,
        )
    threaded = in_thread(ticket, draft)
    if threaded is not None:
        remember(ticket, [write(threaded, at=at).message_id])
