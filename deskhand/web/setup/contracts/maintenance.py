"""Software maintenance of a contract: a new term, the next one, and what is done with one."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from deskhand.assets.reading import live_products
from deskhand.contracts.models import Contract, MaintenanceTerm
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.software import terms
from deskhand.contracts.software.reading import terms_of
from deskhand.contracts.software.terms import NewTerm
from deskhand.people.acting import actor_of
from deskhand.rules.maintenance import following
from deskhand.rules.terms import A_DAY, later
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.contracts.finding import found, note
from deskhand.web.setup.contracts.one import page


def _date(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


class TermForm(forms.Form):
    """A term to be."""

    product = forms.ModelChoiceField(label=gettext_lazy("Product"), queryset=None)
    begins_on = _date(
        gettext_lazy("From"),
        help_text=gettext_lazy("Releases of these days are the client’s, also those of days past."),
    )
    ends_on = _date(gettext_lazy("Last day"))
    seats = forms.IntegerField(
        label=gettext_lazy("Seats"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=gettext_lazy("Empty: a flat price."),
    )
    price = forms.DecimalField(
        label=gettext_lazy("Price of the term"),
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=4,
        help_text=gettext_lazy("For each seat, or flat; in the currency of the contract."),
    )
    charge_on = _date(
        gettext_lazy("Charged on"),
        required=False,
        help_text=gettext_lazy("Empty: on its first day."),
    )
    renews = forms.BooleanField(label=gettext_lazy("Renews by itself"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = live_products()

    def term(self) -> NewTerm:
        return NewTerm(**self.cleaned_data)


@require_http_methods(["GET", "POST"])
@administrators_only
def new(request: DeskRequest, pk: int) -> HttpResponse:
    """Add a term; `?after=` begins with what one says that it follows."""
    contract = found(pk)
    form = TermForm(request.POST or None, initial=_initial(request, contract))
    if request.method == "GET" or not form.is_valid():
        return _page(request, contract, form)
    try:
        with transaction.atomic():
            terms.add(contract, form.term(), by=actor_of(request.reader), at=request.at)
            note(request, contract, "maintenance made")
    except ContractRefused as error:
        form.add_error(error.field or None, str(error))
        return _page(request, contract, form)
    messages.success(request, _("Added."))
    return redirect("setup:contract", pk)


def _page(request: DeskRequest, contract: Contract, form: TermForm) -> HttpResponse:
    context = {"contract": contract, "form": form}
    status = 422 if form.errors else 200
    return render(request, "setup/contracts/new_term.html", context, status=status)


def _initial(request: DeskRequest, contract: Contract) -> dict[str, Any]:
    after = _term(contract, request.GET.get("after", ""))
    if after is not None:
        span = following(after.span)
        said = {"product": after.product_id, "seats": after.seats, "price": after.price.normalize()}
        return {**said, "begins_on": span.first, "ends_on": span.last, "renews": after.renews}
    today: date = contract.day(request.at)
    first = max(today.replace(day=1), contract.begins_on)
    return {"begins_on": first, "ends_on": later(first, 12) - A_DAY}


def _term(contract: Contract, pk: str) -> MaintenanceTerm | None:
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 18):
        return None
    return terms_of(contract.pk).filter(pk=int(pk)).first()


@require_POST
@administrators_only
def act(request: DeskRequest, pk: int, term_id: int) -> HttpResponse:
    """Take a term back, or let it renew by itself or no longer."""
    contract, wanted = found(pk), request.POST.get("act", "")
    term = _term(contract, str(term_id))
    if term is None or wanted not in {"take_back", "renew", "end"}:
        raise Http404
    by = actor_of(request.reader)
    try:
        with transaction.atomic():
            if wanted == "take_back":
                terms.take_back(term, request.POST.get("why", ""), by=by, at=request.at)
            else:
                terms.let_renew(term, renews=wanted == "renew", by=by, at=request.at)
            note(request, contract, f"maintenance {wanted}")
    except ContractRefused as error:
        return page(request, contract, refused=str(error), status=422)
    messages.success(request, _("Saved."))
    return redirect("setup:contract", pk)
