"""Contracts that were signed from the templates of packs, and the work of an agent under them."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from deskhand.contracts import versions
from deskhand.contracts.keeping import Head
from deskhand.contracts.models import Contract, LedgerEvent
from deskhand.contracts.rated.deciding import Said
from deskhand.desk import releasing, reply
from deskhand.desk.dispatch import booking
from deskhand.desk.handover import Handover, hand_over
from deskhand.desk.rated import deciding
from deskhand.desk.timekeeping import entering
from deskhand.packs import loading
from deskhand.packs.contracts import begin, templates
from deskhand.people.models import Team
from deskhand.tickets.models import Ticket
from deskhand.work.appointments import Deed, Plan
from deskhand.work.models import TimeEntry, WorkRole, WorkType
from deskhand.work.timekeeping.checks import Worked
from deskhand.work.timekeeping.entries import How
from tests.cast import BEFORE, Cast, reader

HOUR = timedelta(hours=1)
YEAR = date(2026, 1, 1)


def sign(name: str, cast: Cast, *, at: datetime) -> Contract:
    """A contract of Birch Bakery as the pack has it, since the beginning of the year; with a price
    for an hour of an engineer, which no pack brings."""
    loading.apply(name, at=BEFORE)
    [template] = [each for each in templates() if each.pack.name == name]
    made = begin(template, cast.birch, Head("Support", YEAR), at=at)
    draft = versions.draft_of(made)
    draft.currency = "USD"
    draft.save()
    for band, price in (("in", 100), ("after", 150)):
        draft.rates.create(role="Engineer", band=band, per_hour=Decimal(price))
    versions.publish(draft, valid_from=YEAR, why="", by="Asta", at=at)
    return made


def turn_over(cast: Cast, ticket: Ticket, *, at: datetime) -> None:
    """To a team of the second tier, of which Nils is."""
    team, _is_new = Team.objects.get_or_create(slug="c-team", defaults={"name": "C", "tier": 2})
    cast.nils.teams.add(team)
    said = Handover(team, "What the desk knows.", "More than that.")
    hand_over(ticket.pk, said, by=reader(cast.ada), at=at)


def answer(cast: Cast, ticket: Ticket, *, at: datetime) -> None:
    """By e-mail, and it has left."""
    message = reply.reply(
        ticket.pk, reply.Reply(text="It is the fuser."), by=reader(cast.nils), at=at
    )
    releasing.release(message.pk, at=message.released_at)


def visit(cast: Cast, ticket: Ticket, minutes: int, *, at: datetime, agents: int = 1) -> None:
    """An appointment of so many technicians that took so many minutes."""
    people = [cast.nils, cast.ada][:agents]
    plan = Plan("Look", at + HOUR, at + 2 * HOUR, people)
    made = booking.book(ticket.pk, plan, by=reader(cast.nils), at=at)
    deed = Deed("conclude", minutes=minutes)
    booking.act(ticket.pk, made.pk, deed, by=reader(cast.nils), at=at + 5 * HOUR)


def drawn(ticket: Ticket) -> int:
    rows = LedgerEvent.objects.filter(ticket=ticket, taken="posted")
    return sum(rows.values_list("drawn", flat=True))


def work(cast: Cast, ticket: Ticket, minutes: int, *, begin: datetime, **more) -> TimeEntry:
    """Time of an engineer, and what it comes to."""
    role, _is_new = WorkRole.objects.get_or_create(name="Engineer")
    length = timedelta(minutes=minutes)
    worked = Worked(
        agent=cast.ada,
        ticket=ticket,
        worked_on=begin.date(),
        seconds=minutes * 60,
        work_type=WorkType.objects.first(),
        role=role,
        began_at=begin,
        ended_at=begin + length,
        **more,
    )
    late = begin + length + HOUR
    made = entering.enter(worked, How(is_sure=True), by=reader(cast.ada), at=late)
    deciding.rate(made.pk, at=late)
    return made


def decide(cast: Cast, works: list[int], *, at: datetime, is_charged: bool = True):
    """As the account manager, who told Bruno on the telephone."""
    said = Said(
        is_charged=is_charged,
        why="It is beyond your plan.",
        told_how="call",
        told_whom="Bruno Birch",
        told_on=at.date(),
    )
    return deciding.decide(cast.birch.slug, works, said, by=reader(cast.milo), at=at)
