"""One field of the form of a request type."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.catalog.forms import LONGEST_CHOICE, MOST_CHOICES, WITH_CHOICES, fields_of
from deskhand.catalog.models import FieldKind, FormField, RequestType


class FieldForm(forms.ModelForm):
    """What is asked, with what it is answered, and when."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Answered with"), choices=FieldKind.choices, initial=FieldKind.TEXT
    )
    lines = forms.CharField(
        label=gettext_lazy("Choices"),
        required=False,
        max_length=8_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("One on each line, for one or some of several."),
    )
    shown_if = forms.ChoiceField(
        label=gettext_lazy("Only asked once this is answered"), required=False
    )
    shown_value = forms.CharField(
        label=gettext_lazy("… and says"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Empty: whatever it says. A tick says yes."),
    )

    class Meta:
        model = FormField
        fields = (
            "label",
            "kind",
            "lines",
            "help",
            "default",
            "is_required",
            "is_internal",
            "shown_if",
            "shown_value",
        )
        help_texts = {
            "help": gettext_lazy("Stands below the field."),
            "default": gettext_lazy("A tick stands there with yes."),
            "is_required": gettext_lazy(
                "Binds whoever asks in the portal; agents see what is missing."
            ),
            "is_internal": gettext_lazy("Requesters never see the question nor the answer."),
        }

    field_order = ("label", "kind", "lines")

    def __init__(self, request_type: RequestType, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.request_type = request_type
        others = fields_of(request_type, internal=True)
        waits = [(row.slug, row.label) for row in others if row.pk != self.instance.pk]
        self.fields["shown_if"].choices = [("", _("always asked")), *waits]
        if self.instance.pk:
            self.initial["lines"] = "\n".join(self.instance.choices)

    def clean_lines(self) -> list[str]:
        lines = (" ".join(line.split()) for line in self.cleaned_data["lines"].splitlines())
        choices = list(dict.fromkeys(line for line in lines if line))
        if len(choices) > MOST_CHOICES:
            raise forms.ValidationError(_("At most sixty choices."))
        if any(len(choice) > LONGEST_CHOICE for choice in choices):
            raise forms.ValidationError(_("A choice has at most 120 characters."))
        return choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        self.instance.choices = cleaned.get("lines", []) if kind in WITH_CHOICES else []
        if kind in WITH_CHOICES and not cleaned.get("lines") and "lines" not in self.errors:
            self.add_error("lines", _("Write down what there is to choose from."))
        if kind == FieldKind.FILE and cleaned.get("is_internal"):
            self.add_error(
                "is_internal",
                _("Files go with what the requester says; they are not kept from him."),
            )
        if cleaned.get("shown_value") and not cleaned.get("shown_if"):
            self.add_error("shown_if", _("Say which field it waits for."))
        return cleaned
