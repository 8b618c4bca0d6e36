"""Tickets as lists show them: read by their numbers, together with what marks them.

A page of a list asks first for the numbers of its tickets, as far as its reader may see them, and
then for all that their rows say in one statement, which for readers without limits is always the
same. It finds no more than the reader sees by then.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model, QuerySet, TextField
from django.db.models.functions import Cast

from deskhand.catalog.models import Priority, Status
from deskhand.jobs.light import made
from deskhand.jobs.together import Asked, Row, instant, shape, told
from deskhand.people.models import Agent, Organization, Person, Team
from deskhand.people.reader import Reader
from deskhand.tickets.models import Ticket

PLAIN = (
    *("id", "kind", "channel", "subject", "category", "tier", "priority_level", "awaits_agent"),
    *("is_emergency", "requester_id", "organization_id", "status_id", "priority_id", "team_id"),
    "assignee_id",
)
INSTANTS = ("received_at", "updated_at", "snoozed_until", "due_order_at")


def listed_asked(reader: Reader, numbers: Sequence[int]) -> dict[str, Asked | QuerySet[Any, Any]]:
    """Return what to read, for `read_together`, of those of these tickets that the reader sees."""
    if reader.agent_id is None or reader.person_id is None or reader.has_limits:
        return {"tickets": _told(reader, numbers)}
    if reader.is_administrator:
        return {"tickets": _of_administrator(numbers)}
    return {"tickets": _of_agent(reader.agent_id, reader.person_id, numbers)}


@shape
def _of_agent(agent: int, person: int, numbers: list[int]) -> QuerySet[Any, Any]:
    return _told(Reader(agent_id=agent, person_id=person), numbers)


@shape
def _of_administrator(numbers: list[int]) -> QuerySet[Any, Any]:
    return _told(Reader(agent_id=0, person_id=0, role="administrator"), numbers)


def _told(reader: Reader, numbers: Sequence[int]) -> QuerySet[Any, Any]:
    return told(
        Ticket.objects.visible_to(reader).filter(pk__in=numbers),
        **{name: name for name in (*PLAIN, *INSTANTS)},
        tags_text=Cast("tags", TextField()),
        requester="requester__name",
        organization="organization__name",
        status="status__name",
        status_category="status__category",
        priority="priority__name",
        level="priority__level",
        team="team__name",
        person="assignee__person_id",
        assignee="assignee__person__name",
    )


def listed_in(found: Mapping[str, list[Row]]) -> dict[int, Ticket]:
    """Return the tickets by their numbers, from what was read. What several point to is one
    object."""
    known: dict[tuple[type[Model], int], Any] = {}
    return {row["id"]: _ticket(row, known) for row in found["tickets"]}


def _ticket(row: Row, known: dict[tuple[type[Model], int], Any]) -> Ticket:
    def one(model: type[Model], field: str, **values: Any) -> Any:
        number = row[f"{field}_id"]
        if number is None:
            return None
        key = model, number
        if key not in known:
            person = values.pop("person", None)
            related = {"person": person} if person is not None else {}
            known[key] = made(model, {"id": number, **values}, **related)
        return known[key]

    values = {name: row[name] for name in PLAIN}
    values |= {name: instant(row[name]) for name in INSTANTS}
    values["tags"] = json.loads(row["tags_text"])
    return made(
        Ticket,
        values,
        requester=one(Person, "requester", name=row["requester"]),
        organization=one(Organization, "organization", name=row["organization"]),
        status=one(Status, "status", name=row["status"], category=row["status_category"]),
        priority=one(Priority, "priority", name=row["priority"], level=row["level"]),
        team=one(Team, "team", name=row["team"]),
        assignee=one(
            Agent,
            "assignee",
            person_id=row["person"],
            person=made(Person, {"id": row["person"], "name": row["assignee"]}),
        ),
    )
