"""What a selection of tickets can be given, by names that their schemes share."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from deskhand.catalog.models import Category, Priority, Status
from deskhand.desk import snoozing
from deskhand.people.reader import Reader
from deskhand.people.reading import agents_for, all_teams
from deskhand.tickets.columns import zone_of_reader
from deskhand.tickets.models import Kind

Choice = tuple[str, str]


def choices(reader: Reader, *, at: datetime) -> dict[str, list[Choice]]:
    """Return by field what can be asked for, as `act_of` reads it, and its words."""
    return {
        "assignee": [
            ("me", _("Me")),
            *((str(agent.pk), str(agent)) for agent in agents_for(reader)),
            ("none", _("Nobody")),
        ],
        "team": [
            *((str(team.pk), str(team)) for team in all_teams(reader)),
            ("none", _("No team")),
        ],
        "status": _statuses(),
        "priority": _priorities(),
        "snooze": snoozes(reader, at=at),
        "kind": [(value, str(label)) for value, label in Kind.choices],
    }


def snoozes(reader: Reader, *, at: datetime) -> list[Choice]:
    """Until when a ticket is usually put aside, with the time that is meant."""
    named = {
        "later": _("Later today"),
        "tomorrow": _("Tomorrow"),
        "week": _("Next week"),
        snoozing.REPLY: _("Until a reply"),
    }
    zone = zone_of_reader(reader)
    return [
        (
            name,
            f"{named[name]}, {date_format(until.astimezone(zone), 'D H:i')}"
            if until
            else named[name],
        )
        for name, until in snoozing.presets(reader, at=at).items()
    ]


def _statuses() -> list[Choice]:
    """Each name once, in the order of what the statuses mean."""
    rows = Status.objects.filter(archived_at=None).values_list("name", "category", "position")
    rank: Any = {category.value: place for place, category in enumerate(Category)}
    ordered = sorted(rows, key=lambda row: (rank[row[1]], row[2]))
    return [(name, name) for name in dict.fromkeys(row[0] for row in ordered)]


def _priorities() -> list[Choice]:
    """Each level with the names that it has in the schemes."""
    named: dict[int, list[str]] = {}
    for level, name in Priority.objects.order_by("level", "pk").values_list("level", "name"):
        names = named.setdefault(level, [])
        if name not in names:
            names.append(name)
    return [(str(level), f"{level} {' / '.join(names)}") for level, names in named.items()]
