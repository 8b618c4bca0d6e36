"""What an agent sends from the ticket page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deskhand.people.reader import Reader
from deskhand.people.reading import (
    agents_for,
    all_teams,
    organizations_for,
    people_for,
    sites_of,
)
from deskhand.rules.conditions import ConditionError
from deskhand.tickets.conditions import parse_filter
from deskhand.tickets.models import Channel, Kind, Ticket

LONGEST_TEXT = 100_000
ORDERS = (
    ("priority", _("Priority, then receipt")),
    ("due", _("Nearest due")),
    ("newest", _("Newest first")),
    ("oldest", _("Oldest first")),
)


class MessageForm(forms.Form):
    """A reply or a note. `seen` is the last message that stood on the page."""

    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=LONGEST_TEXT,
        strip=False,
        error_messages={"max_length": _("The text is longer than 100,000 characters.")},
    )
    status = forms.ModelChoiceField(queryset=None, required=False)
    once_key = forms.CharField(max_length=64, required=False)
    seen = forms.IntegerField(required=False, min_value=0)
    send_anyway = forms.BooleanField(required=False)
    then = forms.CharField(max_length=10, required=False)
    send_at = forms.DateTimeField(
        label=_("Send later"), required=False, input_formats=["%Y-%m-%dT%H:%M"]
    )

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].queryset = statuses_of(ticket)

    def clean(self) -> dict[str, Any]:
        """A time that was typed counts only for whoever chose to send later."""
        cleaned = super().clean() or {}
        if cleaned.get("then") != "later":
            self._errors.pop("send_at", None)
            cleaned["send_at"] = None
        elif cleaned.get("send_at") is None and "send_at" not in self.errors:
            self.add_error("send_at", _("Choose when it is to go out."))
        return cleaned


def statuses_of(ticket: Ticket) -> Any:
    return ticket.status.scheme.statuses.filter(archived_at=None)


class ViewForm(forms.Form):
    """A filter to be kept under a name."""

    name = forms.CharField(label=_("Name of the view"), max_length=80)
    q = forms.CharField(label=_("Filter"), max_length=2000, required=False)
    order = forms.ChoiceField(label=_("Order"), choices=ORDERS)
    is_shared = forms.BooleanField(label=_("For all agents"), required=False)

    def clean_q(self) -> str:
        query: str = self.cleaned_data["q"]
        try:
            parse_filter(query)
        except ConditionError as error:
            raise forms.ValidationError(str(error)) from error
        return query


class ShareForm(forms.Form):
    """Who is to read along: somebody whom the desk knows."""

    email = forms.EmailField(max_length=254)


class FieldForm(forms.Form):
    """One field of a ticket; the others stay."""

    def __init__(self, field: str, ticket: Ticket, reader: Reader, *args: Any) -> None:
        super().__init__(*args)
        self.field = field
        self.fields["value"] = _value_field(field, ticket, reader)


def _value_field(field: str, ticket: Ticket, reader: Reader) -> forms.Field:
    rows = {
        "status": lambda: statuses_of(ticket),
        "priority": lambda: ticket.priority.scheme.priorities.all(),
        "team": lambda: all_teams(reader),
        "assignee": lambda: agents_for(reader),
        "organization": lambda: organizations_for(reader).live(),
        "site": lambda: sites_of(ticket.organization),
        "requester": lambda: people_for(reader),
    }
    if field in rows:
        required = field in {"status", "priority"}
        return forms.ModelChoiceField(queryset=rows[field](), required=required)
    if field == "kind":
        return forms.ChoiceField(choices=Kind.choices)
    if field in {"is_confidential", "needs_review"}:
        return forms.BooleanField(required=False)
    if field == "tags":
        return TagsField(required=False)
    return forms.CharField(max_length=300)


class TagsField(forms.CharField):
    """Words between commas, each once, in lower case."""

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # that is its work
        self.run_validators(str(value or ""))
        words = (word.strip().lower()[:40] for word in str(value or "").split(","))
        return list(dict.fromkeys(word for word in words if word))[:20]


class EntryForm(forms.Form):
    """A ticket that an agent enters for somebody."""

    requester = forms.ModelChoiceField(label=_("Requester"), queryset=None, required=False)
    email = forms.EmailField(
        max_length=254, label=_("or a new requester’s e-mail address"), required=False
    )
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    organization = forms.ModelChoiceField(label=_("Organization"), queryset=None, required=False)
    channel = forms.ChoiceField(
        label=_("Came in by"),
        choices=[(c.value, c.label) for c in (Channel.PHONE, Channel.DESK, Channel.EMAIL)],
    )
    kind = forms.ChoiceField(label=_("Type"), choices=Kind.choices)
    priority = forms.ModelChoiceField(label=_("Priority"), queryset=None)
    team = forms.ModelChoiceField(label=_("Team"), queryset=None, required=False)
    assignee = forms.ModelChoiceField(label=_("Assignee"), queryset=None, required=False)
    subject = forms.CharField(label=_("Subject"), max_length=300)
    text = forms.CharField(
        label=_("What is the matter?"), widget=forms.Textarea, max_length=LONGEST_TEXT
    )
    sends_receipt = forms.BooleanField(
        label=_("Send the requester a receipt with the number"), required=False, initial=True
    )
    once_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, reader: Reader, priorities: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["requester"].queryset = people_for(reader)
        self.fields["organization"].queryset = organizations_for(reader).live()
        self.fields["priority"].queryset = priorities
        self.fields["team"].queryset = all_teams(reader)
        self.fields["assignee"].queryset = agents_for(reader)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(key) for key in ("requester", "email", "name")):
            self.add_error("requester", _("Choose who asks, or say who it is."))
        return cleaned


class DateForm(forms.Form):
    """A date to promise, in the time zone of the agent."""

    due_at = forms.DateTimeField(
        label=_("Promised for"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    stage = forms.CharField(
        label=_("Stage"),
        max_length=80,
        required=False,
        help_text=_("Empty: the whole ticket. Or what is done then: hardware is here."),
    )
    why = forms.CharField(label=_("Why this date"), max_length=300)
    was_told = forms.BooleanField(label=_("The requester knows it"), required=False)
