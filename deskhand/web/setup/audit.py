"""The audit trail: everything that happened, newest first, as the journal keeps it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deskhand.journal.reading import latest
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest

A_PAGE = 100


@require_GET
@administrators_only
def listing(request: DeskRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    name = request.GET.get("name", "").strip()[:60]
    last = int(before) if before.isdecimal() and len(before) < 19 else None
    events = latest(A_PAGE + 1, before=last, name=name)
    context = {
        "events": events[:A_PAGE],
        "before": events[A_PAGE - 1].pk if len(events) > A_PAGE else None,
        "name": name,
    }
    return render(request, "setup/audit.html", context)
