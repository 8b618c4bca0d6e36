"""The contracts of a requester's organizations, for whoever was let read them."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from deskhand.contracts import wording
from deskhand.contracts.ledger import statement
from deskhand.contracts.models import CoverageRule
from deskhand.contracts.reading import Standing, State, contracts_for, document_for, standings
from deskhand.web.access import signed_in
from deskhand.web.files import download
from deskhand.web.request import DeskRequest

# What an effect is called before those who pay for it.
TO_CLIENTS = {
    "covered": gettext_lazy("Included"),
    "free": gettext_lazy("Free"),
    "excluded": gettext_lazy("Charged"),
    "units": gettext_lazy("Taken from your units"),
    "block": gettext_lazy("Taken from your hours"),
}
SHOWN = frozenset({State.IN_FORCE, State.SUSPENDED, State.TO_COME, State.ENDED})


@require_GET
@signed_in
def listing(request: DeskRequest) -> HttpResponse:
    """What was agreed, in the client's words; it does not exist for whoever may not read it."""
    reader = request.reader.as_requester()
    if not reader.contracts:
        raise Http404
    rows = statement.with_books(contracts_for(reader)).prefetch_related("documents__blob")
    found = [
        {
            "standing": one,
            "term": wording.term_words(one.contract),
            "covered": _covered(one),
            "rates": wording.rate_card(one.version) if one.version else [],
            "has_book": one.contract.has_book,  # type: ignore[attr-defined]
            "documents": [row for row in one.contract.documents.all() if row.is_shared],
        }
        for one in standings(rows.order_by("organization__name", "position"), at=request.at)
        if one.state in SHOWN
    ]
    return render(request, "portal/contracts/listing.html", {"found": found})


def _covered(one: Standing) -> list[tuple[CoverageRule, str]]:
    """The rules of which the client reads something."""
    rules = wording.rules_shown(one.version) if one.version else []
    return [(rule, str(TO_CLIENTS[rule.effect])) for rule, _words in rules if rule.client_words]


@require_GET
@signed_in
def document(request: DeskRequest, pk: int, document_id: int) -> FileResponse:
    found = document_for(request.reader.as_requester(), pk, document_id)
    if found is None:
        raise Http404
    return download(found.blob, filename=found.filename, content_type="application/octet-stream")
