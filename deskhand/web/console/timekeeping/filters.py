"""Which entries of time a list shows, as its address says."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from deskhand.people.acting import agent_id_of
from deskhand.people.reader import Reader
from deskhand.people.reading import agents_for, organizations_for
from deskhand.work.timekeeping.choosing import work_types
from deskhand.work.timekeeping.lists import Asked
from deskhand.work.timekeeping.models import TimeEntry

ME, ALL = "me", "all"
INTERNAL = "internal"
BILLING = [
    ("", _("billable or not")),
    ("billable", _("billable")),
    ("free", _("not billable")),
    ("unbilled", _("not billed yet")),
    ("billed", _("billed")),
]
DAY = timedelta(days=1)


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FilterForm(forms.Form):
    """The head of a list of time. What is left out is as usual: one's own, of this month."""

    who = forms.ChoiceField(label=_("Of"), required=False)
    client = forms.ChoiceField(label=_("For"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=day_input())
    until = forms.DateField(label=_("Until"), required=False, widget=day_input())
    kind: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Kind"), queryset=None, required=False
    )
    billing = forms.ChoiceField(label=_("Billing"), choices=BILLING, required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    ticket = forms.IntegerField(label=_("Ticket"), required=False, min_value=1, max_value=2**62)

    def __init__(self, *args: Any, reader: Reader, today: date, is_overseer: bool) -> None:
        super().__init__(*args)
        self.reader, self.today = reader, today
        self.is_overseer = is_overseer
        self._choose("who", self._people())
        self._choose("client", self._clients())
        self._choose("state", [("", _("any state")), *TimeEntry.State.choices])
        kind: Any = self.fields["kind"]
        kind.queryset, kind.empty_label = work_types(), _("all kinds")
        for name, field in self.fields.items():
            is_date = name in {"since", "until"}
            is_line = is_date or name == "ticket"
            field.widget.attrs["class"] = "input" if is_line else "select"
            field.widget.attrs["data-inline"] = True

    def _choose(self, name: str, choices: list[Any]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def _people(self) -> list[Any]:
        if not self.is_overseer:
            return [(ME, _("me"))]
        others = [(str(agent.pk), str(agent)) for agent in agents_for(self.reader)]
        return [(ME, _("me")), (ALL, _("everybody")), *others]

    def _clients(self) -> list[Any]:
        clients = [(str(row.pk), row.name) for row in organizations_for(self.reader)[:1000]]
        return [("", _("all clients")), (INTERNAL, _("our own")), *clients]

    def asked(self, *, usual_who: str = ME) -> Asked:
        """What is asked for; as usual where it is not said, or not understood."""
        given = {**self._usual(usual_who), **self._given()}
        who, client, billing = given["who"], given["client"], given["billing"]
        return Asked(
            since=given["since"],
            until=given["until"],
            agent=agent_id_of(self.reader) if who == ME else None if who == ALL else int(who),
            organization=int(client) if client.isdecimal() else None,
            is_internal=client == INTERNAL,
            ticket=given["ticket"],
            work_type=given["kind"].pk if given["kind"] else None,
            state=given["state"],
            is_billable={"billable": True, "free": False}.get(billing),
            is_billed={"unbilled": False, "billed": True}.get(billing),
        )

    def shown(self, *, usual_who: str = ME) -> dict[str, Any]:
        """What stands in the fields."""
        return {**self._usual(usual_who), **self._given()}

    def address(self) -> str:
        """The question as it stands in addresses."""
        given = {
            name: value.pk if hasattr(value, "pk") else value
            for name, value in self._given().items()
        }
        return f"?{urlencode(given)}" if given else ""

    def _usual(self, who: str) -> dict[str, Any]:
        first = self.today.replace(day=1)
        return {
            "who": who,
            "client": "",
            "since": first,
            "until": None,
            "kind": None,
            "billing": "",
            "state": "",
            "ticket": None,
        }

    def _given(self) -> dict[str, Any]:
        """What was given and understood."""
        if not self.is_bound:
            return {}
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        if "ticket" in given:
            # Of a ticket, all is asked for.
            return {"who": ALL if self.is_overseer else ME, "since": date(2000, 1, 1), **given}
        return given
