"""Pages of invoicing in Setup: the firm as seller, and the taxes."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from deskhand.contracts.invoices import details
from deskhand.contracts.models import TaxCode
from deskhand.journal.record import record
from deskhand.people.acting import actor_of
from deskhand.provider.events import SettingChanged
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.invoicing.forms import SellerForm, TaxForm


def note(request: DeskRequest, setting: int | None, changed: list[str]) -> None:
    event = SettingChanged(
        what="invoicing", setting=setting, act="changed", fields=",".join(changed)
    )
    record(event, by=actor_of(request.reader), at=request.at)


@require_http_methods(["GET", "POST"])
@administrators_only
def rules(request: DeskRequest) -> HttpResponse:
    """The firm on its invoices, and the list of taxes beside it."""
    kept = details.seller_rules()
    usual = {"legal_name": kept.legal_name or request.firm.name}
    form = SellerForm(request.POST or None, instance=kept, initial=usual)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            details.save_rules(form.save(commit=False))
            note(request, None, form.changed_data)
        messages.success(request, _("Saved."))
        return redirect("setup:invoicing")
    context = {"form": form, "taxes": list(details.tax_codes())}
    status = 422 if form.errors else 200
    return render(request, "setup/invoicing/rules.html", context, status=status)


@require_http_methods(["GET", "POST"])
@administrators_only
def tax(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """A tax: what it is called, and its rates by date."""
    row = details.tax_of(pk) if pk else TaxCode()
    if row is None:
        raise Http404
    form = TaxForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with transaction.atomic():
            kept = details.save_tax(
                form.save(commit=False),
                is_usual=said["is_usual"],
                percent=said["percent"],
                valid_from=said["valid_from"],
            )
            note(request, kept.pk, form.changed_data)
        messages.success(request, _("Saved."))
        return redirect("setup:invoicing")
    status = 422 if form.errors else 200
    context = {"tax": row if pk else None, "form": form}
    return render(request, "setup/invoicing/tax.html", context, status=status)
