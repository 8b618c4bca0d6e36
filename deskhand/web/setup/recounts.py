"""Runs over open clocks: how far each is, and a way to stop it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from deskhand.sla.models import Recount
from deskhand.sla.recounting import run_of, stop
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest


def _run(pk: int) -> Recount:
    run = run_of(pk)
    if run is None:
        raise Http404
    return run


@require_GET
@administrators_only
def recount(request: DeskRequest, pk: int) -> HttpResponse:
    """How far a run is; while it goes on the piece is fetched again and again."""
    context = {"run": _run(pk)}
    return render(request, "setup/_recount.html" if request.htmx else "setup/recount.html", context)


@require_POST
@administrators_only
def end(request: DeskRequest, pk: int) -> HttpResponse:
    """Stop a run where it stands."""
    _run(pk)
    if stop(pk, at=request.at):
        messages.success(request, _("Stopped. What was reckoned anew stays so."))
    else:
        messages.error(request, _("It had ended already."))
    return redirect("setup:recount", pk)
