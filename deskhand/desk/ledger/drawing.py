"""What work draws from the book: an answer to a request that was turned over, an appointment.

Each is recorded as it came about, by its date of work; what it takes is decided there. An answer
that came back gives its unit back, and the next one that arrived takes it.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from deskhand.contracts import covering
from deskhand.contracts.conditions import Work
from deskhand.contracts.deciding import Sheet, decide_by, sheet_for
from deskhand.contracts.ledger import agreeing
from deskhand.contracts.ledger.books import version_on
from deskhand.contracts.ledger.recording import NewEvent, record
from deskhand.contracts.models import (
    Contract,
    Effect,
    EventKind,
    LedgerEvent,
    Taken,
)
from deskhand.contracts.quotes.reading import is_quoted
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.terms import Missed, Terms
from deskhand.desk.ledger import low, materials
from deskhand.journal.actor import Actor
from deskhand.journal.reading import of_subject
from deskhand.rules.rating.numbers import ceiling
from deskhand.tickets.models import Message, Ticket
from deskhand.work.models import Appointment

State = Appointment.State
MINUTE = 60
# As little as an appointment can take and still draw what its first hour does.
A_MINUTE = 1


def by_units(ticket: Ticket, at: datetime) -> Sheet | None:
    """Return the version by which an act on a ticket draws units that begins at an instant; None
    where its rules say something else of that hour, or an approved quote or a project pays: then
    its time is covered, or charged, by itself."""
    row, sheet = covering.kept(ticket), sheet_for(ticket, at)
    if row is None or sheet is None or is_quoted(ticket):
        return None
    return sheet if _is_drawn(sheet, ticket, sheet.band(at)) else None


def drawn_minutes(sheet: Sheet, ticket: Ticket, begins_at: datetime, minutes: int) -> int:
    """Return how much of an appointment draws units, by the hours in which it lies: the rest is
    covered or charged, and never both."""
    ends_at = begins_at + timedelta(minutes=minutes)
    pieces = sheet.terms.splitting.pieces(begins_at, ends_at, calendar=sheet.calendar(begins_at))
    drawn = sum(piece.seconds for piece in pieces if _is_drawn(sheet, ticket, piece.band))
    return ceiling(drawn, MINUTE)


def _is_drawn(sheet: Sheet, ticket: Ticket, band: str) -> bool:
    row = covering.kept(ticket)
    if row is None:
        return False
    work = Work(band=band, place=row.place, is_minor=row.is_minor)
    return decide_by(sheet, ticket, work).effect == Effect.UNITS


def was_turned_over(ticket: Ticket, *, at: datetime) -> bool:
    """Whether a ticket had been turned over to a team by an instant."""
    rows = of_subject("ticket", ticket.pk).filter(name="ticket_handed_over", at__lte=at)
    return rows.exists()


def answered(ticket: Ticket, message: Message, *, by: Actor, at: datetime) -> LedgerEvent | None:
    """Record that a locked ticket was answered by e-mail; None where that draws nothing."""
    released_at = message.released_at
    if released_at is None or message.outgoing_id is None:
        return None
    sheet = by_units(ticket, released_at)
    if sheet is None or not was_turned_over(ticket, at=released_at):
        return None
    new = NewEvent(
        key=_key(f"answer:{message.pk}"),
        kind=EventKind.ANSWER,
        effective_at=released_at,
        ticket=ticket,
        facts={"message": message.pk},
    )
    return put(sheet.contract, new, ticket=ticket, by=by, at=max(at, released_at))


def came_back(ticket: Ticket, message: Message, *, by: Actor, at: datetime) -> None:
    """Give back what an answer took that never arrived; the next one that did takes it."""
    events = standing(ticket, EventKind.ANSWER)
    mine = [event for event in events if event.facts.get("message") == message.pk]
    for event in mine:
        take_back(event, why="bounced", by=by, at=at)
    others = [event for event in events if event not in mine]
    if mine and others:
        other = Message.objects.get(pk=others[0].facts["message"])
        answered(ticket, other, by=by, at=at)


def happened(appointment: Appointment, ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Record what an appointment comes to that was concluded, broken off or missed, or take back
    what it had come to where it stands again."""
    mine = [
        event
        for event in standing(ticket, EventKind.APPOINTMENT)
        if event.facts.get("appointment") == appointment.pk
    ]
    for event in mine:
        take_back(event, why="reopened", by=by, at=at)
    begins_at = began_at(appointment, at=at)
    sheet = sheet_of_appointment(appointment, ticket, at=at)
    length = minutes_of(appointment, sheet.terms) if sheet is not None else 0
    minutes = drawn_minutes(sheet, ticket, begins_at, length) if sheet is not None else 0
    if sheet is None or not minutes:
        return
    new = NewEvent(
        key=_key(f"appointment:{appointment.pk}"),
        kind=EventKind.APPOINTMENT,
        effective_at=begins_at,
        ticket=ticket,
        facts={
            "minutes": minutes,
            "appointment": appointment.pk,
            "outcome": str(appointment.state),
        }
        | ({"length": length} if length != minutes else {}),
    )
    put(sheet.contract, new, ticket=ticket, by=by, at=at)


def began_at(appointment: Appointment, *, at: datetime) -> datetime:
    """When an appointment began, as far as it had by an instant."""
    return min(appointment.arrived_at or appointment.begins_at, at)


def sheet_of_appointment(appointment: Appointment, ticket: Ticket, *, at: datetime) -> Sheet | None:
    """Return the version by which some of an appointment draws units; None where nothing does."""
    begins_at = began_at(appointment, at=at)
    sheet = sheet_for(ticket, begins_at)
    if sheet is None or is_quoted(ticket):
        return None
    length = minutes_of(appointment, sheet.terms)
    return sheet if drawn_minutes(sheet, ticket, begins_at, length) else None


def put(
    contract: Contract, new: NewEvent, *, ticket: Ticket, by: Actor, at: datetime
) -> LedgerEvent | None:
    """Record work in the book, charge what too few units were left for, and tell who should know
    that they run low. None where no version of the contract holds on the day."""
    agreement = agreeing.agreed(ticket, locks=True)
    empty = "time_and_materials" if agreement is not None else ""
    try:
        event = record(contract, new, by=by, at=at, empty=empty)
    except ContractRefused:
        return None
    if agreement is not None and event.materials:
        agreeing.use(agreement, event.materials)
    materials.settle(event, agreement, by=by, at=at)
    if event.taken == Taken.POSTED and event.drawn:
        low.tell_if_low(event, contract, ticket, at=at)
    return event


def take_back(
    event: LedgerEvent, *, why: str, as_goodwill: bool = False, by: Actor, at: datetime
) -> LedgerEvent:
    """Take back what an event has posted, once; the same again changes nothing."""
    key = f"back:{event.key}"
    before = LedgerEvent.objects.filter(key=key).first()
    if before is not None:
        return before
    contract = event.book.contract
    if contract is None:
        raise ContractRefused("", _("It belongs to no contract."))
    holds = version_on(contract, contract.day(at)) is not None
    new = NewEvent(
        key=key,
        kind=EventKind.REVERSAL,
        effective_at=at if holds else event.effective_at,
        ticket=event.ticket,
        target=event.key,
        facts={"why": why} | ({"as_goodwill": True} if as_goodwill else {}),
    )
    back = record(contract, new, by=by, at=at)
    materials.settle(back, None, by=by, at=at)
    return back


def ask_again(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Record anew, under keys of their own, what was asked first on a ticket, after the client
    has agreed."""
    asked = LedgerEvent.objects.filter(ticket=ticket, taken=Taken.ASKED).select_related(
        "book__contract"
    )
    for event in list(asked.order_by("pk")):
        stem, _colon, _number = event.key.rpartition(":")
        later = LedgerEvent.objects.filter(key__startswith=f"{stem}:", pk__gt=event.pk)
        contract = event.book.contract
        if contract is None or later.exists():
            continue
        new = NewEvent(
            key=_key(stem),
            kind=EventKind(event.kind),
            effective_at=event.effective_at,
            ticket=ticket,
            facts=event.facts,
        )
        put(contract, new, ticket=ticket, by=by, at=at)


def standing(ticket: Ticket, kind: EventKind) -> list[LedgerEvent]:
    """The posted events of a kind that were not taken back, the oldest first."""
    rows = LedgerEvent.objects.posted().filter(ticket=ticket, kind=kind)
    back = LedgerEvent.objects.posted().filter(ticket=ticket, kind=EventKind.REVERSAL)
    gone = set(back.values_list("target", flat=True))
    return [
        row
        for row in rows.select_related("book__contract__organization", "ticket").order_by("pk")
        if row.key not in gone
    ]


def _key(stem: str) -> str:
    """A key for what may be taken back and come about again."""
    return f"{stem}:{LedgerEvent.objects.filter(key__startswith=f'{stem}:').count() + 1}"


def minutes_of(appointment: Appointment, terms: Terms) -> int:
    """How long an appointment is taken to have been; none while it is to come, and for what the
    contract does not charge."""
    if appointment.state == State.CONCLUDED:
        return appointment.minutes or 0
    if appointment.state not in {State.BROKEN_OFF, State.NO_SHOW}:
        return 0
    booked = int((appointment.ends_at - appointment.begins_at).total_seconds() // 60)
    return {Missed.MINIMUM: A_MINUTE, Missed.BOOKED: booked}.get(Missed(terms.missed), 0)
