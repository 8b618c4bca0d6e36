"""How many tickets each list of the rail has."""

from contextlib import suppress

from django.http import HttpResponse
from django.shortcuts import render

from deskhand.people.acting import agent_id_of
from deskhand.rules.conditions import ConditionError
from deskhand.sla.call_board import MOST_COUNTED, count_owed
from deskhand.tickets.paging import COUNT_CAP, capped_counts
from deskhand.tickets.queries import TicketQuerySet
from deskhand.tickets.reading import tickets_for
from deskhand.web.access import agents_only
from deskhand.web.console.phone.cards import card_context
from deskhand.web.console.queues import narrowed
from deskhand.web.console.rail import UNCOUNTED, Queue, queues_of
from deskhand.web.request import DeskRequest
from deskhand.work.timekeeping.timers import timers_of


@agents_only
def counts(request: DeskRequest) -> HttpResponse:
    """The counts of the rail, fetched apart so that no page waits for them."""
    lists = _lists(request)
    found = capped_counts({queue.name: tickets for queue, tickets in lists})
    counted = [(queue, _words(found[queue.name])) for queue, _tickets in lists]
    calls = count_owed(request.reader, at=request.at)
    timers = timers_of(agent_id_of(request.reader), at=request.at)
    context = {
        "timers": timers,
        "counted": counted,
        "calls": f"{calls}+" if calls >= MOST_COUNTED else calls,
        **card_context(request),
    }
    return render(request, "console/_counts.html", context)


def _lists(request: DeskRequest) -> list[tuple[Queue, TicketQuerySet]]:
    """The lists that are counted, with their tickets."""
    lists = []
    for queue in queues_of(request):
        if queue.name in UNCOUNTED:
            continue
        # Of a saved view whose words mean nothing any more its own page says what is wrong; the
        # others still count.
        with suppress(ConditionError):
            tickets = narrowed(request, tickets_for(request.reader), queue.query)
            lists.append((queue, tickets))
    return lists


def _words(number: int) -> str:
    return f"{COUNT_CAP - 1}+" if number >= COUNT_CAP else str(number)
