"""The properties of a ticket: as the page shows them, and with all that can be chosen, which is
fetched when they are looked at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from deskhand.catalog.choosing import request_types_offered, services_offered
from deskhand.catalog.spoken import spoken
from deskhand.jobs.together import Row, read_together, told
from deskhand.people.reading import agents_for, all_teams, organizations_for, sites_of
from deskhand.sla.governing import for_others
from deskhand.tickets.models import Ticket
from deskhand.tickets.naming import SHIPPED
from deskhand.web.console.forms import statuses_of
from deskhand.web.request import DeskRequest

# Of more clients one is found by the page of a client, not in a menu.
MOST_CLIENTS = 500
CHOSEN = (
    "status", "priority", "assignee", "team", "request_type", "service", "organization", "site",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Option:
    """One that can be chosen."""

    pk: int
    name: str
    category: str = ""

    def __str__(self) -> str:
        return self.name


def properties_held(ticket: Ticket) -> dict[str, Any]:
    """What is set now, and nothing else to choose."""
    held = {name: getattr(ticket, name) for name in CHOSEN}
    return {"options": {name: [one] if one is not None else [] for name, one in held.items()}}


def properties_offered(request: DeskRequest, ticket: Ticket) -> dict[str, Any]:
    """All that can be chosen on this ticket by whoever asks."""
    found = read_together(**_asked(request, ticket))
    options = {name: options_in(rows) for name, rows in found.items()}
    for name in SHIPPED:
        options[name] = [replace(one, name=spoken(one.name)) for one in options[name]]
    # Priorities are said with their levels, as everywhere.
    options["priority"] = [
        Option(row["id"], f"{row['place']} {spoken(row['words'])}")
        for row in sorted(found["priority"], key=lambda row: row["place"])
    ]
    options["organization"] = options["organization"][:MOST_CLIENTS]
    return {"options": _with_held(options, ticket), "is_whole": True}


def options_in(rows: Iterable[Row]) -> list[Option]:
    """Return what was read as `id`, `words` and `place`, in the order of their places."""
    ordered = sorted(rows, key=lambda row: (row.get("place", 0), row["words"], row["id"]))
    return [Option(row["id"], row["words"], row.get("category", "")) for row in ordered]


def _asked(request: DeskRequest, ticket: Ticket) -> dict[str, Any]:
    reader = request.reader
    services = services_offered(ticket.service_id, without=for_others(ticket, "services"))
    request_types = request_types_offered(
        ticket.request_type_id, without=for_others(ticket, "request_types")
    )
    named = {"id": "pk", "words": "name"}
    return {
        "status": told(statuses_of(ticket), place="position", **named),
        "priority": told(ticket.priority.scheme.priorities.all(), place="level", **named),
        "assignee": told(agents_for(reader), id="pk", words="person__name"),
        "team": told(all_teams(reader), **named),
        "request_type": told(request_types, place="position", **named),
        "service": told(services, place="position", **named),
        "organization": told(organizations_for(reader).live(), **named),
        "site": told(sites_of(ticket.organization), **named),
    }


def _with_held(options: Mapping[str, list[Option]], ticket: Ticket) -> dict[str, list[Option]]:
    """With what is set although it is no longer offered: a menu without it would tell a lie."""
    whole = {}
    for name, offered in options.items():
        held = getattr(ticket, name)
        is_there = held is None or any(one.pk == held.pk for one in offered)
        whole[name] = offered if is_there else [*offered, Option(held.pk, str(held))]
    return whole
