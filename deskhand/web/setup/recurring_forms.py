"""Ticket templates, and recurring tickets with the pattern of their days, as forms."""

from datetime import time
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from deskhand.automation.models import Recurring, TicketTemplate
from deskhand.automation.schedules import read_pattern, spec_of, templates
from deskhand.catalog.administration import priority_levels, request_types
from deskhand.catalog.forms import fields_of
from deskhand.catalog.models import FieldKind, FormField
from deskhand.desk.filling.answering import Filling, read_said
from deskhand.people.administration import active_agents, live_organizations, teams
from deskhand.people.finding import person_of
from deskhand.rules.recurring import Pattern, PatternError
from deskhand.sla.administration import calendars
from deskhand.web.act_forms import NONE, Tags
from deskhand.web.asking import PREFIX, drawn_field, said_of
from deskhand.web.setup.forms import AtForm

# Which day of the month: by its number, the first Monday and the like, business days.
NTH = [
    (1, gettext_lazy("first")),
    (2, gettext_lazy("second")),
    (3, gettext_lazy("third")),
    (4, gettext_lazy("fourth")),
    (-1, gettext_lazy("last")),
]


class TemplateForm(AtForm):
    """A ticket to be."""

    text = forms.CharField(
        label=gettext_lazy("Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    checklist = forms.CharField(
        label=gettext_lazy("Checklist"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One thing to do on each line; colleagues read it as a note."),
    )
    asks = forms.EmailField(
        label=gettext_lazy("Requester’s address"), required=False, max_length=254
    )
    tags = Tags(label=gettext_lazy("Tags"), required=False, max_length=800)
    priority_level = forms.TypedChoiceField(
        label=gettext_lazy("Priority"), coerce=int, empty_value=None, required=False
    )

    class Meta:
        model = TicketTemplate
        fields = (
            "name",
            "subject",
            "text",
            "checklist",
            "organization",
            "request_type",
            "priority_level",
            "team",
            "assignee",
            "tags",
        )
        labels = {
            "organization": gettext_lazy("Client"),
            "request_type": gettext_lazy("Request"),
            "team": gettext_lazy("Team"),
            "assignee": gettext_lazy("Assignee"),
        }

    field_order = ("name", "subject", "text", "checklist", "asks")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["organization"].queryset = live_organizations()
        fields["request_type"].queryset = request_types().filter(is_active=True)
        fields["team"].queryset = teams().filter(archived_at=None)
        fields["assignee"].queryset = active_agents()
        fields["priority_level"].choices = [NONE, *priority_levels()]
        if self.instance.requester is not None:
            fields["asks"].initial = self.instance.requester.main_address
        self.questions = self._questions()
        for field in self.questions:
            drawn = drawn_field(field, self.instance.organization)
            drawn.initial = self.instance.answers.get(field.slug)
            fields[f"{PREFIX}{field.slug}"] = drawn

    def _questions(self) -> list[FormField]:
        """What the form of the request asks, as far as a template can answer it."""
        fields = fields_of(self.instance.request_type, internal=True)
        return [field for field in fields if field.kind != FieldKind.FILE]

    def clean(self) -> dict[str, Any]:
        """Answers go with the request for which they stood here; of another one the same
        questions keep them."""
        cleaned = super().clean() or {}
        said = {f.slug: said_of(f, self.data, self.files) for f in self.questions}
        filling = Filling(cleaned.get("organization"), is_agent=True, is_whole=False)
        given, errors = read_said(self.questions, said, filling)
        for slug, reason in errors.items():
            if not self.errors.get(f"{PREFIX}{slug}"):
                self.add_error(f"{PREFIX}{slug}", reason)
        self.instance.answers = {slug: answer.value for slug, answer in given.items()}
        return cleaned

    def clean_asks(self) -> str:
        email = str(self.cleaned_data["asks"])
        self.instance.requester = person_of(email) if email else None
        if email and self.instance.requester is None:
            raise forms.ValidationError(_("Nobody is known with this address."))
        return email


class RecurringForm(forms.Form):
    """When a ticket comes again. Only the fields of the unit that is chosen count."""

    template = forms.ModelChoiceField(label=gettext_lazy("Make a ticket of"), queryset=None)
    every = forms.IntegerField(label=gettext_lazy("every"), min_value=1, max_value=120, initial=1)
    unit = forms.ChoiceField(
        label=gettext_lazy("days, weeks or months"),
        choices=[
            ("days", gettext_lazy("days")),
            ("weeks", gettext_lazy("weeks")),
            ("months", gettext_lazy("months")),
        ],
        initial="months",
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=pgettext_lazy("weekdays", "on"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    by = forms.ChoiceField(
        label=gettext_lazy("of the month, on"),
        choices=[
            ("number", gettext_lazy("a day by its number")),
            ("weekday", gettext_lazy("a weekday, such as the first Monday")),
            ("business", gettext_lazy("a business day, such as the last")),
        ],
        required=False,
        initial="number",
    )
    day = forms.IntegerField(
        label=gettext_lazy("number"), min_value=1, max_value=31, required=False, initial=1
    )
    nth = forms.TypedChoiceField(
        label=gettext_lazy("which"), coerce=int, choices=NTH, required=False, initial=1
    )
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("weekday"),
        coerce=int,
        choices=list(WEEKDAYS.items()),
        required=False,
        initial=0,
    )
    at_time = forms.TimeField(
        label=gettext_lazy("at"),
        initial=time(8),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    begins = forms.DateField(
        label=gettext_lazy("from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    calendar = forms.ChoiceField(label=gettext_lazy("Business days by"), required=False)
    shift = forms.ChoiceField(
        label=gettext_lazy("On a day without hours"),
        choices=[
            ("keep", gettext_lazy("it is made all the same")),
            ("next", gettext_lazy("it is made on the next business day")),
            ("before", gettext_lazy("it is made on the business day before")),
            ("skip", gettext_lazy("it is left out")),
        ],
    )
    is_active = forms.BooleanField(label=gettext_lazy("Goes on"), required=False, initial=True)

    WHEN = ("every", "unit", "weekdays", "by", "day", "nth", "weekday", "at_time", "begins")

    def __init__(self, row: Recurring, typed: Any = None, **kwargs: Any) -> None:
        super().__init__(typed, initial={**kwargs.pop("initial", {}), **_initial(row)})
        self.row = row
        fields: Any = self.fields
        fields["template"].queryset = templates()
        fields["calendar"].choices = [
            ("", _("every day is one")),
            *((each.slug, each.name) for each in calendars()),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                self.pattern()
            except PatternError:
                name = "weekdays" if cleaned["unit"] == "weeks" else None
                self.add_error(name, _("Say on which days."))
        return cleaned

    def pattern(self) -> Pattern:
        """Return the days; raises PatternError."""
        said = self.cleaned_data
        by = said.get("by") or "number"
        is_month = said["unit"] == "months"
        one = frozenset({said["weekday"]}) if is_month and by == "weekday" else frozenset()
        return Pattern(
            begins=said["begins"],
            unit=said["unit"],
            every=said["every"],
            weekdays=frozenset(said["weekdays"]) if said["unit"] == "weeks" else one,
            by=by,
            nth=(said.get("day") or 1) if by == "number" else (said.get("nth") or 1),
            shift=said["shift"],
        )

    def saved_row(self) -> Recurring:
        """Return the recurring ticket as the form says it; not saved yet."""
        said, row = self.cleaned_data, self.row
        row.template, row.pattern = said["template"], spec_of(self.pattern())
        row.calendar, row.at_time = said["calendar"], said["at_time"]
        row.is_active = said["is_active"]
        return row

    @property
    def when(self) -> list[Any]:
        return [self[name] for name in self.WHEN]


def _initial(row: Recurring) -> dict[str, Any]:
    if row.pk is None:
        return {}
    pattern = read_pattern(row.pattern)
    found = {
        "template": row.template_id,
        "calendar": row.calendar,
        "at_time": row.at_time,
        "is_active": row.is_active,
        "begins": pattern.begins,
        "unit": pattern.unit,
        "every": pattern.every,
        "by": pattern.by,
        "shift": pattern.shift,
        "weekdays": sorted(pattern.weekdays) if pattern.unit == "weeks" else [],
    }
    if pattern.by == "number":
        return {**found, "day": pattern.nth}
    return {**found, "nth": pattern.nth, "weekday": next(iter(pattern.weekdays), 0)}
