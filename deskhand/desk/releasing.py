"""The undo window of a reply ends: from then on it is an answer."""

from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.desk.ledger import drawing
from deskhand.desk.story import story
from deskhand.journal.actor import Actor, system
from deskhand.people.models import Agent
from deskhand.sla import clocks, dates
from deskhand.sla.dates import NewDate
from deskhand.tickets import conversation
from deskhand.tickets.access import lock
from deskhand.tickets.answers import has_missed
from deskhand.tickets.models import Message, Ticket


@story
def release(message_id: int, *, at: datetime) -> bool:
    """End the undo window of a reply: it counts as an answer from its release.

    False when there is nothing to release: withdrawn, released before, or not yet due.
    """
    message = Message.objects.filter(pk=message_id, withdrawn_at=None).first()
    if message is None or message.released_at is None or message.released_at > at:
        return False
    ticket = lock(message.ticket_id)
    message.refresh_from_db()
    if message.withdrawn_at is not None or not message.undo:
        return False
    promised, is_uncharged = message.undo.get("promise"), "uncharged" in message.undo
    message.undo = {}
    message.save(update_fields=["undo"])
    by = system("release") if message.agent is None else _actor_of_agent(message.agent)
    conversation.release(message, ticket, by=by, at=message.released_at)
    # The mail server may have refused the letter before this job ran: then it was no answer.
    if not has_missed(message, ticket):
        clocks.answered(ticket, by=by, at=message.released_at, recorded_at=at)
        if not is_uncharged:
            drawing.answered(ticket, message, by=by, at=at)
    if promised and ticket.is_open:
        _promise(ticket, promised, by=by, at=message.released_at)
    return True


def _promise(ticket: Ticket, promised: dict[str, str], *, by: Actor, at: datetime) -> None:
    """The date that the reply promised is owed from now on, and the requester knows it."""
    due_at = datetime.fromisoformat(promised["due_at"])
    why = promised["why"] or _("As said in the reply")
    if due_at > at:
        dates.promise_date(ticket, NewDate(due_at, why, was_told=True), by=by, at=at)


def _actor_of_agent(agent: Agent) -> Actor:
    return Actor("agent", agent.pk, str(agent.person))
