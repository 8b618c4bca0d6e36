"""Forms of recurring lines: a new one, another price, a quantity, an end."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from deskhand.contracts.counting import COUNTERS
from deskhand.contracts.recurring import NewLine


def _date(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def _price() -> forms.DecimalField:
    return forms.DecimalField(
        label=gettext_lazy("Price a month"),
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=4,
        help_text=gettext_lazy("For one of them, in the currency of the contract."),
    )


class LineForm(forms.Form):
    """A line to be."""

    name = forms.CharField(label=gettext_lazy("What it is for"), max_length=120)
    counts = forms.ChoiceField(label=gettext_lazy("It costs its price for"))
    price = _price()
    begins_on = _date(gettext_lazy("From"))
    ends_on = _date(
        gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty: without an end.")
    )
    by_days = forms.BooleanField(
        label=gettext_lazy("A part of a month is charged by its days"), required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["counts"].choices = [(name, one.label) for name, one in COUNTERS.items()]

    def line(self) -> NewLine:
        return NewLine(**self.cleaned_data)


class PriceForm(forms.Form):
    price = _price()
    valid_from = _date(gettext_lazy("From"))


class QuantityForm(forms.Form):
    quantity = forms.IntegerField(
        label=gettext_lazy("How many"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text=gettext_lazy("Empty: counted again."),
    )
    valid_from = _date(gettext_lazy("From"))
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300, required=False)


class EndForm(forms.Form):
    ends_on = _date(gettext_lazy("Last day"))
