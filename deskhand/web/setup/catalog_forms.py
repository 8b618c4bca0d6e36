"""Forms of Setup for what can be asked: services and request types; and for why promises are
broken."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.catalog.acts import DO, WHEN
from deskhand.catalog.administration import (
    priority_levels,
    save_request_type,
    save_service,
    services,
)
from deskhand.catalog.models import RequestType, Service
from deskhand.reports.models import BreachReason
from deskhand.rules.amounts import AmountError, read_amount
from deskhand.tickets.models import Kind
from deskhand.web.setup.forms import AtForm
from deskhand.work.checklists import MOST_ITEMS, items_text, read_items, save_checklist
from deskhand.work.models import Checklist


class PlaceForm(AtForm):
    """A form for rows that stand in an order of the administrator's."""

    position = forms.IntegerField(
        label=gettext_lazy("Position"),
        min_value=0,
        max_value=999,
        initial=0,
        help_text=gettext_lazy("Lower ones stand first in every list."),
    )


class ChecklistForm(PlaceForm):
    """A checklist; its items are typed line by line."""

    lines = forms.CharField(
        label=gettext_lazy("Tasks"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "One on each line. What must be done before the ticket ends begins with an asterisk."
        ),
    )

    class Meta:
        model = Checklist
        fields = ("name", "request_type", "position", "is_active")

    field_order = ("name", "lines", "request_type", "position", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["lines"] = items_text(self.instance)

    def clean_lines(self) -> list[list[str | bool]]:
        items = read_items(self.cleaned_data["lines"])
        if not items:
            raise forms.ValidationError(_("Write at least one task."))
        if len(items) > MOST_ITEMS:
            raise forms.ValidationError(_("No more than forty tasks."))
        return items

    def save(self, commit: bool = True) -> Checklist:
        row = super().save(commit=False)
        row.items = self.cleaned_data["lines"]
        return save_checklist(row)


class ServiceForm(PlaceForm):
    class Meta:
        model = Service
        fields = ("name", "description", "position", "is_active")

    def save(self, commit: bool = True) -> Service:
        return save_service(super().save(commit=False))


MOST_ACTS = 8
# What an act of this kind may be called in a list, without its time and place.
DOES = {
    "at_once": gettext_lazy("is done at once"),
    "look": gettext_lazy("is looked at at once"),
    "work_order": gettext_lazy("a work order of priority …"),
    "call_back": gettext_lazy("call back"),
    "update": gettext_lazy("call with an update"),
    "solve": gettext_lazy("is solved"),
    "stage": gettext_lazy("a stage of the promise date"),
    "promise_date": gettext_lazy("a new promise date"),
    "book": gettext_lazy("an appointment is booked"),
    "meet": gettext_lazy("the appointment is held"),
    "turn_over": gettext_lazy("is turned over to tier …"),
    "approve": gettext_lazy("the client approves it"),
    "confirm": gettext_lazy("a person confirms it"),
}
NUMBERED = {"work_order": "level", "turn_over": "tier"}


class ActForm(forms.Form):
    """One thing that must happen when something is asked for; without `do` it is none."""

    when = forms.ChoiceField(
        label=gettext_lazy("When"), choices=list(WHEN.items()), required=False, initial="always"
    )
    do = forms.ChoiceField(
        label=gettext_lazy("What"),
        choices=[("", gettext_lazy("nothing more")), *((do, DOES[do]) for do in DO)],
        required=False,
    )
    number = forms.IntegerField(
        label=gettext_lazy("Priority or tier"),
        min_value=0,
        max_value=9,
        required=False,
        widget=forms.NumberInput(attrs={"placeholder": "1"}),
    )
    within = forms.CharField(
        label=gettext_lazy("Within"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("within")}),
    )
    about = forms.CharField(
        label=gettext_lazy("About"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("about what, or what for")}),
    )
    agreed = forms.BooleanField(label=gettext_lazy("Agreed with the client"), required=False)

    @staticmethod
    def initial_of(act: dict[str, Any]) -> dict[str, Any]:
        return {**act, "number": act.get("level", act.get("tier"))}

    def clean_within(self) -> str:
        words = " ".join(str(self.cleaned_data["within"]).split())
        if words:
            try:
                read_amount(words)
            except AmountError as error:
                raise forms.ValidationError(str(error)) from error
        return words

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        do, number = cleaned.get("do", ""), cleaned.get("number")
        if do in NUMBERED and number is None and not self.errors:
            self.add_error("number", gettext_lazy("Which one?"))
        elif do == "turn_over" and number is not None and number > 4:
            self.add_error("number", gettext_lazy("Tiers are 0 to 4."))
        return cleaned

    def act(self) -> dict[str, Any] | None:
        """Return what was said; None where nothing must happen."""
        said = self.cleaned_data
        if not said.get("do"):
            return None
        act = {"do": said["do"], "within": said["within"], "about": said["about"].strip()}
        if said["when"] not in {"", "always"}:
            act["when"] = said["when"]
        if said["do"] in NUMBERED:
            act[NUMBERED[said["do"]]] = said["number"]
        if said["agreed"]:
            act["agreed"] = True
        return {key: value for key, value in act.items() if value != ""}


class RequestTypeForm(PlaceForm):
    kind = forms.ChoiceField(label=gettext_lazy("Type of the ticket"), choices=Kind.choices)
    priority_level = forms.TypedChoiceField(
        label=gettext_lazy("Usual priority"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("In a scheme without this level, the next less urgent one."),
    )

    class Meta:
        model = RequestType
        fields = ("name", "service", "kind", "priority_level", "position", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = services()
        self.fields["service"].empty_label = gettext_lazy("none")
        usual = ("", gettext_lazy("as nobody says"))
        self.fields["priority_level"].choices = [usual, *priority_levels()]
        kept = [*(self.instance.acts or []), *[{}] * MOST_ACTS][:MOST_ACTS]
        self.acts = [
            ActForm(self.data or None, prefix=f"act{n}", initial=ActForm.initial_of(act))
            for n, act in enumerate(kept)
        ]

    def is_valid(self) -> bool:
        fitting = [act.is_valid() for act in self.acts]
        return super().is_valid() and all(fitting)

    def save(self, commit: bool = True) -> RequestType:
        acts = (form.act() for form in self.acts)
        self.instance.acts = [act for act in acts if act is not None]
        return save_request_type(super().save(commit=False))


class BreachReasonForm(PlaceForm):
    class Meta:
        model = BreachReason
        fields = ("name", "position", "is_active")
