"""The accounts of the firm's books, which exports of invoices name."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from deskhand.contracts.invoices import details
from deskhand.contracts.models import ChargeSource, SellerRules
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.invoicing.pages import note


class AccountsForm(forms.ModelForm):
    """Accounts of revenue by what it came of, of debtors and taxes, and the numbers at DATEV."""

    datev_consultant = forms.RegexField(
        label=gettext_lazy("Consultant number at DATEV"), regex=r"^[0-9]{4,7}$", required=False
    )
    datev_client = forms.RegexField(
        label=gettext_lazy("Client number at DATEV"), regex=r"^[0-9]{1,5}$", required=False
    )
    account_length = forms.IntegerField(
        label=gettext_lazy("Digits of accounts at DATEV"), min_value=4, max_value=8
    )
    year_begins = forms.IntegerField(
        label=gettext_lazy("Month in which the year of the books begins"),
        min_value=1,
        max_value=12,
    )

    class Meta:
        model = SellerRules
        fields = (
            *("debtor_account", "tax_account", "datev_consultant", "datev_client"),
            *("account_length", "year_begins"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = details.revenue_accounts()
        for source, label in (("", gettext_lazy("all other")), *ChargeSource.choices):
            words = gettext_lazy("Revenue: %(what)s")
            self.fields[f"of_{source}"] = forms.CharField(
                label=words % {"what": label},
                required=False,
                max_length=40,
                initial=kept.get(source, ""),
            )

    def accounts(self) -> dict[str, str]:
        return {
            name.removeprefix("of_"): value.strip()
            for name, value in self.cleaned_data.items()
            if name.startswith("of_")
        }


@require_http_methods(["GET", "POST"])
@administrators_only
def accounts(request: DeskRequest) -> HttpResponse:
    form = AccountsForm(request.POST or None, instance=details.seller_rules())
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            details.save_rules(form.save(commit=False))
            details.save_revenue_accounts(form.accounts())
            note(request, None, form.changed_data)
        messages.success(request, _("Saved."))
        return redirect("setup:accounts")
    status = 422 if form.errors else 200
    return render(request, "setup/invoicing/accounts.html", {"form": form}, status=status)
