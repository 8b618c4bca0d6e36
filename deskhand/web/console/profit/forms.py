"""Forms of profit: which days, and what an hour of somebody costs."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from deskhand.people.administration import active_agents

MOST_DAYS = 3 * 366


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget)


class ProfitForm(forms.Form):
    """Which days, in which currency."""

    since = _day(gettext_lazy("From"))
    until = _day(pgettext_lazy("day", "To"))
    currency = forms.ChoiceField(label=gettext_lazy("Currency"))

    def __init__(self, known: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = [(one, one) for one in known]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and not 0 <= (until - since).days <= MOST_DAYS:
            self.add_error("until", _("At most three years, from the first day to the last."))
        return cleaned


class CostForm(forms.Form):
    """What an hour of somebody costs from a day on."""

    agent = forms.ModelChoiceField(label=gettext_lazy("Agent"), queryset=None)
    per_hour = forms.DecimalField(
        label=gettext_lazy("Cost of an hour"),
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=4,
    )
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3)
    valid_from = _day(gettext_lazy("From"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agent"].queryset = active_agents()
