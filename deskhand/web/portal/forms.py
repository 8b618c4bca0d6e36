"""What a requester sends from the portal."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from deskhand.people.reader import Reader
from deskhand.people.reading import organizations_for

LONGEST_TEXT = 100_000


# Each organization has the priorities of what it is owed.
FOLLOWED = {
    "hx-get": reverse_lazy("portal:new"),
    "hx-include": "closest form",
    "hx-params": "request_type,organization",
    "hx-target": "#urgency",
    "hx-swap": "outerHTML",
}


ASKED = {
    "hx-get": reverse_lazy("portal:new"),
    "hx-include": "closest form",
    "hx-params": "request_type,organization",
    "hx-target": "#asked",
    "hx-swap": "outerHTML",
}


class RequestForm(forms.Form):
    """A new request. How urgent it is says the requester; the desk may correct it."""

    subject = forms.CharField(
        label=_("What happened, or what do you need?"),
        max_length=300,
        error_messages={"required": _("Write one line about what you need.")},
    )
    text = forms.CharField(
        label=_("Tell us more"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Write what happened and since when.")},
    )
    priority = forms.ModelChoiceField(label=_("How urgent is it?"), queryset=None, empty_label=None)
    organization = forms.ModelChoiceField(
        label=_("For which organization?"), queryset=None, required=False
    )
    request_type = forms.ModelChoiceField(
        label=_("What is it about?"),
        queryset=None,
        required=False,
        empty_label=_("something else"),
        widget=forms.Select(attrs=ASKED),
    )
    # The request type whose questions stood in the form when it was sent.
    asked_for = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    wants_call = forms.BooleanField(label=_("Please call me back"), required=False)
    call_number = forms.CharField(
        label=_("On which number?"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    call_times = forms.CharField(label=_("When can we reach you?"), max_length=120, required=False)
    once_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(
        self, reader: Reader, priorities: Any, request_types: Any, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["priority"].queryset = priorities
        self.fields["request_type"].queryset = request_types
        own = organizations_for(reader.as_requester())
        if len(reader.organizations) > 1:
            self.fields["organization"].queryset = own
            self.fields["organization"].widget.attrs |= FOLLOWED
            self.fields["organization"].empty_label = None
        else:
            del self.fields["organization"]


class AnswerForm(forms.Form):
    """What a requester adds to his request."""

    text = forms.CharField(
        label=_("Your answer"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_TEXT,
        required=False,
    )
    once_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
