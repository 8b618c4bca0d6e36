"""How an agent wants his pages: theme, density, keys, and the signature of his replies."""

from collections.abc import Mapping
from typing import Any

from deskhand.people.acting import agent_id_of
from deskhand.people.models import Agent
from deskhand.people.reader import Reader

OWN_FIELDS = ("theme", "density", "has_shortcuts", "signature")
LOOKS: dict[str, frozenset[str]] = {
    "theme": frozenset(Agent.Theme.values),
    "density": frozenset(Agent.Density.values),
}


def agent_behind(reader: Reader) -> Agent:
    """Return the agent who reads, with his person."""
    return Agent.objects.select_related("person").get(pk=agent_id_of(reader))


def save_own(agent: Agent, values: Mapping[str, Any]) -> None:
    """Save what an agent chose; other keys are passed over."""
    for name in OWN_FIELDS:
        if name in values:
            setattr(agent, name, values[name])
    agent.save(update_fields=OWN_FIELDS)


def set_look(agent_id: int, name: str, value: str) -> bool:
    """Set theme or density alone; False for what is neither."""
    if value not in LOOKS.get(name, ()):
        return False
    Agent.objects.filter(pk=agent_id).update(**{name: value})
    return True
