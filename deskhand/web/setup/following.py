"""Open tickets follow a policy, or what a client is owed, as it is now: seen, then asked for."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from deskhand.journal.record import record
from deskhand.people.acting import actor_of
from deskhand.people.administration import organizations
from deskhand.provider.events import SettingChanged
from deskhand.sla.administration import policies
from deskhand.sla.editing import follow
from deskhand.sla.following import open_tickets, trial
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest


@require_http_methods(["GET", "POST"])
@administrators_only
def policy(request: DeskRequest, pk: int) -> HttpResponse:
    """What the open tickets of a policy would be promised by it as it is now."""
    found = policies().filter(pk=pk).first()
    if found is None:
        raise Http404
    return _page(request, found, "setup:policy", policy=found)


@require_http_methods(["GET", "POST"])
@administrators_only
def organization(request: DeskRequest, pk: int) -> HttpResponse:
    """What the open tickets of a client would be promised by what it is owed now."""
    found = organizations().filter(pk=pk).first()
    if found is None:
        raise Http404
    return _page(request, found, "", organization=found)


def _page(request: DeskRequest, whose: Any, back: str, **of: Any) -> HttpResponse:
    if request.method == "POST":
        by = actor_of(request.reader)
        run = follow(**of, by=by, at=request.at)
        kind = "policies" if "policy" in of else "organizations"
        event = SettingChanged(what=kind, setting=whose.pk, act="changed", fields="open tickets")
        record(event, by=by, at=request.at)
        return redirect("setup:recount", run.pk)
    told = trial(open_tickets(**of), at=request.at)
    return render(request, "setup/following.html", {"whose": whose, "told": told, "back": back})
