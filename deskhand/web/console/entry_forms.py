"""What an agent writes to enter a ticket for somebody."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from deskhand.catalog.choosing import request_types_offered, services_offered
from deskhand.people.reader import Reader
from deskhand.people.reading import agents_for, all_teams, organizations_for, people_for
from deskhand.rules.grading import Matrix
from deskhand.tickets.models import Channel, Kind
from deskhand.web.asking import AskedForm
from deskhand.web.console.forms import LONGEST_TEXT

# How what an agent enters came in.
ENTERED = (Channel.PHONE, Channel.VOICEMAIL, Channel.DESK, Channel.EMAIL)
# Whoever the client is and whatever is asked decides what else the form offers.
FOLLOWED = {
    "hx-get": reverse_lazy("console:new"),
    "hx-include": "closest form",
    "hx-params": "not csrfmiddlewaretoken,text,solution",
    "hx-target": "#entry-facts",
    "hx-swap": "outerHTML",
}


class EntryForm(forms.Form):
    """A ticket that an agent enters for somebody."""

    # What the request asks that was chosen; put beside it by the pages.
    asked: AskedForm

    requester = forms.ModelChoiceField(label=_("Requester"), queryset=None, required=False)
    email = forms.EmailField(
        max_length=254, label=_("or a new requester’s e-mail address"), required=False
    )
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    organization = forms.ModelChoiceField(label=_("Organization"), queryset=None, required=False)
    channel = forms.ChoiceField(
        label=_("Came in by"),
        choices=[(c.value, c.label) for c in ENTERED],
    )
    request_type = forms.ModelChoiceField(
        label=_("Request"), queryset=None, required=False, empty_label=_("not named")
    )
    service = forms.ModelChoiceField(
        label=_("Service"), queryset=None, required=False, empty_label=_("none")
    )
    # The request type whose kind, service and priority stood in the form when it was sent.
    preset = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Type"), choices=Kind.choices)
    priority = forms.ModelChoiceField(label=_("Priority"), queryset=None, empty_label=None)
    impact = forms.TypedChoiceField(label=_("Impact"), required=False, coerce=int, empty_value=None)
    urgency = forms.TypedChoiceField(
        label=_("Urgency"), required=False, coerce=int, empty_value=None
    )
    # The grades for which the priority stood in the form when it was sent.
    graded = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    team = forms.ModelChoiceField(label=_("Team"), queryset=None, required=False)
    assignee = forms.ModelChoiceField(label=_("Assignee"), queryset=None, required=False)
    subject = forms.CharField(label=_("Subject"), max_length=300)
    text = forms.CharField(
        label=_("What is the matter?"), widget=forms.Textarea, max_length=LONGEST_TEXT
    )
    owes_call = forms.BooleanField(label=_("Somebody calls them back"), required=False)
    call_number = forms.CharField(
        label=_("Number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    call_by = forms.DateTimeField(
        label=_("Call back by"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
        help_text=_("Empty: as the policy promises."),
    )
    sends_receipt = forms.BooleanField(
        label=_("Send the requester a receipt with the number"), required=False, initial=True
    )
    first_contact = forms.BooleanField(label=_("Solved at first contact"), required=False)
    solution = forms.CharField(
        label=_("What solved it"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept as a note. The ticket is solved at once, and no call is owed."),
    )
    once_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        reader: Reader,
        priorities: Any,
        *args: Any,
        matrix: Matrix | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for side in ("impact", "urgency"):
            self._ask_grade(side, matrix)
        self.fields["requester"].queryset = people_for(reader)
        self.fields["organization"].queryset = organizations_for(reader).live()
        self.fields["priority"].queryset = priorities
        self.fields["request_type"].queryset = request_types_offered()
        self.fields["service"].queryset = services_offered()
        self.fields["team"].queryset = all_teams(reader)
        self.fields["assignee"].queryset = agents_for(reader)
        for name in ("organization", "request_type", "channel", "subject"):
            self.fields[name].widget.attrs |= FOLLOWED

    def _ask_grade(self, side: str, matrix: Matrix | None) -> None:
        """Ask for impact and urgency where the priorities of the client have a matrix."""
        if matrix is None:
            del self.fields[side]
            return
        self.fields[side].choices = [("", _("not said")), *matrix.explained(side)]
        self.fields[side].widget.attrs |= FOLLOWED

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(key) for key in ("requester", "email", "name")):
            self.add_error("requester", _("Choose who asks, or say who it is."))
        if not cleaned.get("first_contact"):
            cleaned["solution"] = ""
        elif not cleaned.get("solution"):
            self.add_error("solution", _("Say what solved it."))
        return cleaned
