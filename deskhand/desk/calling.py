"""Whom an agent can call on a ticket: colleagues who may see it."""

from deskhand.people.identity import readers_of
from deskhand.people.models import Agent
from deskhand.people.reader import Reader
from deskhand.rules.conditions import fold
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import may_see

OFFERED = 8


def colleagues(ticket: Ticket, words: str, *, reader: Reader) -> list[Agent]:
    """Return some agents whose handle or name begins so, other than the reader."""
    start = fold(words)
    others = Agent.objects.active().exclude(pk=reader.agent_id or 0).exclude(handle=None)
    found = [row for row in others.select_related("person") if _begins(row, start)]
    found.sort(key=lambda row: (not str(row.handle).startswith(start), row.handle))
    readers = readers_of(found)
    seeing = (row for row in found if may_see(readers[row.pk], ticket))
    return [row for row, _place in zip(seeing, range(OFFERED), strict=False)]


def _begins(agent: Agent, start: str) -> bool:
    names = [str(agent.handle), *fold(agent.person.name).split()]
    return any(name.startswith(start) for name in names)
