"""Which agents a line leads to."""

from collections.abc import Iterable

from django.db.models import QuerySet

from deskhand.people.callers import dialled
from deskhand.people.models import Agent
from deskhand.phone.models import Line

# What is as long leads from outside the house.
SHORTEST_NUMBER = 7
MOST_AGENTS = 50


def lines() -> QuerySet[Line]:
    return Line.objects.select_related("agent__person", "team")


def word_of(typed: str) -> str:
    """Return the name of a line as it is kept and compared, however a system writes it."""
    word = typed.strip().lower()[:60]
    digits = sum(char.isdecimal() for char in word)
    if digits >= SHORTEST_NUMBER and not any(char.isalpha() for char in word):
        return dialled(word) or word
    return word


def lines_called(words: Iterable[str]) -> list[Line]:
    """Return the lines of these names."""
    wanted = {word for each in words if (word := word_of(each))}
    return list(lines().filter(extension__in=wanted)) if wanted else []


def agents_at(found: Iterable[Line]) -> list[Agent]:
    """Return who is at lines: their agents, and everybody of their teams."""
    found = list(found)
    own = [line.agent_id for line in found if line.agent_id]
    teams = [line.team_id for line in found if line.team_id]
    agents = Agent.objects.active().select_related("person")
    those = agents.filter(pk__in=own) | agents.filter(
        pk__in=Agent.teams.through.objects.filter(team__in=teams).values("agent")
    )
    return list(those.order_by("pk")[:MOST_AGENTS])
