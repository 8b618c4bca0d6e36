"""That a message of the requester needs no reply: its next response is cancelled with a reason of
its own, so that it is counted apart."""

from datetime import datetime

from deskhand.journal.actor import Actor
from deskhand.sla.models import ClockEvent, PromiseKind
from deskhand.sla.recording import add, note_due, owed
from deskhand.sla.verdicts import mended
from deskhand.tickets.models import Ticket

NO_REPLY_NEEDED = "no reply needed"


def spare(ticket: Ticket, *, by: Actor, at: datetime) -> bool:
    """No reply is needed to what the requester of a locked ticket wrote last; False when none is
    owed. A first response is owed whatever he writes."""
    found = owed(ticket, PromiseKind.NEXT_RESPONSE)
    for clock in found:
        add(clock, "cancel", {"reason": NO_REPLY_NEEDED, "spared": True}, at=at, by=by)
        mended(clock, NO_REPLY_NEEDED, by=by, at=at)
    note_due(ticket)
    return bool(found)


def spared(ticket: Ticket) -> list[ClockEvent]:
    """Return when it was said on a ticket that no reply is needed."""
    told = ClockEvent.objects.filter(clock__ticket=ticket, kind="cancel")
    return [event for event in told.order_by("at") if event.payload.get("spared")]
