"""What an agent writes down while somebody is on the telephone."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from deskhand.people.reader import Reader
from deskhand.tickets.models import Channel
from deskhand.web.console.entry_forms import EntryForm

POLICY, NONE, NAMED = "policy", "none", "at"
# Within how many minutes somebody is called back, as it is said on the telephone.
WITHIN = {"30": _("in 30 min"), "60": _("in 1 hour"), "120": _("in 2 hours")}
CALL_BACK = ((POLICY, _("as promised")), *WITHIN.items(), (NAMED, _("at …")), (NONE, _("no call")))
FOLLOWED = {
    "hx-get": reverse_lazy("console:call_facts"),
    "hx-include": "closest form",
    "hx-params": "not csrfmiddlewaretoken,text,solution",
    "hx-target": "#call-facts",
    "hx-swap": "outerHTML",
}
UNASKED = ("channel", "service", "kind", "team", "assignee")


class CallForm(EntryForm):
    """Who calls, what about, how urgent it is, and by when he is called back."""

    number = forms.CharField(
        label=_("Their number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    when = forms.ChoiceField(
        label=_("Call back"), choices=CALL_BACK, widget=forms.RadioSelect, required=False
    )
    priority = forms.ModelChoiceField(
        label=_("How urgent"), queryset=None, empty_label=None, widget=forms.RadioSelect
    )
    keeps_number = forms.BooleanField(label=_("Know them by this number"), required=False)
    # The call of the telephone system that this is.
    call = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1)

    def __init__(self, reader: Reader, priorities: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(reader, priorities, *args, **kwargs)
        for name in (*UNASKED, "owes_call"):
            del self.fields[name]
        self.fields["text"].required = False
        self.fields["text"].label = _("Notes")
        self.fields["text"].widget.attrs["rows"] = 3
        self.fields["subject"].label = _("What is it about?")
        self.fields["subject"].widget.attrs |= {**FOLLOWED, "autocomplete": "off"}
        self.fields["call_number"].label = _("On which number")
        self.fields["call_by"].help_text = ""
        for name in self.fields.keys() & {"organization", "request_type", "impact", "urgency"}:
            self.fields[name].widget.attrs |= FOLLOWED

    @property
    def wants_call(self) -> bool:
        return self.cleaned_data.get("when", "") not in {"", NONE}

    def by_at(self, at: datetime) -> datetime | None:
        """When the call is due; None for what the policy promises."""
        when = self.cleaned_data.get("when", "")
        if when in WITHIN:
            return at + timedelta(minutes=int(when))
        named: datetime | None = self.cleaned_data.get("call_by") if when == NAMED else None
        return named

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("when") == NAMED and not cleaned.get("call_by"):
            self.add_error("call_by", _("Say by when."))
        return {**cleaned, "channel": Channel.PHONE}
