"""Lists of tickets: my work, queues of teams, saved views, and whatever a filter says."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from deskhand.people.acting import agent_id_of
from deskhand.rules.conditions import ConditionError
from deskhand.tickets import paging
from deskhand.tickets.columns import Reach, zone_of_reader
from deskhand.tickets.conditions import compile_to_q, parse_filter, suggestions
from deskhand.tickets.grouping import grouped, groups
from deskhand.tickets.paging import Places
from deskhand.tickets.queries import TicketQuerySet
from deskhand.tickets.reading import tickets_for
from deskhand.tickets.unknown import Unknown, unknown_names
from deskhand.web.access import agents_only
from deskhand.web.console.layout import Layout, layout_of
from deskhand.web.console.pieces.listing import listing
from deskhand.web.console.rail import CALLS, Queue, last_queue, queues_of, remember
from deskhand.web.request import DeskRequest

NEIGHBOURS = 40


@require_GET
@agents_only
def home(request: DeskRequest) -> HttpResponse:
    """What I should do next, by nearest due."""
    return _list(request, _queue(request, "mine"))


@require_GET
@agents_only
def queue(request: DeskRequest, name: str) -> HttpResponse:
    return _list(request, _queue(request, name))


def _queue(request: DeskRequest, name: str) -> Queue:
    for candidate in queues_of(request):
        if candidate.name == name and name != CALLS:
            return candidate
    raise Http404


def _list(request: DeskRequest, shown: Queue) -> HttpResponse:
    layout = layout_of(request, shown)
    context: dict[str, Any] = {"queue": shown, "layout": layout, "query": layout.query}
    context |= {"columns": layout.columns, "headings": layout.headings()}
    context["may_select"] = request.reader.may_work
    if request.htmx.target == "display":
        return render(request, "console/_display_form.html", context)
    reach = Reach()
    try:
        tickets = narrowed(request, tickets_for(request.reader), layout.query, reach=reach)
    except ConditionError as error:
        context |= {"error": error, "rows": [], "chips": []}
        return render(request, "console/queue.html", context, status=422)
    tickets = _dressed(request, tickets, layout)
    places = paging.places(
        tickets, order=layout.order, after=request.GET.get("after", ""), group=layout.group
    )
    shown_rows = _grouped(request, tickets, places, layout)
    context |= {
        "rows": shown_rows,
        "next_cursor": places.next_cursor,
        "is_first": not request.GET.get("after"),
        "chips": _chips(layout.query),
        "floor": reach.floor,
        "unknown": _unknown(request, layout, is_empty=not shown_rows),
    }
    if request.htmx.target == "beside":
        return render(request, "console/_list.html", {**context, "list_rows": context["rows"]})
    if request.htmx.target == "rows":
        return render(request, "console/_rows.html", context)
    # A tab that only refreshes its rows is not the one somebody works in.
    remember(request, shown)
    return render(request, "console/queue.html", context)


def _chips(query: str) -> list[dict[str, Any]]:
    """The parts of the filter, each with the place of its value in the text."""
    asked = parse_filter(query)
    found = zip(asked.chips(), asked.places(), strict=True) if query else ()
    return [
        {**chip._asdict(), "start": start, "value": query[start:end]}
        for chip, (start, end) in found
    ]


def _unknown(request: DeskRequest, layout: Layout, *, is_empty: bool) -> list[Unknown]:
    """What the filter asks for by names that nobody has. Lists of the house ask for none, and a
    saved view was looked at when it was saved."""
    is_doubtful = layout.is_filtered or (layout.queue.view_id and is_empty)
    if not layout.query or not is_doubtful:
        return []
    return unknown_names(parse_filter(layout.query), reader=request.reader)


def _dressed(request: DeskRequest, tickets: TicketQuerySet, layout: Layout) -> TicketQuerySet:
    """With what orders them beside their own columns."""
    by_sight = "viewed" in layout.order
    return tickets.with_sight_of(agent_id_of(request.reader)) if by_sight else tickets


def _grouped(
    request: DeskRequest, tickets: TicketQuerySet, places: Places, layout: Layout
) -> list[dict]:
    """The rows; the first of each group says which group begins with it."""
    found = listing(request.reader, places, at=request.at)
    if not layout.group:
        return found.rows
    counted, zone = grouped(tickets, layout.group), zone_of_reader(request.reader)
    begins = groups(counted, found.tickets, by=layout.group, zone=zone)
    return [{**row, "group": begins.get(row["ticket"].pk)} for row in found.rows]


def narrowed(
    request: DeskRequest, tickets: TicketQuerySet, query: str, *, reach: Reach | None = None
) -> TicketQuerySet:
    """Keep the tickets that a filter describes; raises ConditionError with its position."""
    if not query:
        return tickets
    asked = parse_filter(query)
    return tickets.filter(compile_to_q(asked, at=request.at, reader=request.reader, reach=reach))


def beside(request: DeskRequest) -> tuple[Queue, Places]:
    """Return the queue that was looked at last and its first tickets, to stand beside one."""
    shown = last_queue(request)
    layout = Layout(shown, shown.query, shown.order, shown.grouping, [])
    try:
        found = narrowed(request, tickets_for(request.reader), shown.query)
    except ConditionError:  # a view whose words mean nothing any more; its own page says so
        return shown, Places()
    tickets = _dressed(request, found, layout)
    places = paging.places(tickets, order=shown.order, group=shown.grouping, size=NEIGHBOURS)
    return shown, places


def following(request: DeskRequest, number: int) -> str:
    """Return the address of the ticket to go on with; the queue when nothing is left in it."""
    shown, places = beside(request)
    numbers = places.numbers
    place = numbers.index(number) + 1 if number in numbers else 0
    others = [other for other in numbers[place:] + numbers[:place] if other != number]
    return reverse("console:ticket", args=[others[0]]) if others else shown.url


@require_GET
@agents_only
def complete(request: DeskRequest) -> HttpResponse:
    """Completions of the filter at the cursor."""
    text = request.GET.get("q", "")[:2000]
    cursor = request.GET.get("cursor", "")
    place = int(cursor) if cursor.isdecimal() else len(text)
    found = suggestions(text, place, reader=request.reader)
    return render(request, "console/_suggestions.html", {"suggestions": found})
