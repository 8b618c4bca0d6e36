"""What the acts of macros and rules come to on one ticket: planned first, then done.

A plan names each field with its value for this very ticket, since its schemes may not be those of
another, and says in words what would change; nothing is written by it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from deskhand.automation.acts import ME, NOBODY, Act, agent_at
from deskhand.catalog.choosing import CatalogIncomplete, fitting_status
from deskhand.catalog.models import Category, Priority, RequestType, Service, Status
from deskhand.desk.handover import give_to
from deskhand.desk.triage import put_all
from deskhand.journal.actor import Actor
from deskhand.people.models import Agent, Team
from deskhand.rules.placeholders import filled, lacking
from deskhand.tickets.models import Kind, Ticket
from deskhand.tickets.placeholders import values_for

# What acts can change of a ticket, by themselves or by what follows, and how it is found again.
ROWS: Mapping[str, Any] = {
    "status": Status,
    "priority": Priority,
    "team": Team,
    "assignee": Agent,
    "request_type": RequestType,
    "service": Service,
}
PLAIN = ("kind", "tier", "tags")
SHOWN = ("status", "priority", "team", "assignee", "kind", "request_type", "tags")


class ActRefused(Exception):
    """An act does not fit this ticket; the text says why."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after, in words."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What acts would do to a ticket: the values of its fields, and texts that are filled."""

    values: dict[str, Any] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    reply: str = ""
    note: str = ""


def plan(acts: Sequence[Act], ticket: Ticket, *, me: Agent | None) -> Plan:
    """Say what acts would do to a ticket, and change nothing; raises ActRefused."""
    values: dict[str, Any] = {}
    texts: dict[str, str] = {}
    for act in acts:
        do = act["do"]
        if do in {"reply", "note"}:
            texts[do] = text_for(ticket, act["text"], me=me)
        elif do in _VALUES:
            name, value = _VALUES[do](act, ticket, me)
            if getattr(ticket, name) != value:
                values[name] = value
    changes = tuple(
        Change(name, shown(name, getattr(ticket, name)), shown(name, values[name]))
        for name in SHOWN
        if name in values
    )
    return Plan(values, changes, texts.get("reply", ""), texts.get("note", ""))


def put_plan(ticket: Ticket, planned: Plan, *, by: Actor, at: datetime) -> None:
    """Set the fields of a plan on a locked ticket; a team brings its tier along.

    Raises triage.ChangeRefused.
    """
    values = dict(planned.values)
    if team := values.pop("team", None):
        give_to(ticket, team, by=by, at=at)
    put_all(ticket, values, by=by, at=at)


def state_of(ticket: Ticket) -> dict[str, Any]:
    """What acts can change of a ticket, as ids and plain values."""
    rows = {name: getattr(ticket, f"{name}_id") for name in ROWS}
    return {**rows, **{name: getattr(ticket, name) for name in PLAIN}}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return what differs between two states: by field, before and after."""
    return {name: [before[name], after[name]] for name in before if before[name] != after[name]}


def value_of(name: str, kept: Any) -> Any:
    """Return the value that `state_of` kept; None for a row that is gone."""
    if name not in ROWS:
        return kept
    return ROWS[name].objects.filter(pk=kept).first() if kept is not None else None


def shown(name: str, value: Any) -> str:
    """A value of a field in words."""
    if name == "kind":
        return str(Kind(value).label)
    if name == "tags":
        return ", ".join(value) or _("none")
    if value is None:
        return _("nobody") if name == "assignee" else _("none")
    return str(value)


def text_for(ticket: Ticket, text: str, *, me: Agent | None) -> str:
    """Fill a text for a ticket; raises ActRefused where a placeholder stays open."""
    known = values_for(ticket, agent=me)
    if missing := lacking(text, known):
        words = _("Nothing is known to fill “%(name)s” with.")
        raise ActRefused(words % {"name": missing[0]})
    return filled(text, known)


def _status(act: Act, ticket: Ticket, me: Agent | None) -> tuple[str, Any]:
    scheme = ticket.status.scheme
    named = scheme.statuses.filter(
        name=act["name"], category=act["category"], archived_at=None
    ).first()
    try:
        return "status", named or fitting_status(scheme, Category(act["category"]))
    except CatalogIncomplete as error:
        raise ActRefused(str(error)) from error


def _priority(act: Act, ticket: Ticket, me: Agent | None) -> tuple[str, Any]:
    found = ticket.priority.scheme.priorities.filter(level=act["level"]).first()
    if found is None:
        words = _("This ticket’s priorities have no level %(level)s.")
        raise ActRefused(words % {"level": act["level"]})
    return "priority", found


def _team(act: Act, ticket: Ticket, me: Agent | None) -> tuple[str, Any]:
    found = Team.objects.filter(slug=act["team"], archived_at=None).first()
    if found is None:
        raise ActRefused(_("The team %(name)s is put away.") % {"name": act["team"]})
    return "team", found


def _assignee(act: Act, ticket: Ticket, me: Agent | None) -> tuple[str, Any]:
    if act["who"] == NOBODY:
        return "assignee", None
    found = me if act["who"] == ME else agent_at(act["who"])
    if found is None:
        raise ActRefused(_("%(name)s is no longer an active agent.") % {"name": act["who"]})
    return "assignee", found


def _request_type(act: Act, ticket: Ticket, me: Agent | None) -> tuple[str, Any]:
    found = RequestType.objects.filter(slug=act["request_type"], is_active=True).first()
    if found is None:
        raise ActRefused(_("%(name)s is offered no more.") % {"name": act["request_type"]})
    return "request_type", found


def _tags(act: Act, ticket: Ticket, me: Agent | None) -> tuple[str, Any]:
    gone = {tag.casefold() for tag in act.get("remove", ())}
    kept = [tag for tag in ticket.tags if tag.casefold() not in gone]
    known = {tag.casefold() for tag in kept}
    return "tags", kept + [tag for tag in act.get("add", ()) if tag.casefold() not in known]


_VALUES = {
    "status": _status,
    "priority": _priority,
    "team": _team,
    "assignee": _assignee,
    "kind": lambda act, ticket, me: ("kind", Kind(act["kind"])),
    "request_type": _request_type,
    "tags": _tags,
}
