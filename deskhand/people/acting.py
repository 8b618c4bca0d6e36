"""A reader as the doer of a change."""

from django.utils.translation import gettext as _

from deskhand.journal.actor import Actor
from deskhand.people.reader import Reader


class NotAllowed(Exception):
    """The doer may not do this; the text says why and who may."""


def need_charging(reader: Reader) -> None:
    """Raise NotAllowed for whoever does not decide what clients pay."""
    if not reader.may_charge:
        words = _("An account manager does this, or whoever was let charge clients in Setup.")
        raise NotAllowed(words)


def agent_id_of(reader: Reader) -> int:
    """Return the agent who acts; raises NotAllowed for anybody else."""
    if reader.agent_id is None:
        raise NotAllowed("Only agents may do this.")
    return reader.agent_id


def person_id_of(reader: Reader) -> int:
    """Return the person who acts; raises NotAllowed for a stranger."""
    if reader.person_id is None:
        raise NotAllowed("Sign in first.")
    return reader.person_id


def actor_of(reader: Reader) -> Actor:
    """Return the doer as the journal writes him down; raises NotAllowed for a stranger."""
    if reader.agent_id is not None:
        return Actor("agent", reader.agent_id, reader.name)
    if reader.person_id is not None:
        return Actor("requester", reader.person_id, reader.name)
    raise NotAllowed("Sign in first.")
