"""Lists of tickets: my work, queues of teams, saved views, and whatever a filter says."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from deskhand.people.acting import agent_id_of
from deskhand.people.reader import Reader
from deskhand.rules.conditions import ConditionError
from deskhand.sla.reading import clocks_of
from deskhand.tickets import paging
from deskhand.tickets.columns import Reach
from deskhand.tickets.conditions import compile_to_q, parse_filter, suggestions
from deskhand.tickets.drafts import drafted
from deskhand.tickets.models import Ticket
from deskhand.tickets.presence import present_on
from deskhand.tickets.queries import TicketQuerySet
from deskhand.tickets.reading import tickets_for, unread
from deskhand.tickets.views import delete_view, save_view
from deskhand.web.access import agents_only
from deskhand.web.console.forms import ORDERS, ViewForm
from deskhand.web.console.rail import Queue, last_queue, queues_of, remember
from deskhand.web.request import DeskRequest
from deskhand.work.tasks import progress_of

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
        if candidate.name == name:
            return candidate
    raise Http404


def _list(request: DeskRequest, shown: Queue) -> HttpResponse:
    query = request.GET.get("q", shown.query).strip()
    order = request.GET.get("order", shown.order)
    if order not in paging.ORDERS:
        order = shown.order
    context = {"queue": shown, "query": query, "order": order, "orders": ORDERS}
    reach = Reach()
    try:
        tickets = narrowed(request, tickets_for(request.reader), query, reach=reach)
    except ConditionError as error:
        context |= {"error": error, "rows": [], "chips": []}
        return render(request, "console/queue.html", context, status=422)
    page = paging.page(tickets.for_list(), order=order, after=request.GET.get("after", ""))
    context |= {
        "rows": rows(request.reader, page.tickets, at=request.at),
        "next_cursor": page.next_cursor,
        "is_first": not request.GET.get("after"),
        "chips": parse_filter(query).chips() if query else [],
        "floor": reach.floor,
        "is_changed": query != shown.query or order != shown.order,
    }
    if request.htmx.target == "beside":
        return render(request, "console/_list.html", {**context, "list_rows": context["rows"]})
    if request.htmx.target == "rows":
        return render(request, "console/_rows.html", context)
    # A tab that only refreshes its rows is not the one somebody works in.
    remember(request, shown)
    return render(request, "console/queue.html", context)


def narrowed(
    request: DeskRequest, tickets: TicketQuerySet, query: str, *, reach: Reach | None = None
) -> TicketQuerySet:
    """Keep the tickets that a filter describes; raises ConditionError with its position."""
    if not query:
        return tickets
    asked = parse_filter(query)
    return tickets.filter(compile_to_q(asked, at=request.at, reader=request.reader, reach=reach))


def beside(request: DeskRequest) -> tuple[Queue, list[Ticket]]:
    """Return the queue that was looked at last and its first tickets, to stand beside one."""
    shown = last_queue(request)
    tickets = narrowed(request, tickets_for(request.reader), shown.query).for_list()
    return shown, paging.page(tickets, order=shown.order, size=NEIGHBOURS).tickets


def following(request: DeskRequest, number: int) -> str:
    """Return the address of the ticket to go on with; the queue when nothing is left in it."""
    shown, tickets = beside(request)
    numbers = [ticket.pk for ticket in tickets]
    place = numbers.index(number) + 1 if number in numbers else 0
    others = [other for other in numbers[place:] + numbers[:place] if other != number]
    return reverse("console:ticket", args=[others[0]]) if others else shown.url


def rows(reader: Reader, tickets: list, *, at: datetime) -> list[dict]:
    """Return what each row shows, with five statements however long the list is."""
    news = unread(tickets, agent_id=agent_id_of(reader))
    drafts = drafted(tickets, agent_id=agent_id_of(reader))
    clocks, progress = clocks_of(tickets), progress_of(tickets)
    present = present_on(tickets, agent_id=agent_id_of(reader), at=at)
    return [
        {
            "ticket": ticket,
            "clock": clocks.get(ticket.pk),
            "is_unread": ticket.pk in news,
            "has_draft": ticket.pk in drafts,
            "progress": progress.get(ticket.pk),
            "present": present.get(ticket.pk, []),
        }
        for ticket in tickets
    ]


@require_GET
@agents_only
def complete(request: DeskRequest) -> HttpResponse:
    """Completions of the filter at the cursor."""
    text = request.GET.get("q", "")[:2000]
    cursor = request.GET.get("cursor", "")
    place = int(cursor) if cursor.isdecimal() else len(text)
    found = suggestions(text, place, reader=request.reader)
    return render(request, "console/_suggestions.html", {"suggestions": found})


@require_POST
@agents_only
def keep_view(request: DeskRequest) -> HttpResponse:
    """Save the filter that is shown under a name."""
    form = ViewForm(request.POST)
    if not form.is_valid():
        return render(request, "console/view.html", {"form": form}, status=422)
    cleaned = form.cleaned_data
    view = save_view(
        request.reader,
        cleaned["name"],
        query=cleaned["q"],
        order=cleaned["order"],
        is_shared=cleaned["is_shared"] and request.reader.may_work,
    )
    messages.success(request, _("The view %(name)s is in your rail.") % {"name": view.name})
    return redirect("console:queue", f"view-{view.pk}")


@require_POST
@agents_only
def drop_view(request: DeskRequest, view_id: int) -> HttpResponse:
    if not delete_view(request.reader, view_id):
        raise Http404
    messages.success(request, _("The view is gone."))
    return redirect("console:home")
