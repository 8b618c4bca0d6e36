"""Saved views: a filter with a name, private, of a team, or for all agents."""

from django.db.models import Q

from deskhand.people.reader import Reader
from deskhand.tickets.models import View

MOST_VIEWS = 60


def views_for(reader: Reader) -> list[View]:
    """Return the saved views of this agent: his own, his teams', and everybody's."""
    if not reader.is_agent:
        return []
    mine = Q(agent=reader.agent_id) | Q(team__in=reader.teams) | Q(agent=None, team=None)
    return list(View.objects.filter(mine)[:MOST_VIEWS])


def save_view(
    reader: Reader, name: str, *, query: str, order: str, is_shared: bool = False
) -> View:
    """Keep a filter under a name, for oneself or for all agents; the same name replaces."""
    owner = None if is_shared else reader.agent_id
    view, _is_new = View.objects.update_or_create(
        name=_one_line(name)[:80],
        agent_id=owner,  # type: ignore[misc]  # None is for all
        team=None,
        defaults={"query": _one_line(query), "order": order},
    )
    return view


def _one_line(text: str) -> str:
    """Leave out what cannot be printed, which PostgreSQL may not keep and no filter reads."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def delete_view(reader: Reader, view_id: int) -> bool:
    """Remove one's own view; shared ones only by an administrator. False when not allowed."""
    views = View.objects.filter(pk=view_id)
    if not reader.is_administrator:
        views = views.filter(agent=reader.agent_id)
    return bool(views.delete()[0])
