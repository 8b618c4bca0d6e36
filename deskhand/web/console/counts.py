"""How many tickets each list of the rail has."""

from django.http import HttpResponse
from django.shortcuts import render

from deskhand.people.acting import agent_id_of
from deskhand.rules.conditions import ConditionError
from deskhand.sla.call_board import MOST_COUNTED, count_owed
from deskhand.tickets.paging import COUNT_CAP, capped_count
from deskhand.tickets.reading import tickets_for
from deskhand.web.access import agents_only
from deskhand.web.console.phone.cards import card_context
from deskhand.web.console.queues import narrowed
from deskhand.web.console.rail import UNCOUNTED, queues_of
from deskhand.web.request import DeskRequest
from deskhand.work.timekeeping.timers import timers_of


@agents_only
def counts(request: DeskRequest) -> HttpResponse:
    """The counts of the rail, fetched apart so that no page waits for them."""
    counted = []
    for queue in queues_of(request):
        if queue.name in UNCOUNTED:
            continue
        try:
            tickets = narrowed(request, tickets_for(request.reader), queue.query)
        except ConditionError:
            # Its own page says what is wrong with a saved view; the others still count.
            continue
        number = capped_count(tickets)
        counted.append((queue, f"{COUNT_CAP - 1}+" if number >= COUNT_CAP else str(number)))
    calls = count_owed(request.reader, at=request.at)
    timers = timers_of(agent_id_of(request.reader), at=request.at)
    context = {
        "timers": timers,
        "counted": counted,
        "calls": f"{calls}+" if calls >= MOST_COUNTED else calls,
        **card_context(request),
    }
    return render(request, "console/_counts.html", context)
