"""Blocks of hours of which little is left: a piece of what waits for an account manager."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deskhand.contracts.reading import contracts_for
from deskhand.desk.ledger.low_blocks import low_blocks
from deskhand.web.access import agents_only
from deskhand.web.request import DeskRequest


@require_GET
@agents_only
def low(request: DeskRequest) -> HttpResponse:
    """Of his own clients, or of all."""
    contracts = contracts_for(request.reader)
    is_all = request.GET.get("whose") == "all"
    if not is_all:
        contracts = contracts.filter(organization__manager=request.reader.agent_id)
    context = {"found": low_blocks(contracts, at=request.at), "is_all": is_all}
    page = "console/quotes/_blocks.html" if request.htmx else "console/quotes/blocks.html"
    return render(request, page, context)
