"""An agent watches a ticket, or mutes it; and has seen what is new on the one he looks at."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from deskhand.desk import calling
from deskhand.notices import bell
from deskhand.people.acting import agent_id_of
from deskhand.people.reader import Reader
from deskhand.search import finding
from deskhand.search.finding import Search
from deskhand.search.reading import read
from deskhand.tickets import watching
from deskhand.tickets.models import Ticket, Watcher
from deskhand.tickets.reading import OFFERED, ticket_for, tickets_numbered
from deskhand.web.access import agents_only
from deskhand.web.request import DeskRequest


@require_POST
@agents_only
def watch(request: DeskRequest, number: int) -> HttpResponse:
    """Watch a ticket, watch it no more, or mute it."""
    ticket, agent_id = ticket_for(request.reader, number), agent_id_of(request.reader)
    act = request.POST.get("act")
    if act == "watch":
        watching.watch(ticket, agent_id=agent_id, at=request.at)
    elif act == "mute":
        watching.mute(ticket, agent_id=agent_id, at=request.at)
    elif act == "unwatch":
        watching.unwatch(ticket, agent_id=agent_id)
    else:
        return HttpResponse(status=422)
    if not request.htmx:
        return redirect("console:ticket", number)
    context = {"ticket": ticket, "is_answer": True, **watchers_context(request, ticket)}
    return render(request, "console/_watch.html", context)


@require_GET
@agents_only
def colleagues(request: DeskRequest, number: int) -> HttpResponse:
    """Whom one may call by what was typed behind an @."""
    ticket = ticket_for(request.reader, number)
    words = request.GET.get("q", "")[:40]
    found = calling.colleagues(ticket, words, reader=request.reader)
    return render(request, "console/_colleagues.html", {"colleagues": found})


@require_GET
@agents_only
def named(request: DeskRequest, number: int) -> HttpResponse:
    """Tickets that one may mean by what was typed behind a #."""
    ticket = ticket_for(request.reader, number)
    words = request.GET.get("q", "")[:40].replace("-", " ").strip()
    if words.isdecimal():
        found = tickets_numbered(request.reader, words)
    else:
        found = finding.glance(read(words), Search(request.reader, request.at, size=OFFERED))
    context = {"tickets": [other for other in found if other.pk != ticket.pk]}
    return render(request, "console/_tickets_named.html", context)


@require_POST
@agents_only
def look(request: DeskRequest, number: int) -> HttpResponse:
    """Whoever looks at a ticket has seen what he is told of it meanwhile."""
    ticket = ticket_for(request.reader, number)
    bell.read(request.reader, "ticket", ticket.pk, at=request.at)
    # The count may have been fetched already, with what is read now.
    return trigger_client_event(HttpResponse(), "desk:refresh", {"target": "#bell-news"})


def watchers_context(request: DeskRequest, ticket: Ticket) -> dict:
    """Who watches a ticket, and whether the reader does."""
    return watching_context(watching.watchers_on(ticket), request.reader)


def watching_context(rows: Sequence[Watcher], reader: Reader) -> dict:
    own = next((row for row in rows if row.agent_id == reader.agent_id), None)
    return {
        "watchers": [row for row in rows if not row.is_muted],
        "is_watching": own is not None and not own.is_muted,
        "is_muted": own is not None and own.is_muted,
    }
