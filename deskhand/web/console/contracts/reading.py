"""Contracts at the desk: the list with what comes up, one contract, and its documents."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deskhand.contracts import wording
from deskhand.contracts.models import Contract
from deskhand.contracts.month import month_shown
from deskhand.contracts.reading import (
    coming_up,
    contracts_for,
    document_for,
    standing,
    standings,
)
from deskhand.contracts.software.reading import ending_soon, shown_terms
from deskhand.contracts.versions import published, shown
from deskhand.people.reading import organizations_for
from deskhand.web.access import agents_only
from deskhand.web.files import download
from deskhand.web.request import DeskRequest

MOST = 500


@require_GET
@agents_only
def listing(request: DeskRequest) -> HttpResponse:
    """All contracts that he may see, or those of one client; what ends soon comes first."""
    rows = contracts_for(request.reader).order_by("organization__name", "position", "pk")
    slug = request.GET.get("org", "")
    organization = organizations_for(request.reader).filter(slug=slug).first() if slug else None
    if slug and organization is None:
        raise Http404
    if organization is not None:
        rows = rows.filter(organization=organization)
    found = standings(rows[:MOST], at=request.at)
    maintenance = ending_soon(request.reader, on=request.at.date())
    if organization is not None:
        maintenance = maintenance.filter(organization=organization)
    context = {
        "found": found,
        "soon": coming_up(found),
        "maintenance": [row for row in maintenance[:MOST] if row.holds],
        "organization": organization,
    }
    return render(request, "console/contracts/listing.html", context)


def contract_for(request: DeskRequest, pk: int) -> Contract:
    contract = contracts_for(request.reader).filter(pk=pk).first()
    if contract is None:
        raise Http404
    return contract


@require_GET
@agents_only
def contract(request: DeskRequest, pk: int) -> HttpResponse:
    """What a contract says and covers, and where it stands."""
    found = contract_for(request, pk)
    version = shown(found, at=request.at)
    context = {
        "contract": found,
        "standing": standing(found, at=request.at),
        "version": version,
        "term": wording.term_words(found),
        "month": month_shown(found, found.day(request.at), at=request.at),
        "rules": [(rule, words, ()) for rule, words in wording.rules_shown(version)],
        "lines": wording.lines(version),
        "rates": wording.rate_card(version),
        "versions": published(found),
        "maintenance": shown_terms(found),
        "documents": list(found.documents.select_related("blob")),
    }
    return render(request, "console/contracts/contract.html", context)


@require_GET
@agents_only
def document(request: DeskRequest, pk: int, document_id: int) -> FileResponse:
    return sent(request, pk, document_id)


def sent(request: DeskRequest, pk: int, document_id: int) -> FileResponse:
    """Hand out a document to whoever may read it; it is saved, never shown in place."""
    found = document_for(request.reader, pk, document_id)
    if found is None:
        raise Http404
    return download(found.blob, filename=found.filename, content_type="application/octet-stream")
