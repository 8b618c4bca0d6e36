"""What the panel of a ticket fetches by itself when it is looked at: each piece at its own address.

A room that has something to tell beside a ticket adds a `Panel` here: contracts, assets, problems.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from deskhand.people.models import Person
from deskhand.people.zones import zone_of
from deskhand.search.similar import similar_to
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import last_word_of, ticket_for
from deskhand.web.access import agents_only
from deskhand.web.console.contracts import coverage
from deskhand.web.request import DeskRequest

MOST = 5


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of the panel: its heading, its template, and what that needs, in eight statements
    at most. Without a heading the piece brings its own."""

    title: Any
    template: str
    context: Callable[[DeskRequest, Ticket], Mapping[str, Any]]


def _about(request: DeskRequest, ticket: Ticket) -> Mapping[str, Any]:
    """Who asks: his other addresses, his time of day, and when he was last heard of."""
    person: Person | None = ticket.requester
    if person is None:
        return {}
    addresses = [row for row in person.addresses.all() if row != person.address]
    zone = zone_of(person, ticket.organization)
    return {
        "person": person,
        "others": addresses,
        "their_time": request.at.astimezone(zone),
        "their_zone": str(zone),
        "last_word": last_word_of(request.reader, person, without=ticket),
    }


def _similar(request: DeskRequest, ticket: Ticket) -> Mapping[str, Any]:
    return {"similar": similar_to(ticket, reader=request.reader, most=MOST)}


PANELS: dict[str, Panel] = {
    "coverage": Panel(gettext_lazy("Coverage"), "console/contracts/_coverage.html", coverage.panel),
    "about": Panel(gettext_lazy("About the requester"), "console/_about.html", _about),
    "similar": Panel(gettext_lazy("Similar tickets"), "console/_similar.html", _similar),
}

# These have their places among what stands there at once.
PLACED = frozenset({"coverage"})


@require_GET
@agents_only
def panel(request: DeskRequest, number: int, name: str) -> HttpResponse:
    """One piece of the panel; a page of its own for whoever has no script."""
    ticket = ticket_for(request.reader, number)
    shown = PANELS.get(name)
    if shown is None:
        raise Http404
    context = {
        "ticket": ticket,
        "title": shown.title,
        "piece": shown.template,
        **shown.context(request, ticket),
    }
    page = shown.template if request.htmx else "console/panel.html"
    return render(request, page, context)


def panels_context() -> dict:
    others = [(name, panel.title) for name, panel in PANELS.items() if name not in PLACED]
    return {"panels": others}
