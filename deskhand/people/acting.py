"""A reader as the doer of a change."""

from deskhand.journal.actor import Actor
from deskhand.people.reader import Reader


class NotAllowed(Exception):
    """The doer may not do this; the text says why and who may."""


def actor_of(reader: Reader) -> Actor:
    """Return the doer as the journal writes him down; raises NotAllowed for a stranger."""
    if reader.agent_id is not None:
        return Actor("agent", reader.agent_id, reader.name)
    if reader.person_id is not None:
        return Actor("requester", reader.person_id, reader.name)
    raise NotAllowed("Sign in first.")
