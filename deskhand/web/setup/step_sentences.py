"""Steps of policies in sentences, with the names of all that they are about."""

from typing import Any

from deskhand.connectors.hooks import hooks
from deskhand.oncall.ladders import ladders
from deskhand.people.administration import active_agents, teams
from deskhand.sla.stepping import actions_of
from deskhand.sla.stepwords import Names, action_words, step_words


def sentence(spec: dict[str, Any], names: Names) -> tuple[str, str]:
    """Return when a step comes and what it does, in words."""
    does = "; ".join(filter(None, (action_words(act, names) for act in actions_of(spec))))
    when = step_words(spec)
    return when[:1].upper() + when[1:], does


def names_of_things() -> Names:
    """Return what everything that a step can name is called."""
    found: dict[tuple[str, int], str] = {}
    for kind, rows in (
        ("agent", active_agents()),
        ("team", teams()),
        ("ladder", ladders()),
        ("hook", hooks()),
    ):
        found |= {(kind, row.pk): str(row) for row in rows}
    return found
