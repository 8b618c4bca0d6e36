"""The undo window of a reply ends: from then on it is an answer."""

from datetime import datetime

from deskhand.desk.story import story
from deskhand.journal.actor import Actor, system
from deskhand.people.models import Agent
from deskhand.sla import clocks
from deskhand.tickets import conversation
from deskhand.tickets.access import lock
from deskhand.tickets.answers import has_missed
from deskhand.tickets.models import Message


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
    message.undo = {}
    message.save(update_fields=["undo"])
    by = system("release") if message.agent is None else _actor_of_agent(message.agent)
    conversation.release(message, ticket, by=by, at=message.released_at)
    # The mail server may have refused the letter before this job ran: then it was no answer.
    if not has_missed(message, ticket):
        clocks.answered(ticket, by=by, at=message.released_at, recorded_at=at)
    return True


def _actor_of_agent(agent: Agent) -> Actor:
    return Actor("agent", agent.pk, str(agent.person))
