"""Service packs: what each would bring, and putting one into force."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from deskhand.journal.record import record
from deskhand.packs.loading import apply, names, read
from deskhand.people.acting import actor_of
from deskhand.provider.events import SettingChanged
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest


@require_GET
@administrators_only
def listing(request: DeskRequest) -> HttpResponse:
    return render(request, "setup/packs.html", {"packs": [read(name).data for name in names()]})


@require_POST
@administrators_only
def put_into_force(request: DeskRequest, name: str) -> HttpResponse:
    """Apply a pack: what is missing is made, what was edited stays and is named."""
    if name not in names():
        raise Http404
    applied = apply(name, at=request.at)
    event = SettingChanged(what="packs", setting=None, act="applied")
    record(event, by=actor_of(request.reader), at=request.at)
    for line in applied.made:
        messages.success(request, _("Made: %(what)s") % {"what": line})
    for line in applied.kept:
        messages.warning(
            request, _("Kept as you edited it, unlike the pack: %(what)s") % {"what": line}
        )
    if not applied.made and not applied.kept:
        messages.info(request, _("Everything in this pack is in force already."))
    return redirect("setup:packs")
