"""Organizations and people as agents look them up."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from deskhand.contracts.reading import contracts_of, standings
from deskhand.people.acting import NotAllowed
from deskhand.people.administration import reviewed
from deskhand.people.reading import memberships_for, organizations_for, people_for
from deskhand.people.warnings import warnings_of
from deskhand.tickets import paging
from deskhand.tickets.queries import TicketQuerySet
from deskhand.tickets.reading import tickets_for
from deskhand.web.access import agents_only
from deskhand.web.console.pieces.listing import listing
from deskhand.web.request import DeskRequest

LATEST = 20
MOST = 200
OFFERED = 12


@require_GET
@agents_only
def organizations(request: DeskRequest) -> HttpResponse:
    """All clients, or those whose name holds the words sought."""
    words = request.GET.get("q", "").strip()
    found = organizations_for(request.reader).live().prefetch_related("domains")
    if words:
        found = found.named(words)
    return render(
        request, "console/organizations.html", {"organizations": found[:MOST], "words": words}
    )


@require_GET
@agents_only
def organization(request: DeskRequest, slug: str) -> HttpResponse:
    found = organizations_for(request.reader).filter(slug=slug).first()
    if found is None:
        raise Http404
    tickets = tickets_for(request.reader).filter(organization=found)
    context = {
        "organization": found,
        "warnings": warnings_of(None, found, None),
        "contracts": standings(contracts_of(found, request.reader), at=request.at),
        "memberships": found.memberships.select_related("person", "site")
        .prefetch_related("person__addresses")
        .order_by("person__name")[:MOST],
        "sites": found.sites.all(),
        "domains": found.domains.all(),
        "rows": _latest(request, tickets),
    }
    return render(request, "console/organization.html", context)


def _latest(request: DeskRequest, tickets: TicketQuerySet) -> list[dict[str, Any]]:
    places = paging.places(tickets, order="newest", size=LATEST)
    return listing(request.reader, places, at=request.at).rows


@require_GET
@agents_only
def people(request: DeskRequest) -> HttpResponse:
    """People by name or address; without words, those to be reviewed first."""
    words = request.GET.get("q", "").strip()
    found = people_for(request.reader).prefetch_related(
        "addresses", Prefetch("memberships", memberships_for(request.reader))
    )
    if words:
        found = found.named(words)
    elif request.GET.get("review"):
        found = found.to_review()
    if request.htmx:
        found = found[:OFFERED] if words else found.none()
        return render(request, "console/_people_found.html", {"people": found})
    context = {
        "people": found[:MOST],
        "words": words,
        "to_review": people_for(request.reader).to_review().count(),
    }
    return render(request, "console/people.html", context)


@require_GET
@agents_only
def person(request: DeskRequest, person_id: int) -> HttpResponse:
    found = people_for(request.reader).filter(pk=person_id).first()
    if found is None:
        raise Http404
    tickets = tickets_for(request.reader).filter(requester=found)
    context = {
        "person": found,
        "warnings": warnings_of(found, None, None),
        "addresses": found.addresses.all(),
        "memberships": memberships_for(request.reader)
        .filter(person=found)
        .select_related("organization", "site"),
        "rows": _latest(request, tickets),
    }
    return render(request, "console/person.html", context)


@require_POST
@agents_only
def note_reviewed(request: DeskRequest, person_id: int) -> HttpResponse:
    """Note that somebody has looked at a newcomer."""
    found = people_for(request.reader).filter(pk=person_id).first()
    if found is None:
        raise Http404
    if not request.reader.may_work:
        raise NotAllowed(_("Your role lets you read and write notes."))
    reviewed(found)
    messages.success(request, _("Reviewed."))
    return redirect("console:person", person_id)
