"""How the firm works for a client: hours, what is covered, units, emergencies, ways to reach it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deskhand.desk.contracts.guidelines import guidelines
from deskhand.web.access import signed_in
from deskhand.web.portal.contracts.reading import TO_CLIENTS
from deskhand.web.request import DeskRequest


@require_GET
@signed_in
def page(request: DeskRequest) -> HttpResponse:
    """For everybody of a client; what it costs stands with the contracts."""
    reader = request.reader.as_requester()
    found = [
        {
            "one": one,
            "covered": [(effect, TO_CLIENTS[effect], words) for effect, words in one.covered],
        }
        for one in guidelines(reader, at=request.at)
    ]
    context = {"found": found, "section": "guidelines"}
    return render(request, "portal/contracts/guidelines.html", context)
