"""What more there is to tell of whoever asks."""

from collections.abc import Mapping
from typing import Any

from django.db.models import prefetch_related_objects

from deskhand.people.models import Person
from deskhand.people.zones import zone_of
from deskhand.tickets.models import Ticket
from deskhand.tickets.phoned import calls_of
from deskhand.tickets.reading import earlier_of, last_word_of
from deskhand.web.request import DeskRequest


def about(request: DeskRequest, ticket: Ticket) -> Mapping[str, Any]:
    """His other addresses, his time of day, when he was last heard of, and what he asked before."""
    person: Person | None = ticket.requester
    if person is None:
        return {}
    prefetch_related_objects([person], "addresses")
    zone = zone_of(person, ticket.organization)
    return {
        "person": person,
        "others": [row for row in person.addresses.all() if row != person.address],
        "their_time": request.at.astimezone(zone),
        "their_zone": str(zone),
        "last_word": last_word_of(request.reader, person, without=ticket),
        "phone_calls": calls_of(ticket),
        "earlier": earlier_of(request.reader, person, without=ticket),
    }
