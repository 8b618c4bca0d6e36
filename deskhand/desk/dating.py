"""An agent promises a date, moves it, keeps it, or takes it back; the requester agrees or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from deskhand.consents import links
from deskhand.consents.links import Ended, LinkRefused
from deskhand.consents.models import Link
from deskhand.desk import requester
from deskhand.desk.readers import DATES
from deskhand.desk.story import story
from deskhand.people.acting import NotAllowed, actor_of
from deskhand.people.identity import reader_of_person
from deskhand.people.phones import region_of_zone
from deskhand.people.reader import Reader
from deskhand.people.zones import zone_of
from deskhand.rules.spoken import Standpoint, promises
from deskhand.rules.worktime import business_day
from deskhand.sla import dates
from deskhand.sla.dates import DateRefused, NewDate
from deskhand.sla.models import PromiseDate
from deskhand.tickets.access import TicketLocked, lock, may_close, need_worker
from deskhand.tickets.models import Ticket

PURPOSES = frozenset({DATES})
# Where 4/3 is a day in April.
MONTH_FIRST = frozenset({"US"})


@story
def promise(number: int, new: NewDate, *, by: Reader, at: datetime) -> PromiseDate:
    """Promise a date on an open ticket; raises DateRefused, TicketLocked, NotAllowed."""
    need_worker(by)
    ticket = lock(number, reader=by)
    if not ticket.is_open:
        raise TicketLocked(_("This ticket is done. Reopen it before you promise a date."))
    return dates.promise_date(ticket, new, by=actor_of(by), at=at)


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the work, and how many business days it takes after the one before."""

    name: str
    days: int


@story
def promise_stages(
    number: int, stages: Sequence[Stage], *, why: str, was_told: bool, by: Reader, at: datetime
) -> list[PromiseDate]:
    """Promise a date for each part of the work, each counted in business days from the one
    before; raises DateRefused, TicketLocked, NotAllowed."""
    need_worker(by)
    hours = dates.calendar_of(lock(number, reader=by), at=at)
    made, begin = [], at
    for stage in stages:
        due_at = business_day(hours, begin, stage.days) if hours else None
        if due_at is None:
            raise DateRefused(_("The calendar offers no such day. Promise the dates one by one."))
        made.append(promise(number, NewDate(due_at, why, stage.name, was_told), by=by, at=at))
        begin = due_at
    return made


@story
def keep(number: int, clock_id: int, *, by: Reader, at: datetime) -> bool:
    """Note that what was promised for a date is done."""
    need_worker(by)
    ticket = lock(number, reader=by)
    return dates.keep_date(ticket, clock_id, by=actor_of(by), at=at)


@story
def withdraw(number: int, clock_id: int, *, why: str, by: Reader, at: datetime) -> bool:
    """Take a date back; raises DateRefused without a reason."""
    need_worker(by)
    ticket = lock(number, reader=by)
    return dates.withdraw_date(ticket, clock_id, why=why, by=actor_of(by), at=at)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A date that a reply seems to promise; `moves` one that is owed already."""

    due_at: datetime
    words: str
    moves: bool


def proposal(ticket: Ticket, text: str, *, reader: Reader, at: datetime) -> Proposal | None:
    """Return the date that a text seems to promise, in the writer's zone and the ticket's hours.

    Nothing is promised by it.
    """
    if not ticket.is_open or not reader.may_work:
        return None
    hours = dates.calendar_of(ticket, at=at)
    is_month_first = region_of_zone(reader.time_zone) in MONTH_FIRST
    view = Standpoint(at, ZoneInfo(reader.time_zone), hours, is_month_first)
    said = next(iter(promises(text, view)), None)
    if said is None or hours is None:
        return None
    if any(row.clock.due_at == said.due_at for row in dates.owed_dates(ticket)):
        return None
    return Proposal(said.due_at, said.words, dates.is_owed_for(ticket))


@story
def answer(number: int, clock_id: int, *, wish: str = "", by: Reader, at: datetime) -> PromiseDate:
    """The requester agrees to a date, or says in `wish` what would suit him instead.

    The wish stands in the conversation too. Raises DateRefused, TicketNotFound, NotAllowed.
    """
    by = by.as_requester()
    ticket = lock(number, reader=by)
    if not may_close(by, ticket):
        raise NotAllowed(_("Only who sent the request, or a manager there, may agree to a date."))
    row = dates.answer_date(ticket, clock_id, wish=wish, by=actor_of(by), at=at)
    if row.wish:
        requester.answer(number, _wish_words(row, ticket), by=by, at=at)
    return row


@dataclass(frozen=True, slots=True)
class Promised:
    """What is promised on a ticket as whoever has the link of a letter sees it."""

    number: int
    dates: list[PromiseDate]
    zone: ZoneInfo


def promised_behind(token: str, *, at: datetime) -> Promised:
    """Tell which dates a link is about, and change nothing; raises LinkRefused."""
    ticket = _ticket_of(links.look(token, purposes=PURPOSES, at=at))
    zone = zone_of(ticket.requester, ticket.organization)
    return Promised(ticket.pk, dates.told_dates(ticket), zone)


@story
def answer_by_link(token: str, clock_id: int, *, wish: str = "", at: datetime) -> PromiseDate:
    """As `answer`, of the requester to whom the link was written; raises LinkRefused too."""
    ticket = _ticket_of(links.redeem(token, purposes=PURPOSES, at=at))
    if ticket.requester is None:
        raise LinkRefused(Ended.REVOKED)
    by = reader_of_person(ticket.requester)
    return answer(ticket.pk, clock_id, wish=wish, by=by, at=at)


def _ticket_of(link: Link) -> Ticket:
    """Raises LinkRefused where nobody is behind the link any more."""
    number = int(link.subject.removeprefix("ticket:"))
    ticket = Ticket.objects.select_related("requester", "organization").filter(pk=number).first()
    if ticket is None or ticket.requester is None:
        raise LinkRefused(Ended.REVOKED)
    return ticket


def _wish_words(row: PromiseDate, ticket: Ticket) -> str:
    zone = zone_of(ticket.requester, ticket.organization)
    when = f"{row.clock.due_at.astimezone(zone):%Y-%m-%d %H:%M}" if row.clock.due_at else ""
    return _("Another date than %(when)s would suit me: %(wish)s") % {
        "when": when,
        "wish": row.wish,
    }
