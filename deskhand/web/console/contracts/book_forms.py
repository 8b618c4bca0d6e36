"""What is entered in a book by hand: the shapes of what is typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_UNITS = 100_000


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget)


def _units(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=MOST_UNITS)


def _key() -> forms.CharField:
    return forms.CharField(max_length=64, widget=forms.HiddenInput)


def _why(*, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=_("Why"),
        max_length=300,
        required=required,
        help_text=_("It stands in the statement, which the client reads."),
    )


class FillForm(forms.Form):
    """A pack that was bought."""

    units = _units(_("Units"))
    price = forms.DecimalField(label=_("Price"), min_value=0, max_digits=10, decimal_places=2)
    day = _day(_("From"))
    why = _why(required=False)
    once_key = _key()


class GiveForm(forms.Form):
    """Units that are given."""

    units = _units(_("Units"))
    day = _day(_("From"))
    why = _why()
    once_key = _key()


class OpeningForm(GiveForm):
    """What was left when the firm moved in."""


class BackForm(forms.Form):
    event = forms.IntegerField(min_value=1)
    why = _why()
    as_goodwill = forms.BooleanField(required=False)


class CorrectForm(forms.Form):
    event = forms.IntegerField(min_value=1)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=24 * 60)
    once_key = _key()


class CloseForm(forms.Form):
    until = _day(_("Closed before"))
