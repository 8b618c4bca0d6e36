"""Forms of a policy: its head, a row with its targets, and a request that is supposed."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.catalog.administration import (
    priority_schemes,
    request_types,
    services,
    status_schemes,
)
from deskhand.catalog.models import Category, Priority
from deskhand.people.administration import organizations, teams
from deskhand.people.models import Tier
from deskhand.sla.administration import calendars
from deskhand.sla.drafts import Cell, Draft, RowDraft
from deskhand.sla.models import BY_POLICY, Carry, Start, Target
from deskhand.sla.supposing import Supposed
from deskhand.tickets.models import Channel, Kind, Ticket

HOUR, MINUTE = 3600, 60
UNITS = [
    ("calendar-h", gettext_lazy("hours, elapsed")),
    ("calendar-min", gettext_lazy("minutes, elapsed")),
    ("business-h", gettext_lazy("hours, open time")),
    ("business-min", gettext_lazy("minutes, open time")),
    ("days-close", gettext_lazy("business days, by their close")),
    ("days-open", gettext_lazy("business days, by their opening")),
    ("none", gettext_lazy("no promise")),
]
# A moment outside of these is a slip of the keys.
YEARS = range(1990, 2200)
BANDS = ("in", "after")
MOST_HOURS, MOST_MINUTES, MOST_DAYS = 2000, 10_000, 250
HELD = (
    Category.WAITING_REQUESTER,
    Category.WAITING_THIRD_PARTY,
    Category.SCHEDULED,
    Category.HELD,
)


def _one(label: Any, *, none: Any = None) -> forms.ModelChoiceField:
    """One thing of those that a form is given; `none` is what it means that none is chosen, where
    that may be."""
    return forms.ModelChoiceField(
        label=label, queryset=None, required=none is None, empty_label=none
    )


class CellForm(forms.Form):
    """One cell of a row: an amount and what it counts."""

    amount = forms.DecimalField(
        label=gettext_lazy("Amount"), required=False, min_value=0, max_digits=7, decimal_places=2
    )
    unit = forms.ChoiceField(label=gettext_lazy("Counted in"), choices=UNITS)

    def __init__(self, *args: Any, cell: Cell | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = _cell_initial(cell)
        super().__init__(*args, **kwargs)
        self.day_rule = cell.day_rule if cell else "session"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        amount, unit = cleaned.get("amount"), cleaned.get("unit", "")
        if unit == "none" or self.errors:
            return cleaned
        if not amount and not (amount == 0 and unit.startswith("days")):
            self.add_error("amount", _("How much?"))
        elif unit.startswith("days") and (amount != int(amount) or amount > MOST_DAYS):
            self.add_error("amount", _("Whole days, at most %(most)d.") % {"most": MOST_DAYS})
        elif unit.endswith("-min") and (amount != int(amount) or amount > MOST_MINUTES):
            words = _("Whole minutes, at most %(most)d.")
            self.add_error("amount", words % {"most": MOST_MINUTES})
        elif amount > MOST_HOURS and unit.endswith("-h"):
            self.add_error("amount", _("At most %(most)d hours.") % {"most": MOST_HOURS})
        return cleaned

    def cell(self, level: int, band: str) -> Cell:
        """Return what was said as a cell of the row."""
        amount, unit = self.cleaned_data["amount"] or Decimal(0), self.cleaned_data["unit"]
        if unit == "none":
            return Cell(level, band, Target.Unit.NONE)
        if unit.startswith("days"):
            edge = unit.removeprefix("days-")
            days = Target.Unit.BUSINESS_DAYS
            return Cell(level, band, days, days=int(amount), edge=edge, day_rule=self.day_rule)
        counted, _dash, length = unit.partition("-")
        return Cell(level, band, counted, seconds=int(amount * (HOUR if length == "h" else MINUTE)))


def _cell_initial(cell: Cell | None) -> dict[str, Any]:
    if cell is None or cell.unit == Target.Unit.NONE:
        return {"unit": "none"}
    if cell.unit == Target.Unit.BUSINESS_DAYS:
        return {"unit": f"days-{cell.edge}", "amount": cell.days}
    if cell.seconds % HOUR:
        return {"unit": f"{cell.unit}-min", "amount": cell.seconds // MINUTE}
    return {"unit": f"{cell.unit}-h", "amount": cell.seconds // HOUR}


class HeadForm(forms.Form):
    """What holds for all rows of a policy."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    calendar = _one(gettext_lazy("Business hours"))
    priority_scheme = _one(gettext_lazy("Priorities"))
    status_scheme = _one(gettext_lazy("Statuses"))
    carry = forms.ChoiceField(label=gettext_lazy("Of two bands"), choices=Carry.choices)
    held_by = forms.MultipleChoiceField(
        label=gettext_lazy("Updates and resolution stand still while a ticket is"),
        choices=[(category.value, category.label) for category in HELD],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Answers are never held: somebody waits for them."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["calendar"].queryset = calendars()
        self.fields["priority_scheme"].queryset = priority_schemes()
        self.fields["status_scheme"].queryset = status_schemes()

    @staticmethod
    def initial_of(draft: Draft, name: str) -> dict[str, Any]:
        return {
            "name": name,
            "calendar": draft.calendar.pk,
            "priority_scheme": draft.priority_scheme.pk,
            "status_scheme": draft.status_scheme.pk,
            "carry": draft.carry,
            "held_by": sorted({c for held in draft.holds.values() for c in held}),
        }


class RowForm(forms.Form):
    """One row: what is promised, for which tickets, counted from what."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is promised"),
        choices=[(kind.value, kind.label) for kind in BY_POLICY],
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("It stands in the reasons of due times."),
    )
    condition = forms.CharField(
        label=gettext_lazy("For tickets with"),
        max_length=2000,
        required=False,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
        help_text=gettext_lazy(
            "Empty: for all of them. By contract, org, site, service, request, kind, channel or "
            "tag: contract:24x7 channel:phone"
        ),
    )
    start = forms.ChoiceField(label=gettext_lazy("Counted from"), choices=Start.choices)
    start_team = _one(gettext_lazy("Hand-over to the team"), none=gettext_lazy("any team"))
    start_tier = forms.TypedChoiceField(
        label=gettext_lazy("Hand-over to the tier"),
        choices=[("", gettext_lazy("any tier")), *Tier.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    start_category = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=[("", gettext_lazy("none")), *Category.choices],
        required=False,
    )
    calendar = _one(gettext_lazy("Hours of its own"), none=gettext_lazy("those of the policy"))
    coverage = _one(gettext_lazy("Hours that decide the band"), none=gettext_lazy("the same"))
    carry = forms.ChoiceField(
        label=gettext_lazy("Of two bands"),
        choices=[("", gettext_lazy("as the policy says")), *Carry.choices],
        required=False,
    )
    answered_on_call = forms.BooleanField(
        label=gettext_lazy("Entering it during a call answers it"), required=False
    )
    voicemail_counts = forms.BooleanField(
        label=gettext_lazy("A voicemail counts as an answer"), required=False
    )
    try_counts = forms.BooleanField(
        label=gettext_lazy("A call is kept by calling, whoever answers"), required=False
    )
    STARTS = ("start", "start_team", "start_tier", "start_category")
    MORE = ("calendar", "coverage", "carry", "answered_on_call", "voicemail_counts", "try_counts")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["start_team"].queryset = teams().filter(archived_at=None)
        for name in ("calendar", "coverage"):
            self.fields[name].queryset = calendars()

    @staticmethod
    def initial_of(row: RowDraft) -> dict[str, Any]:
        return {name: getattr(row, name) for name in RowForm.base_fields}

    def row(self, before: RowDraft, cells: tuple[Cell, ...]) -> RowDraft:
        """Return what was said; what the form does not ask, such as steps, stays as it is."""
        values = {name: self.cleaned_data[name] for name in self.base_fields}
        values["condition"] = values["condition"].strip()
        if values["start"] != Start.HANDOVER:
            values |= {"start_team": None, "start_tier": None}
        if values["start"] != Start.STATUS:
            values["start_category"] = ""
        return replace(before, **values, cells=cells)


class Cells:
    """The targets of a row as forms, by priority and band."""

    def __init__(self, row: RowDraft, priorities: list[Priority], data: Any) -> None:
        known = {(cell.priority_level, cell.band): cell for cell in row.cells}
        self.lines = [
            (
                priority,
                [
                    CellForm(
                        data, prefix=f"p{priority.level}-{b}", cell=known.get((priority.level, b))
                    )
                    for b in BANDS
                ],
            )
            for priority in priorities
        ]

    @property
    def forms(self) -> list[CellForm]:
        return [form for _priority, forms in self.lines for form in forms]

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self.forms]
        return all(valid)

    @property
    def has_errors(self) -> bool:
        return any(form.is_bound and form.errors for form in self.forms)

    def cells(self) -> tuple[Cell, ...]:
        return tuple(
            form.cell(priority.level, band)
            for priority, forms in self.lines
            for band, form in zip(BANDS, forms, strict=True)
        )


class WhatIfForm(forms.Form):
    """A request that is supposed, and when it comes."""

    level = forms.TypedChoiceField(label=gettext_lazy("Priority"), coerce=int)
    channel = forms.ChoiceField(label=gettext_lazy("Comes by"), choices=Channel.choices)
    at = forms.DateTimeField(
        label=gettext_lazy("At"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    organization = _one(gettext_lazy("Client"), none=gettext_lazy("any client"))
    labels = forms.CharField(
        label=gettext_lazy("Labels"),
        max_length=410,
        required=False,
        help_text=gettext_lazy("Instead of the client’s own, such as 24x7"),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Type"), choices=Kind.choices)
    request_type = _one(gettext_lazy("Request"), none=gettext_lazy("not named"))
    service = _one(gettext_lazy("Service"), none=gettext_lazy("none"))

    def __init__(self, data: Any, priorities: list[Priority], zone: ZoneInfo) -> None:
        super().__init__(data)
        self.zone = zone
        self.fields["level"].choices = [(p.level, str(p)) for p in priorities]
        self.fields["organization"].queryset = organizations().filter(archived_at=None)
        self.fields["request_type"].queryset = request_types()
        self.fields["service"].queryset = services()

    def clean_at(self) -> datetime:
        """The wall clock of the policy's hours, whatever zone the page is read in."""
        said: datetime = self.cleaned_data["at"]
        if said.year not in YEARS:
            raise forms.ValidationError(_("This is too far away."))
        return said.replace(tzinfo=self.zone).astimezone(UTC)

    def supposed(self) -> Supposed:
        said = self.cleaned_data
        request_type = said["request_type"]
        ticket = Ticket(
            organization=said["organization"],
            channel=said["channel"],
            kind=said["kind"],
            request_type=request_type,
            service=said["service"] or (request_type.service if request_type else None),
            received_at=said["at"],
        )
        labels = tuple(re.split(r"[\s,]+", said["labels"].strip())) if said["labels"] else None
        return Supposed(ticket, said["level"], labels)
