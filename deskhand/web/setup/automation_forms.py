"""A rule as a form: when it is asked, of which tickets, and what it does."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.automation.acts import (
    GIVEN,
    LONGEST_TEXT,
    OF_RULES,
    PARTICIPANTS,
    RECIPIENTS,
    REQUESTER,
    ROLES,
)
from deskhand.automation.macros import shared_macros
from deskhand.automation.models import Rule
from deskhand.automation.rulebook import is_name_free, read_condition
from deskhand.automation.triggers import Trigger
from deskhand.catalog.models import Category
from deskhand.connectors.hooks import hooks
from deskhand.people.administration import live_organizations
from deskhand.rules.conditions import ConditionError
from deskhand.web.act_forms import NONE, ActFields
from deskhand.web.several import Several

ELSE = "address"


class AutomationForm(ActFields):
    """One rule. Each sort of act is there once; what is left empty is not done."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    trigger = forms.ChoiceField(label=gettext_lazy("When"), choices=Trigger.choices)
    category = forms.ChoiceField(
        label=gettext_lazy("stood at"), choices=[NONE, *Category.choices], required=False
    )
    amount = forms.IntegerField(
        label=gettext_lazy("for"), required=False, min_value=1, max_value=2000
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("counted in"), choices=Rule.Unit.choices, required=False
    )
    condition = forms.CharField(
        label=gettext_lazy("Which tickets"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy(
            "In the condition language, such as priority:<=2 -tag:spam. Empty: all tickets."
        ),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    organizations = Several(
        label=gettext_lazy("Only for these clients"), queryset=None, required=False
    )
    assign = forms.ChoiceField(
        label=gettext_lazy("Give it out, if nobody has it"),
        choices=[NONE, *GIVEN.items()],
        required=False,
    )
    sticky = forms.BooleanField(
        label=gettext_lazy("First to whoever had the requester’s last ticket"), required=False
    )
    macro = forms.ChoiceField(label=gettext_lazy("Do the macro"), required=False)
    notify = forms.MultipleChoiceField(
        label=gettext_lazy("Tell"),
        choices=list(ROLES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    mail_to = forms.ChoiceField(
        label=gettext_lazy("Write to"),
        choices=[NONE, *RECIPIENTS.items(), (ELSE, gettext_lazy("another address"))],
        required=False,
    )
    mail_address = forms.EmailField(label=gettext_lazy("Another address"), required=False)
    mail = forms.CharField(
        label=gettext_lazy("What it says"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    hook = forms.ChoiceField(label=gettext_lazy("Call"), required=False)
    ends = forms.BooleanField(
        label=gettext_lazy("No later rule is asked about the same"), required=False
    )
    is_active = forms.BooleanField(label=gettext_lazy("Is followed"), required=False)

    WHEN = ("trigger", "category", "amount", "unit")
    TELLS = ("mail_to", "mail_address", "mail", "notify", "hook", "macro")

    def __init__(self, rule: Rule, typed: Any = None) -> None:
        initial = {
            name: getattr(rule, name)
            for name in ("name", "trigger", "category", "amount", "unit", "condition", "ends")
        }
        initial |= {"is_active": rule.is_active, **_told(rule.acts)}
        super().__init__(typed, initial=initial)
        self.rule = rule
        self.fill_choices(rule.acts, knows_me=False)
        fields: Any = self.fields
        fields["organizations"].queryset = live_organizations()
        fields["organizations"].widget.attrs["size"] = 4
        if rule.pk is not None:
            fields["organizations"].initial = rule.organizations.all()
        macros = {row.name for row in shared_macros()} | {str(initial.get("macro") or "")} - {""}
        fields["macro"].choices = [NONE, *((name, name) for name in sorted(macros))]
        fields["hook"].choices = [NONE, *((row.name, row.name) for row in hooks())]

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if not is_name_free(name, other_than=self.rule.pk):
            raise forms.ValidationError(_("Another rule is called so."))
        return name

    def clean_condition(self) -> str:
        text = str(self.cleaned_data["condition"]).strip()
        try:
            read_condition(text)
        except ConditionError as error:
            raise forms.ValidationError(str(error)) from error
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("trigger") == Trigger.STANDS:
            for name in ("category", "amount"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Say where it stands, and for how long."))
        is_elsewhere = cleaned.get("mail_to") == ELSE and not cleaned.get("mail_address")
        if is_elsewhere and "mail_address" not in self.errors:
            self.add_error("mail_address", _("To whom?"))
        if cleaned.get("mail") and not cleaned.get("mail_to"):
            self.add_error("mail_to", _("To whom?"))
        self.check(self.acts(), allowed=OF_RULES)
        return cleaned

    def acts(self) -> list[dict[str, Any]]:
        """Return what it does, as it is kept."""
        said = self.cleaned_data
        found = [{"do": "macro", "macro": said["macro"]}] if said.get("macro") else []
        found += self.common_acts()
        if said.get("assign"):
            sticky = bool(said.get("sticky"))
            found.append({"do": "assign", "how": said["assign"], "sticky": sticky})
        if said.get("mail_to"):
            to = said.get("mail_address") if said["mail_to"] == ELSE else said["mail_to"]
            found.append({"do": "mail", "to": to or "", "text": said.get("mail", "")})
        if said.get("notify"):
            found.append({"do": "notify", "who": said["notify"]})
        if said.get("hook"):
            found.append({"do": "hook", "hook": said["hook"]})
        return found

    def row(self) -> Rule:
        """Return the rule as the form says it; not saved yet."""
        said, rule = self.cleaned_data, self.rule
        rule.name, rule.trigger, rule.condition = said["name"], said["trigger"], said["condition"]
        rule.ends, rule.is_active, rule.acts = said["ends"], said["is_active"], self.acts()
        stands = rule.trigger == Trigger.STANDS
        rule.category = said["category"] if stands else ""
        rule.amount = said["amount"] if stands else None
        rule.unit = said["unit"] if stands else ""
        return rule

    @property
    def gives(self) -> list[Any]:
        return [self["assign"], self["sticky"]]

    @property
    def when(self) -> list[Any]:
        return [self[name] for name in self.WHEN]

    @property
    def tells(self) -> list[Any]:
        return [self[name] for name in self.TELLS]


def _told(acts: list[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for act in acts:
        if act["do"] == "mail":
            is_known = act["to"] in {REQUESTER, PARTICIPANTS}
            found["mail_to"] = act["to"] if is_known else ELSE
            found["mail_address"] = "" if is_known else act["to"]
            found["mail"] = act["text"]
        elif act["do"] == "assign":
            found["assign"], found["sticky"] = act["how"], act.get("sticky", False)
        elif act["do"] in {"macro", "hook"}:
            found[act["do"]] = act[act["do"]]
        elif act["do"] == "notify":
            found["notify"] = act["who"]
    return found
