"""Acts of macros and rules as fields of a form: each sort is there once; what is left empty is not
done."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deskhand.automation.acts import LONGEST_TEXT, ME, MOST_TAGS, NOBODY, ActsRefused, check_acts
from deskhand.catalog.administration import priority_levels, request_types, statuses
from deskhand.people.administration import active_agents, teams
from deskhand.tickets.models import Kind
from deskhand.tickets.placeholders import NAMES

NONE = ("", "-")
# The field of each act, and where more than one makes it, the one at which faults are told.
FIELD_OF: Mapping[str, str] = {"tags": "add_tags"}


class Tags(forms.CharField):
    """Words between commas, each once, in lower case."""

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # that is its work
        words = (word.strip().lower()[:40] for word in str(value or "").split(","))
        return list(dict.fromkeys(word for word in words if word))[:MOST_TAGS]

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class ActFields(forms.Form):
    """The acts that macros and rules have in common. `NAMES` are its fields in order."""

    status = forms.ChoiceField(label=_("Status"), required=False)
    priority = forms.TypedChoiceField(
        label=_("Priority"), coerce=int, empty_value=None, required=False
    )
    team = forms.ChoiceField(label=_("Team"), required=False)
    assignee = forms.ChoiceField(label=_("Assignee"), required=False)
    kind = forms.ChoiceField(label=_("Type"), choices=[NONE, *Kind.choices], required=False)
    request_type = forms.ChoiceField(label=_("Request"), required=False)
    add_tags = Tags(label=_("Add tags"), required=False, max_length=800)
    remove_tags = Tags(label=_("Remove tags"), required=False, max_length=800)
    note = forms.CharField(
        label=_("Note for colleagues"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    SETS = (
        "status",
        "priority",
        "team",
        "assignee",
        "kind",
        "request_type",
        "add_tags",
        "remove_tags",
    )

    def fill_choices(self, acts: Sequence[Mapping[str, Any]], *, knows_me: bool) -> None:
        """Offer what there is now, and show what the acts say."""
        fields: Any = self.fields
        fields["status"].choices = [NONE, *_statuses()]
        fields["priority"].choices = [NONE, *priority_levels()]
        fields["team"].choices = [
            NONE,
            *((team.slug, team.name) for team in teams().filter(archived_at=None)),
        ]
        me = [(ME, _("whoever uses it"))] if knows_me else []
        fields["assignee"].choices = [NONE, *me, (NOBODY, _("nobody")), *agents_by_address()]
        asked = request_types().filter(is_active=True)
        fields["request_type"].choices = [NONE, *((row.slug, row.name) for row in asked)]
        for name, value in initial_of(acts).items():
            if name in fields:
                fields[name].initial = value

    def common_acts(self) -> list[dict[str, Any]]:
        """Return the acts of these fields, as they are kept."""
        said, found = self.cleaned_data, []
        if status := said.get("status"):
            category, _colon, name = status.partition(":")
            found.append({"do": "status", "name": name, "category": category})
        if said.get("priority") is not None:
            found.append({"do": "priority", "level": said["priority"]})
        for do, part in (
            ("team", "team"),
            ("assignee", "who"),
            ("kind", "kind"),
            ("request_type", "request_type"),
        ):
            if said.get(do):
                found.append({"do": do, part: said[do]})
        if said.get("add_tags") or said.get("remove_tags"):
            tags = {"add": said.get("add_tags", []), "remove": said.get("remove_tags", [])}
            found.append({"do": "tags", **tags})
        if said.get("note"):
            found.append({"do": "note", "text": said["note"]})
        return found

    def check(self, acts: list[dict[str, Any]], *, allowed: Sequence[str]) -> None:
        """Say at its field what is wrong with the acts."""
        if self.errors:
            return
        try:
            check_acts(acts, allowed=allowed)
        except ActsRefused as error:
            name = FIELD_OF.get(error.do, error.do)
            self.add_error(name if name in self.fields else None, str(error))

    @property
    def sets(self) -> list[Any]:
        return [self[name] for name in self.SETS]


def agents_by_address() -> list[tuple[str, str]]:
    """Return the active agents by their main addresses."""
    rows = active_agents().select_related("person").prefetch_related("person__addresses")
    return [(row.person.main_address, str(row)) for row in rows if row.person.main_address]


def initial_of(acts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return kept acts as the form shows them."""
    found: dict[str, Any] = {}
    for act in acts:
        do = act.get("do", "")
        if do == "status":
            found[do] = f"{act['category']}:{act['name']}"
        elif do == "tags":
            found["add_tags"], found["remove_tags"] = act.get("add", []), act.get("remove", [])
        elif do in _PARTS:
            found[do] = act.get(_PARTS[do])
    return found


def places_words() -> list[tuple[str, Any]]:
    """What a text can be filled with, as somebody writes it, and in words."""
    return [(f"{{{{{name}}}}}", words) for name, words in NAMES.items()]


def _statuses() -> list[tuple[str, str]]:
    rows = statuses().filter(archived_at=None)
    named = {
        f"{row.category}:{row.name}": f"{row.name} ({row.get_category_display()})" for row in rows
    }
    return list(named.items())


_PARTS = {
    "priority": "level",
    "team": "team",
    "assignee": "who",
    "kind": "kind",
    "request_type": "request_type",
    "note": "text",
    "reply": "text",
}
