"""Forms of billing: what is gathered, lines of a draft, what came in, how a client is billed."""

import secrets
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from deskhand.contracts.models import BillingDetails
from deskhand.rules.money import digits, minor

MOST_ADDRESSES = 10


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


def new_key() -> str:
    """Return what lets a form be sent once."""
    return secrets.token_hex(16)


class GatherForm(forms.Form):
    """Up to which day charges are put on drafts."""

    until = _day(gettext_lazy("What was charged up to"))


class _Numbers(forms.Form):
    quantity = forms.DecimalField(
        label=gettext_lazy("How many"),
        max_digits=12,
        decimal_places=4,
        min_value=Decimal("-1000000"),
        max_value=Decimal(1_000_000),
        initial=1,
    )
    unit_price = forms.DecimalField(
        label=gettext_lazy("Price of one, without tax"),
        max_digits=12,
        decimal_places=4,
        min_value=Decimal(0),
    )


class PriceForm(_Numbers):
    """A line that says a credited one again."""


class LineForm(_Numbers):
    """A line by hand."""

    text = forms.CharField(label=gettext_lazy("What it is for"), max_length=500)
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=40, required=False)
    tax_code = forms.ChoiceField(label=gettext_lazy("Tax"), required=False)
    why = forms.CharField(
        label=gettext_lazy("Why, for whoever asks later"), max_length=300, required=False
    )
    once = forms.CharField(max_length=64, widget=forms.HiddenInput)

    field_order = ("text", "quantity", "unit", "unit_price", "tax_code", "why", "once")

    def __init__(self, taxes: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tax_code"].choices = [("", _("As usual for this client")), *taxes]


class _AmountForm(forms.Form):
    """An amount in the currency of an invoice."""

    amount = forms.DecimalField(
        label=pgettext_lazy("money", "Amount"), max_digits=15, decimal_places=4
    )

    def __init__(self, currency: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    def clean_amount(self) -> int:
        amount = self.cleaned_data["amount"]
        if amount != round(amount, digits(self.currency)):
            places = digits(self.currency)
            raise forms.ValidationError(
                _("%(currency)s has %(places)d places.")
                % {"currency": self.currency, "places": places}
            )
        return minor(amount, self.currency)


class PaymentForm(_AmountForm):
    """What came in; less than zero: paid back."""

    received_on = _day(pgettext_lazy("day", "On"))
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)
    once = forms.CharField(max_length=64, widget=forms.HiddenInput)


class CreditForm(forms.Form):
    """Why something is given back; how much of each line stands in fields of their own."""

    why = forms.CharField(
        label=gettext_lazy("Why is it given back?"),
        max_length=300,
        help_text=gettext_lazy("It is printed on the credit note."),
    )
    once = forms.CharField(max_length=64, widget=forms.HiddenInput)


class BillingForm(forms.ModelForm):
    """How a client is billed."""

    country = forms.RegexField(
        label=gettext_lazy("Country"),
        regex=r"^[A-Za-z]{2}$",
        required=False,
        help_text=gettext_lazy("Two letters, such as DE, GB or US."),
        error_messages={"invalid": gettext_lazy("Two letters, such as DE, GB or US.")},
    )
    send_to = forms.CharField(
        label=gettext_lazy("Invoices go to"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "E-mail addresses, one on each line. Empty: whoever of its people gets invoices."
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        choices=[("", gettext_lazy("As the firm")), ("en", "English"), ("de", "Deutsch")],
    )
    terms_days = forms.IntegerField(
        label=gettext_lazy("Days to pay"),
        required=False,
        min_value=0,
        max_value=365,
        help_text=gettext_lazy("Empty: as usual."),
    )

    class Meta:
        model = BillingDetails
        fields = (
            *("legal_name", "street", "more", "postcode", "city", "country", "vat_id"),
            *("reference", "send_to", "language", "terms_days", "tax", "by_contract"),
            "debtor_account",
        )

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()

    def clean_send_to(self) -> str:
        found = str(self.cleaned_data["send_to"]).replace(",", " ").replace(";", " ").split()
        if len(found) > MOST_ADDRESSES:
            raise forms.ValidationError(_("At most ten addresses."))
        for one in found:
            validate_email(one)
        return "\n".join(found)
