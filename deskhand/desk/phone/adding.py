"""Somebody calls about a ticket that is here: what he says is added to it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.desk.phoning import owe_on
from deskhand.desk.requester import wake
from deskhand.desk.story import story
from deskhand.people.acting import actor_of
from deskhand.people.reader import Reader
from deskhand.sla.callbacks import NewCallBack
from deskhand.tickets import conversation
from deskhand.tickets.access import TicketLocked, lock, need_worker
from deskhand.tickets.conversation import NewFile, NewMessage
from deskhand.tickets.models import Channel, Message


@dataclass(frozen=True, slots=True)
class Added:
    """What a caller said, as an agent wrote it down; `call` is one that he is owed from then on."""

    text: str
    call: NewCallBack | None = None
    once_key: str | None = None
    files: tuple[NewFile, ...] = ()


@story
def add_to_ticket(number: int, said: Added, *, by: Reader, at: datetime) -> Message:
    """Add what the requester of a ticket says on the telephone, as if he had written it.

    It answers nothing: the same `once_key` again returns the first message. Raises TicketLocked,
    CallRefused, TicketNotFound, NotAllowed.
    """
    need_worker(by)
    ticket = lock(number, reader=by)
    if before := conversation.said_already(ticket, said.once_key):
        return before
    if ticket.closed_at is not None or ticket.merged_into_id is not None:
        raise TicketLocked(_("This ticket is closed. Open a new one, or reopen it first."))
    if not said.text.strip():
        raise TicketLocked(_("Write down what they say."))
    actor = actor_of(by)
    message = conversation.add(
        ticket,
        NewMessage(
            text=said.text,
            is_public=True,
            channel=Channel.PHONE,
            person=ticket.requester,
            author_name=str(ticket.requester or _("Caller")),
            once_key=said.once_key,
            files=said.files,
        ),
        by=actor,
        at=at,
        released_at=at,
    )
    wake(ticket, by=actor, at=at)
    if said.call is not None:
        owe_on(ticket, said.call, by=actor, at=at)
    return message
