"""What the panel of a ticket fetches by itself when it is looked at: each piece at its own address.

A room that has something to tell beside a ticket adds a `Panel` here: contracts, assets, problems.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from deskhand.people.reading import agents_for
from deskhand.search.similar import similar_to
from deskhand.tickets.access import need_worker
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import ticket_for
from deskhand.tickets.sides import sides_on
from deskhand.web.access import agents_only
from deskhand.web.console.contracts import coverage, units
from deskhand.web.console.dispatch.appointments import panel_context
from deskhand.web.console.filling import beside
from deskhand.web.console.forms import HandoverForm
from deskhand.web.console.money.beside import money_context
from deskhand.web.console.pieces import promises
from deskhand.web.console.pieces.people import about
from deskhand.web.console.pieces.properties import properties_offered
from deskhand.web.console.quotes.approvals import panel as agreements
from deskhand.web.console.regrouping import regrouped_context
from deskhand.web.console.relating import relations_context
from deskhand.web.console.tasks import tasks_context
from deskhand.web.console.timekeeping.beside import time_context
from deskhand.web.request import DeskRequest

MOST = 5


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of the panel: its heading, its template, and what that needs, in eight statements
    at most. One at "first" or "then" brings its own section; one at "last" gets it from the page;
    one without a place stands where its template is asked for."""

    title: Any
    template: str
    context: Callable[[DeskRequest, Ticket], Mapping[str, Any]]
    place: str = "last"


def _tasks(request: DeskRequest, ticket: Ticket) -> Mapping[str, Any]:
    return {"agents": agents_for(request.reader), **tasks_context(request.reader, ticket)}


def _sides(request: DeskRequest, ticket: Ticket) -> Mapping[str, Any]:
    return {"sides": sides_on(ticket)}


def _linked(request: DeskRequest, ticket: Ticket) -> Mapping[str, Any]:
    return {**relations_context(request, ticket), **regrouped_context(request, ticket)}


def _turn_over(request: DeskRequest, ticket: Ticket) -> Mapping[str, Any]:
    need_worker(request.reader)
    initial = {"once_key": secrets.token_hex(16)}
    form = HandoverForm(ticket, request.reader, initial=initial)
    return {"form": form, "is_dialog": request.htmx}


def _similar(request: DeskRequest, ticket: Ticket) -> Mapping[str, Any]:
    return {"similar": similar_to(ticket, reader=request.reader, most=MOST)}


PANELS: dict[str, Panel] = {
    "coverage": Panel(_("Coverage"), "console/contracts/_coverage.html", coverage.panel, ""),
    "units": Panel(_("Units"), "console/contracts/_units.html", units.panel, ""),
    "properties": Panel(_("Properties"), "console/_properties.html", properties_offered, ""),
    "form": Panel(_("Form"), beside.PIECE, beside.form_context, ""),
    "policy": Panel(_("Policy"), "console/_policy.html", promises.policy, ""),
    "stages": Panel(_("Stages"), "console/_stages.html", promises.stages, ""),
    "turn-over": Panel(_("Turn over to a team"), "console/_turn_over.html", _turn_over, ""),
    "time": Panel(_("Time"), "console/time/_beside.html", time_context, ""),
    "tasks": Panel(_("Tasks"), "console/_tasks.html", _tasks, "first"),
    "sides": Panel(_("Side conversations"), "console/_sides.html", _sides, "then"),
    "linked": Panel(_("Other tickets"), "console/_linked.html", _linked, "then"),
    "appointments": Panel(_("Appointments"), "console/dispatch/_panel.html", panel_context),
    "agreements": Panel(_("Quotes and approvals"), "console/quotes/_panel.html", agreements),
    "money": Panel(_("Money"), "console/money/_panel.html", money_context),
    "about": Panel(_("About the requester"), "console/_about.html", about),
    "similar": Panel(_("Similar tickets"), "console/_similar.html", _similar),
}


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
    """The pieces by their places."""
    found: dict[str, list[tuple[str, Any]]] = {"first": [], "then": [], "last": []}
    for name, panel in PANELS.items():
        if panel.place:
            found[panel.place].append((name, panel.title))
    return {"pieces": found}
