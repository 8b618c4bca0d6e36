"""What a ticket has drawn is what it draws by its coverage as it stands now: after a correction,
and when a quote begins or ceases to pay for the work, units come back or are drawn.

Nothing is changed in a closed period: what comes back and what is drawn late is posted in the open
one.
"""

from datetime import datetime

from deskhand.contracts.models import EventKind, LedgerEvent, Taken
from deskhand.desk.ledger import drawing
from deskhand.journal.actor import Actor
from deskhand.tickets.models import Message, Ticket
from deskhand.work.models import Appointment

QUOTED, COVERAGE = "quoted", "coverage"
REASONS = (QUOTED, COVERAGE)
OVER = (Appointment.State.CONCLUDED, Appointment.State.BROKEN_OFF, Appointment.State.NO_SHOW)


def draw_again(
    ticket: Ticket, *, why: str, is_first: bool = False, by: Actor, at: datetime
) -> None:
    """Decide anew about all that a locked ticket has drawn, and about what it drew before. With
    `is_first` also about work of which nothing was recorded, since nothing drew units."""
    _give_back(ticket, why=why, by=by, at=at)
    for message in _answers(ticket, is_first=is_first):
        drawing.answered(ticket, message, by=by, at=at)
    for appointment in _appointments(ticket):
        drawing.happened(appointment, ticket, by=by, at=at)


def _give_back(ticket: Ticket, *, why: str, by: Actor, at: datetime) -> None:
    for event in drawing.standing(ticket, EventKind.ANSWER):
        sheet = drawing.by_units(ticket, event.effective_at)
        if sheet is None or sheet.contract.pk != event.book.contract_id:
            drawing.take_back(event, why=why, by=by, at=at)
    events = drawing.standing(ticket, EventKind.APPOINTMENT)
    found = Appointment.objects.in_bulk([event.facts.get("appointment", 0) for event in events])
    for event in events:
        appointment = found.get(event.facts.get("appointment", 0))
        if appointment is None:
            continue
        sheet = drawing.sheet_of_appointment(appointment, ticket, at=at)
        if sheet is None or sheet.contract.pk != event.book.contract_id:
            drawing.take_back(event, why=why, by=by, at=at)


def _answers(ticket: Ticket, *, is_first: bool) -> list[Message]:
    """The answers to be recorded: those taken back for such a reason and not recorded since; where
    nothing was ever recorded, all on request."""
    events = LedgerEvent.objects.filter(ticket=ticket, kind=EventKind.ANSWER)
    rows = Message.objects.filter(
        ticket=ticket, agent__isnull=False, is_public=True, withdrawn_at=None, undo={}
    ).exclude(outgoing=None)
    if is_first and not events.exists():
        return list(rows.order_by("released_at", "pk"))
    again = _taken_back(ticket, EventKind.ANSWER)
    return list(rows.filter(pk__in=again).order_by("released_at", "pk"))


def _appointments(ticket: Ticket) -> list[Appointment]:
    """Those that are over, without those that stand in the book or wait for the client."""
    events = LedgerEvent.objects.filter(ticket=ticket, kind=EventKind.APPOINTMENT)
    known = {event.facts.get("appointment") for event in events}
    again = _taken_back(ticket, EventKind.APPOINTMENT)
    rows = Appointment.objects.filter(ticket=ticket, state__in=OVER).order_by("pk")
    return [row for row in rows if row.pk in again or row.pk not in known]


def _taken_back(ticket: Ticket, kind: EventKind) -> set[int]:
    """Which messages or appointments were taken back last, for such a reason."""
    name = "message" if kind == EventKind.ANSWER else "appointment"
    back = LedgerEvent.objects.posted().filter(ticket=ticket, kind=EventKind.REVERSAL)
    reasons = {row.target: row.facts.get("why") for row in back}
    last: dict[int, LedgerEvent] = {}
    for event in LedgerEvent.objects.filter(ticket=ticket, kind=kind).order_by("pk"):
        last[event.facts.get(name, 0)] = event
    return {
        key
        for key, event in last.items()
        if event.taken == Taken.POSTED and reasons.get(event.key) in REASONS
    }
