"""What a version says of units, as sentences of its form."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from deskhand.contracts.terms import Both, Missed, Terms

PRICES = ("pack_price", "unit_price", "travel_price")
MOST = 10_000


def _units(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST)


def _price(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_digits=10, decimal_places=2)


class UnitsForm(forms.Form):
    """How units are bought, live, are drawn, and run low."""

    pack_units = _units(gettext_lazy("Units in a pack"))
    pack_price = _price(gettext_lazy("Price of a pack"))
    pack_days = _units(gettext_lazy("A pack lives so many days"))
    rollover_cap = _units(gettext_lazy("Units that roll over at most"))
    unit_price = _price(gettext_lazy("Price of a unit beyond those that were left"))
    low_units = _units(gettext_lazy("Told at so many units left"))
    answer_and_appointment = forms.ChoiceField(
        label=gettext_lazy("An answer and an appointment on one ticket"), choices=Both.choices
    )
    missed = forms.ChoiceField(
        label=gettext_lazy("An appointment that did not come about"), choices=Missed.choices
    )


def prices(said: dict[str, Any]) -> dict[str, str]:
    """Return the prices of a form as terms keep them."""
    return {name: str(said[name]) for name in PRICES}


def prices_initial(terms: Terms) -> dict[str, Decimal]:
    return {name: Decimal(getattr(terms, name)) for name in PRICES}
