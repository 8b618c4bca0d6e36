"""Which months a report is about, and of whom."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.dates import MONTHS
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from deskhand.people.reader import Reader
from deskhand.reports.asking import Asked, Cut, months_back
from deskhand.reports.naming import choices_for
from deskhand.web.menus import LongSelect

USUAL = "12"
LENGTHS = [
    ("3", _("3 months")),
    ("6", _("6 months")),
    ("12", _("12 months")),
    ("24", _("2 years")),
    ("36", _("3 years")),
]
OFFERED = 36
FIRST_YEAR = 2000


class ReportForm(forms.Form):
    """The head of a report. What is left out is as usual: the last twelve months, of all."""

    of = forms.ChoiceField(label=_("Of"), required=False, widget=LongSelect)
    months = forms.ChoiceField(label=_("Over"), choices=LENGTHS, required=False)
    until = forms.ChoiceField(label=_("Until"), required=False)

    def __init__(self, *args: Any, reader: Reader, at: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.reader = reader
        self.today = localtime(at).date().replace(day=1)
        self._fields("months")
        self._fields("of").choices = [("", _("Everything")), *choices_for(reader)]
        self._fields("until").choices = [
            (f"{month:%Y-%m}", f"{MONTHS[month.month]} {month.year}") for month in self._offered()
        ]
        self.initial.setdefault("months", USUAL)
        self.initial.setdefault("until", f"{self.today:%Y-%m}")

    def _fields(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(name)
        field.widget.attrs["class"] = "select"
        field.widget.attrs["data-inline"] = True
        return field

    def asked(self) -> Asked:
        """What is asked; as usual where it is not understood."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        until = date.fromisoformat(f"{given.get('until') or self.initial['until']}-01")
        since = months_back(until, int(given.get("months") or USUAL))
        cut, _colon, key = (given.get("of") or "").partition(":")
        return Asked(self.reader, since, until, cut or Cut.WHOLE, int(key or 0))

    def address(self) -> str:
        """The question as it stands in addresses; empty for the usual one."""
        if not (self.is_bound and self.is_valid()):
            return ""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return f"?{urlencode(given)}" if given else ""

    def _offered(self) -> list[date]:
        """The last three years, and whichever earlier month the address names."""
        months = [months_back(self.today, count) for count in range(1, OFFERED + 1)]
        try:
            named = date.fromisoformat(f"{self.data.get('until', '')}-01")
        except ValueError:
            return months
        is_earlier = named.year >= FIRST_YEAR and named < months[-1]
        return [*months, named] if is_earlier else months
