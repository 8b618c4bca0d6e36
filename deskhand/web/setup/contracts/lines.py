"""Recurring lines of a contract: a new one, and one with its prices and quantities."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from deskhand.contracts import recurring
from deskhand.contracts.counting import COUNTERS, counted
from deskhand.contracts.models import Contract, RecurringLine
from deskhand.contracts.recurring import next_month
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.wording import price as price_words
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.contracts.finding import found, name_of, note
from deskhand.web.setup.contracts.line_forms import EndForm, LineForm, PriceForm, QuantityForm


@require_http_methods(["GET", "POST"])
@administrators_only
def new(request: DeskRequest, pk: int) -> HttpResponse:
    contract = found(pk)
    first = max(contract.begins_on, contract.day(request.at).replace(day=1))
    form = LineForm(request.POST or None, initial={"begins_on": first, "by_days": True})
    if request.method == "GET" or not form.is_valid():
        return _new_page(request, contract, form)
    try:
        with transaction.atomic():
            line = recurring.add(contract, form.line())
            note(request, contract, "line made")
    except ContractRefused as error:
        form.add_error(error.field or None, str(error))
        return _new_page(request, contract, form)
    messages.success(request, _("Added."))
    return redirect("setup:contract_line", pk, line.pk)


def _new_page(request: DeskRequest, contract: Contract, form: LineForm) -> HttpResponse:
    has_currency = contract.versions.exclude(currency="").exists()
    context = {"contract": contract, "form": form, "has_currency": has_currency}
    status = 422 if form.errors else 200
    return render(request, "setup/contracts/new_line.html", context, status=status)


def _price(request: DeskRequest, line: RecurringLine, said: dict[str, Any]) -> None:
    recurring.reprice(line, said["price"], valid_from=said["valid_from"], at=request.at)


def _quantity(request: DeskRequest, line: RecurringLine, said: dict[str, Any]) -> None:
    recurring.set_quantity(line, **said, by=name_of(request), at=request.at)


def _end(request: DeskRequest, line: RecurringLine, said: dict[str, Any]) -> None:
    recurring.end(line, said["ends_on"], at=request.at)


_ACTS: dict[str, tuple[type[forms.Form], Any]] = {
    "price": (PriceForm, _price),
    "quantity": (QuantityForm, _quantity),
    "end": (EndForm, _end),
}


@require_http_methods(["GET", "POST"])
@administrators_only
def one(request: DeskRequest, pk: int, line_id: int) -> HttpResponse:
    """A line: what it comes to now, what it cost and how many there were, and changes of these."""
    contract = found(pk)
    line = recurring.line_of(contract, line_id)
    if line is None:
        raise Http404
    wanted = request.POST.get("act", "")
    if request.method == "GET" or wanted not in _ACTS:
        return _page(request, line, {})
    kind, deed = _ACTS[wanted]
    form = kind(request.POST)
    if not form.is_valid():
        return _page(request, line, {wanted: form}, status=422)
    try:
        with transaction.atomic():
            deed(request, line, form.cleaned_data)
            note(request, contract, f"line {wanted}")
    except ContractRefused as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _page(request, line, {wanted: form}, status=422)
    messages.success(request, _("Saved."))
    return redirect("setup:contract_line", pk, line_id)


def _page(
    request: DeskRequest, line: RecurringLine, forms_said: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    contract = line.contract
    today = contract.day(request.at)
    months = [today.replace(day=1), next_month(today)]
    told = [(month, recurring.month_of(contract, month, at=request.at)) for month in months]
    mine = [(month, next((one for one in rows if one.line == line), None)) for month, rows in told]
    version = contract.versions.order_by("-number").first()
    currency = version.currency if version else ""
    context = {
        "contract": contract,
        "line": line,
        "counts": COUNTERS[line.counts].label if line.counts in COUNTERS else line.counts,
        "counted": counted(line.counts, contract),
        "months": mine,
        "prices": [(row.valid_from, price_words(row.price, currency)) for row in line.prices.all()],
        "quantities": list(line.quantities.all()),
        "price_form": forms_said.get("price") or PriceForm(initial={"valid_from": months[1]}),
        "quantity_form": forms_said.get("quantity")
        or QuantityForm(initial={"valid_from": months[1]}),
        "end_form": forms_said.get("end") or EndForm(initial={"ends_on": line.ends_on}),
    }
    return render(request, "setup/contracts/line.html", context, status=status)
