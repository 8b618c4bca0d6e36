"""What of the book of money is asked for: a period, a client, a contract."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from deskhand.contracts.moneybook.scope import Scope
from deskhand.contracts.reading import contracts_for
from deskhand.people.reader import Reader
from deskhand.people.reading import organizations_for

YEARS = range(1900, 2201)


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget)


class ScopeForm(forms.Form):
    """The period, and of whom; a contract names its client by itself."""

    since = _day(pgettext_lazy("day", "From"))
    until = _day(pgettext_lazy("day", "To"))
    client = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Client"),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("All clients"),
    )
    contract = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, reader: Reader, today: date, asked: Any) -> None:
        usual = {"since": today.replace(month=1, day=1).isoformat(), "until": today.isoformat()}
        said = {name: value for name, value in asked.items() if value}
        super().__init__({**usual, **said})
        self.reader = reader
        field: Any = self.fields["client"]
        field.queryset = organizations_for(reader).order_by("name")

    def clean_contract(self) -> Any:
        number = self.cleaned_data["contract"]
        if number is None:
            return None
        near = 0 < number < 2**63
        found = contracts_for(self.reader).filter(pk=number).first() if near else None
        if found is None:
            raise forms.ValidationError(_("There is no such contract."))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        for name, day in (("since", since), ("until", until)):
            if day is not None and day.year not in YEARS:
                self.add_error(name, _("This is too far away."))
        if since and until and until < since and not self.errors:
            self.add_error("until", _("It ends before it begins."))
        return cleaned

    def scope(self) -> Scope:
        """What was asked for by a form that is right."""
        return Scope(reader=self.reader, **self.cleaned_data)
