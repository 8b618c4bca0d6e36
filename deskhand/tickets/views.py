"""Saved views: a filter with a name, private, of a team, or for all agents.

Who made a view may change it; beside him the lead of its team, and administrators.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from deskhand.jobs.together import Asked, read_together, shape, told
from deskhand.people.acting import agent_id_of
from deskhand.people.models import Team
from deskhand.people.reader import Reader
from deskhand.people.reading import teams_for
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


@dataclass(frozen=True, slots=True)
class Lists:
    """What makes up an agent's lists: his teams, the saved views he has, and his order of them."""

    teams: list[Team]
    views: list[View]
    arrangement: Arrangement


def lists_for(reader: Reader) -> Lists:
    """Return what makes up the lists of this agent, in one statement; of views at most
    MOST_VIEWS. Of each row only what lists need is there."""
    found = read_together(
        teams=_teams_asked(reader),
        views=_views(agent_id_of(reader), sorted(reader.teams) or [0]),
        arrangements=_arrangements(agent_id_of(reader)),
    )
    views = [_view(row) for row in found["views"]]
    views.sort(key=lambda view: (view.position, view.name, view.pk))
    arranged = {
        name: json.loads(text) for row in found["arrangements"] for name, text in row.items()
    }
    return Lists(
        teams=sorted((Team(**row) for row in found["teams"]), key=lambda team: team.name),
        views=views[:MOST_VIEWS],
        arrangement=Arrangement(agent_id=agent_id_of(reader), **arranged),
    )


def _teams_asked(reader: Reader) -> QuerySet | Asked:
    if reader.teams:
        return _teams(sorted(reader.teams))
    return told(teams_for(reader), pk="pk", name="name", slug="slug")


@shape
def _teams(keys: list[int]) -> QuerySet:
    return told(Team.objects.live().filter(pk__in=keys), pk="pk", name="name", slug="slug")


@shape
def _views(agent: int, teams: list[int]) -> QuerySet:
    fields = {name: name for name in _OF_VIEWS}
    return told(_seen_by(agent, teams), lead="team__lead", **fields)


@shape
def _arrangements(agent: int) -> QuerySet:
    as_text = {name: Cast(name, TextField()) for name in ("places", "starred")}
    return told(Arrangement.objects.filter(agent=agent), **as_text)


def _view(row: dict[str, Any]) -> View:
    view = View(**{name: row[name] for name in _OF_VIEWS})
    view.team = Team(pk=view.team_id, lead_id=row["lead"]) if view.team_id else None
    return view


_OF_VIEWS = (
    "id", "position", "name", "icon", "query", "order", "grouping", "columns",
    "agent_id", "team_id", "made_by_id",
)  # fmt: skip


def views_for(reader: Reader) -> list[View]:
    """Return the saved views of this agent: his own, his teams', and everybody's."""
    return lists_for(reader).views if reader.is_agent else []


def view_for(reader: Reader, view_id: int) -> View:
    """Return a view that this agent may change; raises ViewNotFound."""
    views = (
        _seen_by(reader.agent_id, reader.teams)
        if not reader.is_administrator
        else View.objects.all()
    )
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


def _seen_by(agent: int | None, teams: Collection[int]) -> QuerySet[View]:
    mine = Q(agent=agent) | Q(team__in=teams) | Q(agent=None, team=None)
    return View.objects.filter(mine)


def arrangement_of(reader: Reader) -> Arrangement:
    """Return how this agent has his lists; nothing named where he never said."""
    return lists_for(reader).arrangement


def arrange(reader: Reader, *, places: list[str], starred: list[str]) -> None:
    """Keep the order of this agent's lists and which of them stand first."""
    Arrangement.objects.update_or_create(
        agent_id=agent_id_of(reader),
        defaults={"places": places[:MOST_PLACES], "starred": starred[:MOST_PLACES]},
    )
