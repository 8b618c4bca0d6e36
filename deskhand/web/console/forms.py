"""What an agent sends from the ticket page."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deskhand.catalog.choosing import request_types_offered, services_offered
from deskhand.desk.addressing import addresses_in
from deskhand.desk.dating import Stage
from deskhand.desk.mending import Act, Change
from deskhand.people.models import Tier
from deskhand.people.reader import Reader
from deskhand.people.reading import (
    agents_for,
    all_teams,
    organizations_for,
    people_for,
    sites_of,
)
from deskhand.rules import grading
from deskhand.sla.governing import for_others
from deskhand.tickets.access import TicketLocked
from deskhand.tickets.models import Channel, Kind, Ticket
from deskhand.web.worked import LengthField
from deskhand.work.timekeeping.choosing import types_offered

LONGEST_TEXT = 100_000
MOST_TAGS, LONGEST_TAG = 20, 40


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
    # The date that was proposed from the text and accepted, in UTC, and why it is moved.
    promise_at = forms.CharField(required=False, max_length=40)
    promise_why = forms.CharField(required=False, max_length=300)
    # Who else gets it, as typed; `without` are persons who read along and do not get this one.
    cc = forms.CharField(label=_("Cc"), required=False, max_length=2000)
    bcc = forms.CharField(label=_("Bcc"), required=False, max_length=2000)
    may_leave = forms.BooleanField(required=False)
    # What a canned reply sets along, unless another status was chosen.
    along_status = forms.ModelChoiceField(queryset=None, required=False)
    # The time that it took, and of which kind where it is not the usual one.
    worked = LengthField(label=_("Time"), required=False)
    worked_kind = forms.ModelChoiceField(queryset=None, required=False)
    worked_free = forms.BooleanField(required=False)
    worked_why = forms.CharField(required=False, max_length=200)
    worked_timer = forms.BooleanField(required=False)
    first_contact = forms.BooleanField(required=False)
    uncharged = forms.BooleanField(required=False)

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].queryset = statuses_of(ticket)
        self.fields["along_status"].queryset = statuses_of(ticket)
        self.fields["worked_kind"].queryset = types_offered()
        self.fields["along_tags"] = TagsField(required=False, max_length=1000)

    def clean_cc(self) -> tuple[str, ...]:
        return self._addresses("cc")

    def clean_bcc(self) -> tuple[str, ...]:
        return self._addresses("bcc")

    def _addresses(self, name: str) -> tuple[str, ...]:
        try:
            return addresses_in(self.cleaned_data[name])
        except TicketLocked as error:
            raise forms.ValidationError(str(error)) from error

    def clean_promise_at(self) -> datetime | None:
        text = self.cleaned_data["promise_at"]
        try:
            instant = datetime.fromisoformat(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(_("This is no date to promise.")) from error
        if instant is not None and instant.tzinfo is None:
            raise forms.ValidationError(_("This is no date to promise."))
        return instant

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
    rows: dict[str, Callable[[], Any]] = {
        "status": lambda: statuses_of(ticket),
        "priority": lambda: ticket.priority.scheme.priorities.all(),
        "team": lambda: all_teams(reader),
        "assignee": lambda: agents_for(reader),
        "organization": lambda: organizations_for(reader).live(),
        "site": lambda: sites_of(ticket.organization),
        "service": lambda: services_offered(
            ticket.service_id, without=for_others(ticket, "services")
        ),
        "request_type": lambda: request_types_offered(
            ticket.request_type_id, without=for_others(ticket, "request_types")
        ),
        "requester": lambda: people_for(reader),
    }
    if field in rows:
        required = field in {"status", "priority"}
        return forms.ModelChoiceField(queryset=rows[field](), required=required)
    if field in {"impact", "urgency"}:
        matrix = grading.read(ticket.priority.scheme.matrix)
        choices = matrix.choices(field) if matrix else []
        return forms.TypedChoiceField(choices=choices, coerce=int, required=False, empty_value=None)
    if field == "tier":
        return forms.TypedChoiceField(choices=Tier.choices, coerce=int)
    if field in CHOICES:
        return forms.TypedChoiceField(choices=CHOICES[field].choices, coerce=CHOICES[field])
    if field in {"is_confidential", "needs_review", "first_contact"}:
        return forms.BooleanField(required=False)
    if field == "tags":
        return TagsField(required=False)
    return forms.CharField(max_length=300)


CHOICES: dict[str, Any] = {"kind": Kind, "channel": Channel}


class TagsField(forms.CharField):
    """Words between commas, each once, in lower case."""

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # that is its work
        self.run_validators(str(value or ""))
        words = (word.strip().lower() for word in str(value or "").split(","))
        tags = list(dict.fromkeys(word for word in words if word))
        if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
            limits = {"most": MOST_TAGS, "longest": LONGEST_TAG}
            told = _("At most %(most)d tags, each of at most %(longest)d characters.")
            raise forms.ValidationError(told, params=limits)
        return tags


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


class MendForm(forms.Form):
    """One promise changed by hand: what is done, why, and until when it is due."""

    act = forms.ChoiceField(choices=[(act.value, act.value) for act in Act])
    due_at = forms.DateTimeField(
        label=_("Due"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    why = forms.CharField(label=_("Why"), max_length=300)

    def change(self) -> Change:
        cleaned = self.cleaned_data
        return Change(Act(cleaned["act"]), cleaned["why"], cleaned["due_at"])


class StagesForm(forms.Form):
    """Parts of the work, one on a line, each with the business days that it takes."""

    stages = forms.CharField(
        label=_("One on a line, with its business days"),
        max_length=1000,
        widget=forms.Textarea(
            attrs={"rows": 3, "placeholder": _("Hardware is here: 5\nConfigured: 5")}
        ),
    )
    why = forms.CharField(label=_("Why these dates"), max_length=300)
    was_told = forms.BooleanField(label=_("The requester knows them"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "stages-%s"

    def clean_stages(self) -> list[Stage]:
        lines = [line for line in self.cleaned_data["stages"].splitlines() if line.strip()]
        found = [STAGE.fullmatch(line.strip()) for line in lines]
        stages = [Stage(one[1], int(one[2])) for one in found if one]
        if len(stages) < len(lines) or not 1 <= len(stages) <= MOST_STAGES:
            words = _("Write one to six lines such as “Hardware is here: 5”, with 1 to 250 days.")
            raise forms.ValidationError(words)
        if len({stage.name for stage in stages}) < len(stages):
            raise forms.ValidationError(_("Each needs a name of its own."))
        return stages


# A name, a colon, and 1 to 250 days.
STAGE = re.compile(r"(.{1,80}?)\s*[:,]\s*([1-9]\d?|1\d\d|2[0-4]\d|250)")
MOST_STAGES = 6


class TeamChoice(forms.ModelChoiceField):
    """A team with its tier beside it."""

    def label_from_instance(self, team: Any) -> str:
        return _("%(team)s, tier %(tier)d") % {"team": team, "tier": team.tier}


class HandoverForm(forms.Form):
    """To which team a ticket is turned over, and what its people must know."""

    team = TeamChoice(label=_("To the team"), queryset=None, empty_label=None)
    tried = forms.CharField(
        label=_("What was tried"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    needed = forms.CharField(
        label=_("What is needed"), max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )
    once_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, ticket: Ticket, reader: Reader, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "over-%s"
        others = all_teams(reader).exclude(pk=ticket.team_id or 0)
        self.fields["team"].queryset = others.order_by("tier", "name")
        # What is next above is what is mostly meant.
        above = others.filter(tier__gt=ticket.tier).order_by("tier", "name").first()
        self.fields["team"].initial = above


class PassedOnForm(forms.Form):
    """When a message was left with the on-call service, and when that passed it on."""

    left_at = forms.DateTimeField(
        label=_("Left with the service"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )
    passed_at = forms.DateTimeField(
        label=_("Passed on to us"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )
