"""Which entries of time a list shows, as its address says."""

from collections.abc import Mapping
from datetime import date
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

    def __init__(
        self, given: Mapping[str, str], *, reader: Reader, today: date, is_overseer: bool, who: str
    ) -> None:
        is_of_one = bool(given.get("ticket"))
        self.usual = {
            "who": ALL if is_of_one and is_overseer else who,
            "since": "" if is_of_one else f"{today.replace(day=1):%Y-%m-%d}",
        }
        # What was emptied stays empty: all days are asked for then.
        super().__init__({**self.usual, **given})
        self.given = given
        self.reader, self.is_overseer = reader, is_overseer
        self._choose("who", self._people())
        self._choose("client", self._clients())
        self._choose("state", [("", _("any state")), *TimeEntry.State.choices])
        kind: Any = self.fields["kind"]
        kind.queryset, kind.empty_label = work_types(), _("all kinds")
        for name, field in self.fields.items():
            is_line = name in {"since", "until", "ticket"}
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

    def asked(self) -> Asked:
        """What is asked for; what is not understood is left open."""
        self.is_valid()
        given = self.cleaned_data
        who = given.get("who") or self.usual["who"]
        client, billing = given.get("client") or "", given.get("billing") or ""
        return Asked(
            since=given.get("since"),
            until=given.get("until"),
            agent=agent_id_of(self.reader) if who == ME else None if who == ALL else int(who),
            organization=int(client) if client.isdecimal() else None,
            is_internal=client == INTERNAL,
            ticket=given.get("ticket"),
            work_type=given["kind"].pk if given.get("kind") else None,
            state=given.get("state") or "",
            is_billable={"billable": True, "free": False}.get(billing),
            is_billed={"unbilled": False, "billed": True}.get(billing),
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether one of the lesser filters is set."""
        return any(self.given.get(name) for name in ("kind", "billing", "state", "until"))

    def address(self) -> str:
        """The question as it stands in addresses."""
        given = {name: value for name, value in self.given.items() if name in self.fields}
        return f"?{urlencode(given)}" if given else ""
