"""One step of a policy as a form: when it comes, and what it does."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.connectors.hooks import hooks
from deskhand.oncall.ladders import ladders
from deskhand.people.administration import active_agents, teams
from deskhand.sla.stepping import actions_of
from deskhand.sla.stepwords import ROLES
from deskhand.web.several import Several

MEASURES = {"minutes": 60, "hours": 3600, "days": 86400}


class StepForm(forms.Form):
    """One step. Each kind of action is there once; what is left empty is not done."""

    kind = forms.ChoiceField(
        label=gettext_lazy("It comes"),
        choices=[
            ("percent", gettext_lazy("at a share of the time, in percent")),
            ("before", gettext_lazy("before it is due")),
            ("due", gettext_lazy("when it is late")),
            ("after", gettext_lazy("after it was due")),
            ("repeat", gettext_lazy("again and again after it was due")),
        ],
    )
    amount = forms.IntegerField(
        label=gettext_lazy("How much"), required=False, min_value=1, max_value=100_000
    )
    measure = forms.ChoiceField(
        label=gettext_lazy("If not percent"),
        choices=[
            ("minutes", gettext_lazy("minutes")),
            ("hours", gettext_lazy("hours")),
            ("days", gettext_lazy("days")),
        ],
        required=False,
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Counted in"),
        choices=[
            ("", gettext_lazy("the usual time")),
            ("business", gettext_lazy("open time")),
            ("calendar", gettext_lazy("all time")),
        ],
        required=False,
    )
    times = forms.IntegerField(
        label=gettext_lazy("If again, times"), required=False, min_value=1, max_value=1000
    )
    who = forms.MultipleChoiceField(
        label=gettext_lazy("Tell"),
        choices=list(ROLES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    agents = Several(label=gettext_lazy("Tell these agents, too"), queryset=None, required=False)
    ladder = forms.ModelChoiceField(
        label=gettext_lazy("Page by"), queryset=None, required=False, empty_label="-"
    )
    hook = forms.ModelChoiceField(
        label=gettext_lazy("Call"), queryset=None, required=False, empty_label="-"
    )
    team = forms.ModelChoiceField(
        label=gettext_lazy("Give it to the team"), queryset=None, required=False, empty_label="-"
    )
    agent = forms.ModelChoiceField(
        label=gettext_lazy("Give it to the agent"), queryset=None, required=False, empty_label="-"
    )
    moves_up = forms.BooleanField(label=gettext_lazy("Move it up a tier"), required=False)
    raises = forms.BooleanField(label=gettext_lazy("Raise its priority, once"), required=False)

    WHEN = ("kind", "amount", "measure", "unit", "times")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agents"].queryset = self.fields["agent"].queryset = active_agents()
        self.fields["agents"].widget.attrs["size"] = 4
        self.fields["ladder"].queryset = ladders()
        self.fields["hook"].queryset = hooks()
        self.fields["team"].queryset = teams().filter(archived_at=None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind, amount = cleaned.get("kind"), cleaned.get("amount")
        if kind and kind != "due" and not amount and "amount" not in self.errors:
            self.add_error("amount", _("How much?"))
        if kind == "percent" and amount and amount > 1000:
            self.add_error("amount", _("At most 1000 percent."))
        if cleaned.get("team") and cleaned.get("agent"):
            self.add_error("agent", _("To the team or to the agent, not to both."))
        if not self.errors and not self.actions():
            self.add_error(None, _("Say what it does."))
        return cleaned

    @property
    def when(self) -> list[Any]:
        return [self[name] for name in self.WHEN]

    @property
    def does(self) -> list[Any]:
        names = ("who", "agents", "ladder", "hook", "team", "agent", "moves_up", "raises")
        return [self[name] for name in names]

    def spec(self) -> dict[str, Any]:
        """Return the step as a row keeps it."""
        cleaned, kind = self.cleaned_data, self.cleaned_data["kind"]
        spec: dict[str, Any] = {"kind": kind}
        if kind == "percent":
            spec["value"] = cleaned["amount"]
        elif kind != "due":
            spec["seconds"] = cleaned["amount"] * MEASURES[cleaned["measure"] or "minutes"]
            if cleaned["unit"]:
                spec["unit"] = cleaned["unit"]
        if kind == "repeat":
            spec["times"] = cleaned["times"] or 1
        return {**spec, "actions": self.actions()}

    def actions(self) -> list[dict[str, Any]]:
        """Return what it does, in the order in which it is done."""
        said = self.cleaned_data
        found: list[dict[str, Any]] = []
        if said.get("moves_up"):
            found.append({"do": "move_up"})
        for name in ("team", "agent"):
            if said.get(name):
                found.append({"do": "reassign", name: said[name].pk})
        if said.get("raises"):
            found.append({"do": "raise"})
        if said.get("who") or said.get("agents"):
            agents = [agent.pk for agent in said.get("agents") or ()]
            found.append({"do": "notify", "who": said["who"], "agents": agents})
        for do, name in (("page", "ladder"), ("call", "hook")):
            if said.get(name):
                found.append({"do": do, name: said[name].pk})
        return found


def initial_of(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return a kept step as its form shows it."""
    kind = spec.get("kind")
    found: dict[str, Any] = {"kind": kind, "unit": spec.get("unit", ""), "times": spec.get("times")}
    if kind == "percent":
        found["amount"] = spec.get("value")
    elif kind != "due":
        found["amount"], found["measure"] = _measured(spec.get("seconds", 0))
    for action in actions_of(spec):
        do = action.get("do")
        found["moves_up"] = found.get("moves_up") or do == "move_up"
        found["raises"] = found.get("raises") or do == "raise"
        found |= {name: value for name, value in action.items() if name != "do"}
    return found


def _measured(seconds: int) -> tuple[int, str]:
    for name in ("days", "hours"):
        if seconds and seconds % MEASURES[name] == 0:
            return seconds // MEASURES[name], name
    return max(1, seconds // 60), "minutes"
