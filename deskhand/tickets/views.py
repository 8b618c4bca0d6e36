"""Saved views: a filter with a name, private, of a team, or for all agents.

Who made a view may change it; beside him the lead of its team, and administrators.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from deskhand.people.acting import agent_id_of
from deskhand.people.models import Team
from deskhand.people.reader import Reader
from deskhand.tickets.list_models import Arrangement, View
from deskhand.tickets.ordering import tidied

MOST_VIEWS = 60
MOST_PLACES = 200
ICONS = (
    "star", "flag", "bookmark", "inbox", "users", "building-2", "clock", "phone", "wrench",
    "server", "printer", "shield", "bug", "briefcase", "heart", "zap",
)  # fmt: skip


class Audience(StrEnum):
    """Whom a view is for."""

    ME = "me"
    TEAM = "team"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a view keeps beside its name: the list as it was shown."""

    query: str
    order: str = "priority"
    grouping: str = ""
    columns: str = ""
    icon: str = "star"


class ViewNotFound(Exception):
    """There is no such view, or none that this agent may have."""


class ViewTaken(Exception):
    """A colleague has a view of this name there; the text says so."""


def views_for(reader: Reader) -> list[View]:
    """Return the saved views of this agent: his own, his teams', and everybody's."""
    if not reader.is_agent:
        return []
    return list(_seen_by(reader).select_related("team")[:MOST_VIEWS])


def view_for(reader: Reader, view_id: int) -> View:
    """Return a view that this agent may change; raises ViewNotFound."""
    views = _seen_by(reader) if not reader.is_administrator else View.objects.all()
    view = views.select_related("team").filter(pk=view_id).first()
    if view is None or not may_change(reader, view):
        raise ViewNotFound(view_id)
    return view


def may_change(reader: Reader, view: View) -> bool:
    """Whether this agent may change or remove a view; its team must be at hand."""
    if reader.agent_id is None:
        return False
    leads = view.team is not None and view.team.lead_id == reader.agent_id
    return reader.is_administrator or leads or reader.agent_id in {view.agent_id, view.made_by_id}


def save_view(
    reader: Reader,
    name: str,
    *,
    query: str,
    order: str = "priority",
    is_shared: bool = False,
) -> View:
    """Keep a filter under a name, for oneself or for all agents; the same name replaces."""
    audience = Audience.ALL if is_shared else Audience.ME
    return keep_view(reader, name, Kept(query, order), audience=audience)


def keep_view(
    reader: Reader, name: str, kept: Kept, *, audience: Audience, team: Team | None = None
) -> View:
    """Keep a list under a name; a view of that name there is replaced by whoever may change it.

    Raises ViewTaken.
    """
    view = View(made_by_id=reader.agent_id)
    _place(view, reader, audience, team)
    called = _one_line(name)[:80]
    there = View.objects.filter(name=called, agent=view.agent_id, team=view.team_id).first()
    return _written(there or view, reader, called, kept)


def change_view(
    view: View,
    reader: Reader,
    name: str,
    kept: Kept,
    *,
    audience: Audience,
    team: Team | None = None,
) -> View:
    """Change a view that `view_for` returned; raises ViewTaken."""
    _place(view, reader, audience, team)
    called = _one_line(name)[:80]
    others = View.objects.filter(name=called, agent=view.agent_id, team=view.team_id)
    if others.exclude(pk=view.pk).exists():
        raise ViewTaken(_("There is a view of this name already."))
    return _written(view, reader, called, kept)


def _place(view: View, reader: Reader, audience: Audience, team: Team | None) -> None:
    """Put a view where it belongs; one for himself alone stays with whoever had it."""
    view.team = team if audience == Audience.TEAM else None
    mine = view.agent_id or view.made_by_id or reader.agent_id
    view.agent_id = mine if audience == Audience.ME else None


def _written(view: View, reader: Reader, name: str, kept: Kept) -> View:
    if view.pk and not may_change(reader, view):
        raise ViewTaken(_("A colleague has a view of this name. Choose another name."))
    view.name = name
    view.query, view.order = _one_line(kept.query), tidied(kept.order)
    view.grouping, view.columns, view.icon = kept.grouping, kept.columns, kept.icon
    view.save()
    return view


def _one_line(text: str) -> str:
    """Leave out what cannot be printed, which PostgreSQL may not keep and no filter reads."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def delete_view(reader: Reader, view_id: int) -> bool:
    """Remove a view that one may change. False when not allowed."""
    try:
        view_for(reader, view_id).delete()
    except ViewNotFound:
        return False
    return True


def _seen_by(reader: Reader) -> QuerySet[View]:
    mine = Q(agent=reader.agent_id) | Q(team__in=reader.teams) | Q(agent=None, team=None)
    return View.objects.filter(mine)


def arrangement_of(reader: Reader) -> Arrangement:
    """Return how this agent has his lists; nothing named where he never said."""
    found = Arrangement.objects.filter(agent=reader.agent_id).first()
    return found or Arrangement(agent_id=agent_id_of(reader))


def arrange(reader: Reader, *, places: list[str], starred: list[str]) -> None:
    """Keep the order of this agent's lists and which of them stand first."""
    Arrangement.objects.update_or_create(
        agent_id=agent_id_of(reader),
        defaults={"places": places[:MOST_PLACES], "starred": starred[:MOST_PLACES]},
    )
