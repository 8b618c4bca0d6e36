"""Forms of invoicing: the firm as seller, and a tax with its rates."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.contracts.models import SellerRules, TaxCode

PREFIX = re.compile(r"[A-Za-z0-9]{1,10}")


class SellerForm(forms.ModelForm):
    """The firm as it stands on invoices, and how it makes them."""

    country = forms.RegexField(
        label=gettext_lazy("Country"),
        regex=r"^[A-Za-z]{2}$",
        help_text=gettext_lazy("Two letters, such as DE, GB or US."),
        error_messages={"invalid": gettext_lazy("Two letters, such as DE, GB or US.")},
    )
    legal_name = forms.CharField(label=gettext_lazy("Name on invoices"), max_length=200)
    city = forms.CharField(label=gettext_lazy("Town"), max_length=100)
    foot = forms.CharField(
        label=gettext_lazy("Words below the lines"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    terms_days = forms.IntegerField(label=gettext_lazy("Days to pay"), min_value=0, max_value=365)
    remind_days = forms.IntegerField(
        label=gettext_lazy("Days after which a reminder leaves by itself"),
        min_value=0,
        max_value=365,
        help_text=gettext_lazy("0: none leaves by itself. At most three are sent, so far apart."),
    )

    class Meta:
        model = SellerRules
        fields = (
            *("legal_name", "street", "postcode", "city", "country", "vat_id", "tax_number"),
            *("contact_email", "iban", "bic", "foot", "terms_days", "invoice_prefix"),
            *("credit_prefix", "in_advance", "gathers", "remind_days"),
        )

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("invoice_prefix", "credit_prefix"):
            if not PREFIX.fullmatch(cleaned.get(name) or ""):
                self.add_error(name, _("Letters and digits alone, ten at most."))
        if cleaned.get("invoice_prefix") == cleaned.get("credit_prefix"):
            self.add_error("credit_prefix", _("Credit notes have a series of their own."))
        return cleaned


class TaxForm(forms.ModelForm):
    """A tax, and a rate of it from a day on."""

    is_usual = forms.BooleanField(
        label=gettext_lazy("Used where nothing else is said"), required=False
    )
    percent = forms.DecimalField(
        label=gettext_lazy("Percent"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=6,
        decimal_places=3,
    )
    valid_from = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("By the day of the work. Earlier rates stay for earlier work."),
    )

    class Meta:
        model = TaxCode
        fields = (
            "code",
            "name",
            "category",
            "words",
            "percent",
            "valid_from",
            "quickbooks",
            "xero",
            "datev",
        )
        help_texts = {
            "words": gettext_lazy("Such as why the client owes the tax itself."),
            "code": gettext_lazy("Contracts name it, such as DE19."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_usual"].initial = self.instance.is_default

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if self.instance.pk and code != self.initial.get("code"):
            raise forms.ValidationError(_("Contracts and charges name it so: it stays."))
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        percent, day = cleaned.get("percent"), cleaned.get("valid_from")
        if (percent is None) != (day is None):
            self.add_error("valid_from", _("Give a percentage and the day from which it holds."))
        elif percent is None and not (self.instance.pk and self.instance.rates.exists()):
            self.add_error("percent", _("How much is it?"))
        if cleaned.get("category") not in {"S", None} and percent:
            self.add_error("percent", _("Nothing is asked for where it is not taxed: 0."))
        return cleaned
