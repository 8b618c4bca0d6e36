"""The statement of a contract for the client's people who may read it; and the page behind the link
of a letter that asks whether work may go on, which changes nothing until somebody chooses."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from deskhand.consents.links import Ended, LinkRefused
from deskhand.contracts.models import Contract
from deskhand.contracts.reading import State, contracts_for, standing
from deskhand.contracts.refusing import ContractRefused
from deskhand.desk.ledger import asking
from deskhand.web import statements
from deskhand.web.access import signed_in
from deskhand.web.request import DeskRequest
from deskhand.web.statements import as_file, as_pdf, context_of


@require_GET
@signed_in
def book(request: DeskRequest, pk: int) -> HttpResponse:
    """What came in, went out and is left; it does not exist for whoever may not read it."""
    return render(request, "portal/contracts/book.html", context_of(request, _found(request, pk)))


@require_GET
@signed_in
def table(request: DeskRequest, pk: int) -> HttpResponse:
    return as_file(_found(request, pk))


@require_GET
@signed_in
def printed(request: DeskRequest, pk: int) -> HttpResponse:
    """The statement on paper, in the language in which it is read."""
    contract = _found(request, pk)
    language = get_language() or settings.LANGUAGE_CODE
    return statements.printed(request, contract, language, back="portal:contract_book")


@require_GET
@signed_in
def file(request: DeskRequest, pk: int) -> HttpResponse:
    contract = _found(request, pk)
    language = get_language() or settings.LANGUAGE_CODE
    return as_pdf(request, contract, language, page="portal:print_contract_book")


def _found(request: DeskRequest, pk: int) -> Contract:
    contract = contracts_for(request.reader.as_requester()).filter(pk=pk).first()
    if contract is None or standing(contract, at=request.at).state == State.DRAFT:
        raise Http404
    return contract


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: DeskRequest, token: str) -> HttpResponse:
    """Agree once, up to an amount, or decline."""
    try:
        if request.method == "POST":
            return _decide(request, token)
        asked = asking.asked_behind(token, at=request.at)
    except LinkRefused as refused:
        if refused.why == Ended.UNKNOWN:
            raise Http404 from refused
        return render(request, "portal/contracts/agree_ended.html", status=410)
    return render(request, "portal/contracts/agree.html", {"asked": asked, "token": token})


def _decide(request: DeskRequest, token: str) -> HttpResponse:
    text = request.POST.get("limit", "")
    limit = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
    try:
        asked = asking.decide_by_link(
            token, request.POST.get("act", ""), limit=limit, at=request.at
        )
    except ContractRefused as error:
        messages.error(request, str(error))
        return redirect("portal:agree", token)
    return render(request, "portal/contracts/agreed.html", {"asked": asked})
