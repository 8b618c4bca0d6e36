"""Telling somebody something in a test."""

from datetime import datetime
from itertools import count

from deskhand.journal.actor import Actor
from deskhand.notices.kinds import Kind
from deskhand.notices.models import Notice, Preference
from deskhand.notices.preferences import preference_of, save_preference
from deskhand.notices.telling import Telling, tell
from deskhand.people.models import Agent
from deskhand.tickets.models import Ticket
from tests import cast as casting

_numbers = count(1)


def telling(agent: Agent, ticket: Ticket, *, at: datetime, **more: object) -> Telling:
    return Telling(
        **{
            "person_id": agent.person_id,
            "kind": Kind.MENTIONED,
            "source": f"test:{next(_numbers)}",
            "subject_kind": "ticket",
            "subject_id": ticket.pk,
            "at": at,
            **more,
        }
    )


def inform(agent: Agent, ticket: Ticket, *, at: datetime, **more: object) -> Notice:
    """Tell an agent of a ticket; he wants to hear of it."""
    [notice] = tell([telling(agent, ticket, at=at, **more)], at=at)
    return notice


def mention(agent: Agent, ticket: Ticket, text: str, *, by: Agent, at: datetime) -> Notice:
    """Tell an agent of a note that mentions him, by the journal's event of that note."""
    from deskhand.journal.models import Event

    casting.say(ticket, by=by, text=text, at=at, is_public=False)
    event = Event.objects.latest("pk")
    return inform(
        agent,
        ticket,
        at=at,
        event_id=event.pk,
        source=f"event:{event.pk}",
        actor=Actor("agent", by.pk, str(by)),
    )


def wish(agent: Agent, choices: dict | None = None, **values: object) -> Preference:
    """Let an agent choose how he is told."""
    preference = preference_of(agent.person_id)
    for name, value in values.items():
        setattr(preference, name, value)
    save_preference(preference, choices or {})
    return preference
