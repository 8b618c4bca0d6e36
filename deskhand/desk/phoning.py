"""An agent owes somebody a call, makes it and says how it went; who takes the next one has it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from deskhand.catalog.choosing import CatalogIncomplete, status_of
from deskhand.catalog.models import Category
from deskhand.desk.automatic import write_unreached
from deskhand.desk.standing import stand
from deskhand.desk.story import story
from deskhand.journal.actor import Actor
from deskhand.people.acting import actor_of, agent_id_of
from deskhand.people.models import Agent, Organization, Person
from deskhand.people.phones import NumberRefused, number_of
from deskhand.people.reader import Reader
from deskhand.sla import call_board, callbacks, calls
from deskhand.sla.callbacks import CallRefused, NewCallBack, NewTime
from deskhand.sla.calls import Made
from deskhand.sla.models import CallBack
from deskhand.tickets import conversation
from deskhand.tickets.access import TicketLocked, lock, need_worker
from deskhand.tickets.changes import change
from deskhand.tickets.conversation import NewMessage
from deskhand.tickets.models import CallOutcome, Channel, Message, Ticket

LONGEST_CALL = timedelta(hours=12)


class NotOwed(Exception):
    """Nobody waits for this call any more, or it never was."""


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """A call as an agent logs it. What is `is_public` the requester reads in the portal."""

    outcome: CallOutcome
    note: str = ""
    is_public: bool = False
    made_at: datetime | None = None
    seconds: int = 0
    once_key: str | None = None


@story
def owe(number: int, new: NewCallBack, *, by: Reader, at: datetime) -> CallBack:
    """Owe somebody a call on an open ticket; raises CallRefused, TicketLocked, NotAllowed."""
    need_worker(by)
    ticket = lock(number, reader=by)
    if not ticket.is_open:
        raise TicketLocked(_("This ticket is done. Reopen it before you promise a call."))
    return owe_on(ticket, new, by=actor_of(by), at=at)


def owe_on(ticket: Ticket, new: NewCallBack, *, by: Actor, at: datetime) -> CallBack:
    """Owe a call on a locked ticket; its number is checked as one of where they live."""
    number = checked(new.number, person=new.person, organization=ticket.organization)
    return callbacks.owe(ticket, replace(new, number=number), by=by, at=at)


def checked(typed: str, *, person: Person | None, organization: Organization | None) -> str:
    """Return a number that can be called; raises CallRefused."""
    if not typed.strip():
        raise CallRefused("number", _("Which number is to be called?"))
    try:
        return number_of(typed, person=person, organization=organization)
    except NumberRefused as error:
        raise CallRefused("number", str(error)) from error


@story
def log(
    number: int, said: LoggedCall, *, call_id: int | None = None, by: Reader, at: datetime
) -> Message:
    """Log a call, for the call-back `call_id` or beside all. The same `once_key` again returns
    the first entry.

    Reached, it answers the requester; in vain as often as agreed, it ends as was agreed. Raises
    CallRefused, NotOwed, TicketLocked, TicketNotFound, NotAllowed.
    """
    need_worker(by)
    ticket = lock(number, reader=by)
    if before := conversation.said_already(ticket, said.once_key):
        return before
    made = Made(said.outcome, said.made_at or at, said.seconds)
    _check(ticket, made, at=at)
    row = None if call_id is None else callbacks.lock_owed(ticket, call_id)
    if call_id is not None and row is None:
        raise NotOwed(_("Nobody waits for this call any more."))
    agent = Agent.objects.select_related("person").get(pk=agent_id_of(by))
    actor = actor_of(by)
    message = _tell(ticket, said, agent, made, by=actor, at=at)
    call = calls.note_call(ticket, message, made, call_back=row, by=actor, at=at)
    if call.is_answer:
        conversation.spoken_to(ticket)
        _take_up(ticket, agent, by=actor, at=at)
    if row is not None and row.end == CallBack.End.TRIED:
        _give_up(ticket, row, by=actor, at=at)
    return message


def _check(ticket: Ticket, made: Made, *, at: datetime) -> None:
    if ticket.closed_at is not None:
        raise TicketLocked(_("This ticket is closed. Reopen it first."))
    if made.made_at > at:
        raise CallRefused("made_at", _("This is still to come. When was the call?"))
    if made.made_at < ticket.received_at:
        raise CallRefused("made_at", _("That was before the ticket came in."))
    if not 0 <= made.seconds <= LONGEST_CALL.total_seconds():
        raise CallRefused("seconds", _("No call takes longer than twelve hours."))


def _tell(
    ticket: Ticket, said: LoggedCall, agent: Agent, made: Made, *, by: Actor, at: datetime
) -> Message:
    new = NewMessage(
        text=said.note,
        is_public=said.is_public,
        channel=Channel.PHONE,
        agent=agent,
        person=agent.person,
        author_name=str(agent.person),
        call=said.outcome,
        once_key=said.once_key,
    )
    released_at = made.made_at if said.is_public else None
    message = conversation.add(ticket, new, by=by, at=at, released_at=released_at)
    if said.is_public:
        ticket.last_public_at = max(made.made_at, ticket.last_public_at or made.made_at)
        ticket.save(update_fields=["last_public_at"])
    return message


def _take_up(ticket: Ticket, agent: Agent, *, by: Actor, at: datetime) -> None:
    """Who has spoken to the requester has the ticket, while nobody else does."""
    if ticket.is_open and ticket.assignee_id is None:
        change(ticket, "assignee", agent, by=by, at=at)


def _give_up(ticket: Ticket, row: CallBack, *, by: Actor, at: datetime) -> None:
    """Every agreed try was in vain."""
    if not ticket.is_open:
        return
    if row.in_vain == CallBack.InVain.BACK:
        change(ticket, "assignee", None, by=by, at=at)
        return
    write_unreached(ticket, row, at=at)
    try:
        waiting = status_of(ticket.status.scheme, Category.WAITING_REQUESTER)
    except CatalogIncomplete:
        # Its policy knows no waiting: the letter is all.
        return
    stand(ticket, waiting, by=by, at=at)


@story
def move(number: int, call_id: int, new: NewTime, *, by: Reader, at: datetime) -> CallBack:
    """Owe a call for another time; raises CallRefused without a reason, NotOwed."""
    need_worker(by)
    ticket = lock(number, reader=by)
    return callbacks.move(_owed(ticket, call_id), ticket, new, by=actor_of(by), at=at)


@story
def withdraw(number: int, call_id: int, *, why: str, by: Reader, at: datetime) -> None:
    """Take a call back that nobody needs any more; raises CallRefused without a reason, NotOwed."""
    need_worker(by)
    ticket = lock(number, reader=by)
    row = _owed(ticket, call_id)
    callbacks.withdraw(row, ticket, why=why, by=actor_of(by), at=at)


@story
def take_next(*, team_id: int | None = None, by: Reader, at: datetime) -> CallBack | None:
    """Take the next call that is owed; None when none waits. Raises NotAllowed."""
    need_worker(by)
    return call_board.take_next(by, agent_id_of(by), team_id=team_id, by=actor_of(by), at=at)


@story
def take(number: int, call_id: int, *, by: Reader, at: datetime) -> CallBack:
    """Take one call, or keep it a while longer; raises TakenAlready, NotOwed, NotAllowed."""
    need_worker(by)
    row = _owed(lock(number, reader=by), call_id)
    call_board.take(row, agent_id_of(by), by=actor_of(by), at=at)
    return row


@story
def leave(number: int, call_id: int, *, by: Reader, at: datetime) -> bool:
    """Leave a call that one has taken to others."""
    need_worker(by)
    row = _owed(lock(number, reader=by), call_id)
    return call_board.leave(row, agent_id_of(by), by=actor_of(by), at=at)


def _owed(ticket: Ticket, call_id: int) -> CallBack:
    row = callbacks.lock_owed(ticket, call_id)
    if row is None:
        raise NotOwed(_("Nobody waits for this call any more."))
    return row
