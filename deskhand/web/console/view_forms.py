"""What an agent sends to keep a list as a view."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deskhand.people.reader import Reader
from deskhand.people.reading import all_teams
from deskhand.rules.conditions import ConditionError
from deskhand.tickets.conditions import parse_filter
from deskhand.tickets.grouping import GROUPINGS
from deskhand.tickets.list_models import View
from deskhand.tickets.ordering import is_order
from deskhand.tickets.views import ICONS, Audience, Kept
from deskhand.web.console.cells import USUAL, columns_of, text_of

FOR = [
    (Audience.ME.value, _("Only me")),
    (Audience.TEAM.value, _("A team")),
    (Audience.ALL.value, _("All agents")),
]


class ViewForm(forms.Form):
    """A list to be kept under a name. Light agents keep views for themselves alone."""

    name = forms.CharField(label=_("Name of the view"), max_length=80)
    q = forms.CharField(
        label=_("Filter"), max_length=2000, required=False, help_text=_("Empty means all tickets.")
    )
    order = forms.CharField(
        label=_("Order"),
        max_length=80,
        help_text=_("Up to three of priority, due, received, updated, number; -received turns it."),
    )
    grouping = forms.ChoiceField(label=_("Groups"), required=False)
    columns = forms.CharField(
        label=_("Columns"),
        max_length=400,
        required=False,
        help_text=_("In their order; s, m or l behind a colon is a width, such as org:l."),
    )
    icon = forms.ChoiceField(
        label=_("Icon"), choices=[(name, name) for name in ICONS], required=False
    )
    audience = forms.ChoiceField(label=_("For"), choices=FOR, required=False)
    team: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Team"), queryset=None, required=False
    )

    def __init__(self, reader: Reader, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grouping"].choices = [  # type: ignore[attr-defined]
            ("", _("No groups")),
            *((name, way.label) for name, way in GROUPINGS.items()),
        ]
        teams = all_teams(reader)
        is_limited = not reader.is_administrator
        self.fields["team"].queryset = (  # type: ignore[attr-defined]
            teams.filter(pk__in=reader.teams) if is_limited else teams
        )
        self.may_share = reader.may_work

    @staticmethod
    def begin(view: View) -> dict[str, Any]:
        """What stands in the form of a view."""
        audience = Audience.TEAM if view.team_id else Audience.ALL
        return {
            "name": view.name,
            "q": view.query,
            "order": view.order,
            "grouping": view.grouping,
            "columns": view.columns or USUAL,
            "icon": view.icon,
            "audience": Audience.ME if view.agent_id else audience,
            "team": view.team_id,
        }

    def clean_q(self) -> str:
        query: str = self.cleaned_data["q"]
        try:
            parse_filter(query)
        except ConditionError as error:
            raise forms.ValidationError(str(error)) from error
        return query

    def clean_order(self) -> str:
        order: str = self.cleaned_data["order"]
        if not is_order(order):
            raise forms.ValidationError(_("Tickets cannot be ordered by this."))
        return order

    def clean_columns(self) -> str:
        text: str = self.cleaned_data["columns"]
        kept = text_of(columns_of(text)) if text.strip() else ""
        return "" if kept == USUAL else kept

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        audience = cleaned.get("audience") or Audience.ME.value
        cleaned["audience"] = Audience(audience if self.may_share else Audience.ME.value)
        has_no_team = not cleaned.get("team") and "team" not in self.errors
        if cleaned["audience"] == Audience.TEAM and has_no_team:
            self.add_error("team", _("Choose the team."))
        return cleaned

    @property
    def kept(self) -> Kept:
        cleaned = self.cleaned_data
        return Kept(
            cleaned["q"],
            cleaned["order"],
            cleaned["grouping"],
            cleaned["columns"],
            cleaned["icon"] or "star",
        )
