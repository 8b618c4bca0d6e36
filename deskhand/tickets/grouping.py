"""Lists in groups: by status, priority, organization, assignee, team, or the day it is due.

The group is the first key of the order, so that pages by key go on within and across groups.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Cast, Concat
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.catalog.models import Category
from deskhand.tickets.models import NOTHING_DUE, Ticket
from deskhand.tickets.queries import TicketQuerySet

MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Grouping:
    """One way to put tickets in groups: its column, what makes it, and a group's words."""

    label: str | Promise
    column: str
    words: Callable[[Ticket, Any], str]
    key: Callable[[Any, tzinfo], Any]
    made_by: Any = None


@dataclass(frozen=True, slots=True)
class Group:
    """Where a group begins on the page; `is_cut` when it may hold more than was counted."""

    words: str
    count: int
    is_cut: bool


def grouped(tickets: TicketQuerySet, by: str) -> TicketQuerySet:
    """Make the column by which the groups are ordered."""
    made_by = GROUPINGS[by].made_by
    return tickets.annotate(group_key=made_by) if made_by is not None else tickets


def groups(
    tickets: TicketQuerySet, shown: Iterable[Ticket], *, by: str, zone: tzinfo
) -> dict[int, Group]:
    """Return, by the id of its first ticket on the page, each group with how many it has.

    Up to so many tickets are counted from the first group of the page on, in one statement.
    """
    way, rows = GROUPINGS[by], list(shown)
    if not rows:
        return {}
    first = getattr(rows[0], way.column)
    counted = tickets.filter(**{f"{way.column}__gte": _begin(first, way, zone)})
    values = counted.order_by(way.column).values_list(way.column, flat=True)[:MOST_COUNTED]
    counts = Counter(way.key(value, zone) for value in values)
    is_cut = sum(counts.values()) == MOST_COUNTED
    last = next(reversed(counts), None)
    found: dict[int, Group] = {}
    before: Any = object()
    for ticket in rows:
        key = way.key(getattr(ticket, way.column), zone)
        if key != before:
            cut = is_cut and (key == last or key not in counts)
            found[ticket.pk] = Group(way.words(ticket, key), counts[key], cut)
        before = key
    return found


def _begin(first: Any, way: Grouping, zone: tzinfo) -> Any:
    """Where the first group begins: a day at its midnight, all else at its own value."""
    if way.column != "due_order_at" or first >= NOTHING_DUE:
        return first
    return first.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)


def _same(value: Any, zone: tzinfo) -> Any:
    return value


def _day(value: datetime, zone: tzinfo) -> Any:
    return None if value >= NOTHING_DUE else value.astimezone(zone).date()


def _named(path: str, name: str) -> Case:
    """The name and then the id: two of one name are two groups. Nobody comes last."""
    told = Concat(
        Value("0"), F(name), Value(" "), Cast(f"{path}_id", CharField()), output_field=CharField()
    )
    return Case(
        When(**{f"{path}__isnull": True}, then=Value("1")), default=told, output_field=CharField()
    )


def _by_status() -> Concat:
    ranks = [When(category=each, then=Value(str(place))) for place, each in enumerate(Category)]
    rank = Case(*ranks, default=Value("9"), output_field=CharField())
    return Concat(rank, F("status__name"), output_field=CharField())


def _due_words(ticket: Ticket, day: Any) -> str:
    return date_format(day, "l j F") if day else _("Nothing due")


GROUPINGS: dict[str, Grouping] = {
    "status": Grouping(
        gettext_lazy("Status"),
        "group_key",
        lambda ticket, key: str(ticket.status),
        _same,
        _by_status(),
    ),
    "priority": Grouping(
        gettext_lazy("Priority"), "priority_level", lambda ticket, key: str(ticket.priority), _same
    ),
    "org": Grouping(
        gettext_lazy("Client"),
        "group_key",
        lambda ticket, key: str(ticket.organization or _("No client")),
        _same,
        _named("organization", "organization__name_folded"),
    ),
    "assignee": Grouping(
        gettext_lazy("Assignee"),
        "group_key",
        lambda ticket, key: str(ticket.assignee or _("Nobody assigned")),
        _same,
        _named("assignee", "assignee__person__name_folded"),
    ),
    "team": Grouping(
        gettext_lazy("Team"),
        "group_key",
        lambda ticket, key: str(ticket.team or _("No team")),
        _same,
        _named("team", "team__name"),
    ),
    "due": Grouping(gettext_lazy("Day it is due"), "due_order_at", _due_words, _day),
}
