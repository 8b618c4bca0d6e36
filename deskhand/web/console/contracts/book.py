"""The book of a contract at the desk: its statement, what is entered by hand, and who is asked."""

import secrets
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from deskhand.contracts.invoices.details import language_of
from deskhand.contracts.ledger import statement
from deskhand.contracts.models import Contract, EventKind
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.terms import Terms
from deskhand.contracts.versions import shown
from deskhand.desk.ledger import asking, keeping
from deskhand.desk.ledger.keeping import Filling, may_keep, refusal_words
from deskhand.tickets.reading import ticket_for
from deskhand.web import statements
from deskhand.web.access import agents_only
from deskhand.web.console.contracts.book_forms import (
    BackForm,
    CloseForm,
    CorrectForm,
    FillForm,
    GiveForm,
    OpeningForm,
)
from deskhand.web.console.contracts.reading import contract_for
from deskhand.web.request import DeskRequest
from deskhand.web.statements import as_file, as_pdf, context_of


@require_GET
@agents_only
def book(request: DeskRequest, pk: int) -> HttpResponse:
    """What came in, went out and is left, line by line."""
    return _page(request, contract_for(request, pk))


@require_GET
@agents_only
def table(request: DeskRequest, pk: int) -> HttpResponse:
    return as_file(contract_for(request, pk))


@require_GET
@agents_only
def printed(request: DeskRequest, pk: int) -> HttpResponse:
    """The statement on paper, in the language in which the client gets its invoices."""
    contract = contract_for(request, pk)
    language = language_of(contract.organization)
    return statements.printed(request, contract, language, back="console:contract_book")


@require_GET
@agents_only
def file(request: DeskRequest, pk: int) -> HttpResponse:
    contract = contract_for(request, pk)
    language = language_of(contract.organization)
    return as_pdf(request, contract, language, page="console:print_contract_book")


def _fill(kind: EventKind) -> Callable[[DeskRequest, int, dict[str, Any]], object]:
    def filled(request: DeskRequest, pk: int, said: dict[str, Any]) -> object:
        new = Filling(
            units=said["units"],
            day=said["day"],
            once_key=said["once_key"],
            price=said.get("price") or Decimal(0),
            why=said.get("why", ""),
        )
        return keeping.fill(pk, kind, new, by=request.reader, at=request.at)

    return filled


def _back(request: DeskRequest, pk: int, said: dict[str, Any]) -> object:
    return keeping.take_back(
        pk,
        said["event"],
        why=said["why"],
        as_goodwill=said["as_goodwill"],
        by=request.reader,
        at=request.at,
    )


def _correct(request: DeskRequest, pk: int, said: dict[str, Any]) -> object:
    return keeping.correct(
        pk,
        said["event"],
        said["minutes"],
        once_key=said["once_key"],
        by=request.reader,
        at=request.at,
    )


def _close(request: DeskRequest, pk: int, said: dict[str, Any]) -> object:
    return keeping.close(pk, said["until"], by=request.reader, at=request.at)


_ACTS: dict[str, tuple[type[forms.Form], Callable[..., object]]] = {
    "pack": (FillForm, _fill(EventKind.PURCHASE)),
    "goodwill": (GiveForm, _fill(EventKind.GOODWILL)),
    "opening": (OpeningForm, _fill(EventKind.OPENING)),
    "back": (BackForm, _back),
    "correct": (CorrectForm, _correct),
    "close": (CloseForm, _close),
}


@require_POST
@agents_only
def act(request: DeskRequest, pk: int) -> HttpResponse:
    """Enter something by hand: a pack, goodwill, an opening balance, what is taken back."""
    contract, wanted = contract_for(request, pk), request.POST.get("act", "")
    if wanted not in _ACTS:
        return redirect("console:contract_book", pk)
    kind, deed = _ACTS[wanted]
    form = kind(request.POST)
    if not form.is_valid():
        return _page(request, contract, status=422, **{f"{wanted}_form": form}, wrong=form)
    try:
        deed(request, pk, form.cleaned_data)
    except ContractRefused as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _page(request, contract, status=422, **{f"{wanted}_form": form}, wrong=form)
    messages.success(request, _("Entered in the book."))
    return redirect("console:contract_book", pk)


def _page(
    request: DeskRequest, contract: Contract, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = context_of(request, contract)
    kept = context["book"]
    terms = Terms.of(shown(contract, at=request.at).terms)
    first = {"once_key": secrets.token_hex(16), "day": contract.day(request.at)}
    if may_keep(request.reader):
        pack = {**first, "units": terms.pack_units, "price": terms.pack_price}
        context |= {
            "may_keep": True,
            "pack_form": FillForm(initial=pack),
            "goodwill_form": GiveForm(initial=first),
            "opening_form": OpeningForm(initial={**first, "day": contract.begins_on}),
            "close_form": CloseForm(initial={"until": contract.day(request.at).replace(day=1)}),
            "once_key": first["once_key"],
        }
    if kept is not None:
        waiting = statement.not_posted(kept)
        context["waiting"] = [(event, refusal_words(event)) for event in waiting]
    return render(request, "console/contracts/book.html", context | more, status=status)


@require_POST
@agents_only
def ask(request: DeskRequest, number: int) -> HttpResponse:
    """Ask somebody of the client to agree to work for which no unit is left."""
    ticket_for(request.reader, number)
    person, minutes = _number(request, "person"), _number(request, "minutes")
    try:
        made = asking.ask(number, person, minutes=minutes, by=request.reader, at=request.at)
    except ContractRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Asked. %(name)s gets a letter.") % {"name": made.person})
    return redirect("console:ticket", number)


def _number(request: DeskRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
