"""Solved at first contact: nobody else had to have it, so that no unit is drawn for it.

Somebody has to say so. The desk proposes it where nobody but him has answered, and what was turned
over to a team never was one.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.catalog.choosing import status_of
from deskhand.catalog.models import Category
from deskhand.contracts import covering
from deskhand.desk import ending
from deskhand.desk.standing import stand
from deskhand.journal.actor import Actor
from deskhand.journal.reading import of_subject
from deskhand.people.models import Agent
from deskhand.people.reader import Reader
from deskhand.sla import clocks
from deskhand.tickets import conversation
from deskhand.tickets.changes import change
from deskhand.tickets.conversation import NewMessage
from deskhand.tickets.models import Channel, Message, Ticket


def refusal(ticket: Ticket) -> str:
    """Say why a ticket cannot have been solved at first contact; nothing where it can."""
    return why_not(ticket) if ending.has_ended(ticket) else _("It is not solved yet.")


def why_not(ticket: Ticket) -> str:
    """As `refusal`, before it is solved."""
    if of_subject("ticket", ticket.pk).filter(name="ticket_handed_over").exists():
        return _("It was turned over to a team: that is no first contact.")
    return ""


def is_likely(ticket: Ticket, said: Iterable[Message], *, by: Reader) -> bool:
    """Whether nobody else has had an open ticket, as far as can be seen: its assignee and all who
    wrote as agents (`said` is everything that was said)."""
    if not (ticket.is_open and by.may_work and ticket.assignee_id in {None, by.agent_id}):
        return False
    return all(message.agent_id in {None, by.agent_id} for message in said)


def say(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Note on a locked, solved ticket that this was at first contact; what its contract says of
    the work follows."""
    if change(ticket, "first_contact", True, by=by, at=at):
        covering.cover_again(ticket, by=by, at=at)


def solve(ticket: Ticket, solution: str, agent: Agent, *, by: Actor, at: datetime) -> None:
    """Solve a new, locked ticket while whoever asked is still there: he has had his answer, and the
    solution is kept as a note. Raises StillOpen."""
    solved = status_of(ticket.status.scheme, Category.SOLVED)
    ending.check(ticket, solved)
    conversation.add(
        ticket,
        NewMessage(
            text=solution,
            is_public=False,
            channel=Channel.DESK,
            agent=agent,
            person=agent.person,
            author_name=str(agent.person),
            format=Message.Format.MARKDOWN,
        ),
        by=by,
        at=at,
        released_at=None,
    )
    clocks.answered(ticket, by=by, at=at)
    stand(ticket, solved, by=by, at=at)
    say(ticket, by=by, at=at)
