"""The palette: tickets by number or word, people, organizations, and places to go."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deskhand.people.reading import organizations_for, people_for
from deskhand.tickets.reading import tickets_for
from deskhand.web.access import agents_only
from deskhand.web.console.rail import queues_of
from deskhand.web.request import DeskRequest

EACH = 6


@require_GET
@agents_only
def find(request: DeskRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:200]
    number = words.lstrip("#")
    tickets = tickets_for(request.reader).select_related("requester", "status")
    if number.isdecimal() and len(number) < 18:
        found = tickets.filter(pk=int(number))
    else:
        found = tickets.about(words).order_by("-id") if words else tickets.none()
    folded = words.casefold()
    context = {
        "words": words,
        "tickets": found[:EACH],
        "people": people_for(request.reader).named(words)[:EACH] if len(words) > 1 else [],
        "organizations": organizations_for(request.reader).named(words)[:EACH]
        if len(words) > 1
        else [],
        "queues": [q for q in queues_of(request) if folded in q.title.casefold()][:EACH],
    }
    page = "console/_found.html" if request.htmx else "console/find.html"
    return render(request, page, context)
