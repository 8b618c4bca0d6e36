"""What each agent is good at, how much he may have, when he works and when he is away: by this,
rules give out tickets."""

from datetime import time
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.forms import BaseFormSet, formset_factory
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from deskhand.automation.absences import agents_with_duties, duty_of, save_duty
from deskhand.automation.giving import absent
from deskhand.automation.models import Absence, Duty
from deskhand.desk.dispatch.hours import calendar_of, keep_calendar
from deskhand.journal.record import record
from deskhand.people.acting import actor_of
from deskhand.people.administration import active_agents
from deskhand.people.models import Agent
from deskhand.provider.events import SettingChanged
from deskhand.sla.administration import calendars
from deskhand.web.access import administrators_only
from deskhand.web.act_forms import Tags
from deskhand.web.request import DeskRequest

YEARS = (2000, 2999)
MOST_ABSENCES = 40
SPARE = 2


class DutyForm(forms.ModelForm):
    """What an agent can and may have, and when he works."""

    skills = Tags(
        label=gettext_lazy("Knows"),
        required=False,
        max_length=800,
        help_text=gettext_lazy("Short names of requests and services, and tags, with commas."),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Works on"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None marked means every day."),
    )

    class Meta:
        model = Duty
        fields = ("takes_part", "capacity", "skills", "weekdays", "begins", "ends")
        help_texts = {
            "capacity": gettext_lazy(
                "A ticket of priority 1 counts 4, of 2 counts 3, of 3 counts 2, others 1. 0 is "
                "without end."
            ),
        }
        widgets = {
            "begins": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "ends": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("begins")) != bool(cleaned.get("ends")) and not self.errors:
            self.add_error("ends", _("Say from when and until when, or neither."))
        return cleaned


class HoursForm(forms.Form):
    """By which calendar an agent works."""

    def __init__(self, agent: Agent, *args: Any) -> None:
        super().__init__(*args)
        self.fields["calendar"] = forms.ModelChoiceField(
            label=_("Calendar"),
            queryset=calendars(),
            required=False,
            initial=calendar_of(agent),
            empty_label=_("The firm’s"),
            help_text=_("Appointments are offered within its hours, and those below."),
        )


class AbsenceForm(forms.ModelForm):
    """When an agent is away."""

    class Meta:
        model = Absence
        fields = ("begins_on", "begins", "ends_on", "ends", "why", "substitute")
        widgets = {
            "begins_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "begins": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "ends": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(self, *args: Any, agent: Agent | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others: Any = self.fields["substitute"]
        others.queryset = active_agents().exclude(pk=agent.pk if agent else 0)
        others.empty_label = "-"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("begins_on"), cleaned.get("ends_on")
        for name in ("begins_on", "ends_on"):
            day = cleaned.get(name)
            if day and not YEARS[0] <= day.year <= YEARS[1]:
                self.add_error(name, _("This year is too far away."))
        if begins and ends and ends < begins:
            self.add_error("ends_on", _("This is before it begins."))
        from_time, until = cleaned.get("begins"), cleaned.get("ends")
        if begins and begins == ends and until and until <= (from_time or time()):
            self.add_error("ends", _("This is before it begins."))
        return cleaned


Absences = formset_factory(AbsenceForm, extra=SPARE, can_delete=True, max_num=MOST_ABSENCES)


@require_GET
@administrators_only
def listing(request: DeskRequest) -> HttpResponse:
    agents = list(agents_with_duties())
    away = absent(agents, at=request.at) if agents else {}
    rows = [(agent, duty_of(agent), away.get(agent.pk)) for agent in agents]
    return render(request, "setup/duties.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@administrators_only
def edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Change what is kept of an agent."""
    agent = agents_with_duties().filter(pk=pk).first()
    if agent is None:
        raise Http404
    duty = duty_of(agent)
    if request.method == "GET":
        return _page(request, agent, DutyForm(instance=duty), _formset(agent))
    form, absences = DutyForm(request.POST, instance=duty), _formset(agent, request.POST)
    hours = HoursForm(agent, request.POST)
    if not (form.is_valid() and absences.is_valid() and hours.is_valid()):
        return _page(request, agent, form, absences, status=422)
    said = [row.instance for row in absences if row.has_changed() or row.instance.begins_on]
    deleted = {id(row.instance) for row in absences.deleted_forms}
    with transaction.atomic():
        kept = [row for row in said if row.begins_on and id(row) not in deleted]
        save_duty(form.save(commit=False), kept)
        keep_calendar(agent, hours.cleaned_data["calendar"])
        event = SettingChanged(what="duties", setting=agent.pk, act="changed", fields="")
        record(event, by=actor_of(request.reader), at=request.at)
    messages.success(request, _("Saved."))
    return redirect("setup:duties")


def _formset(agent: Agent, typed: Any = None) -> BaseFormSet[AbsenceForm]:
    initial = [
        {
            "begins_on": row.begins_on,
            "begins": row.begins,
            "ends_on": row.ends_on,
            "ends": row.ends,
            "why": row.why,
            "substitute": row.substitute_id,
        }
        for row in agent.absences.all()
    ]
    return Absences(typed, initial=initial, form_kwargs={"agent": agent})


def _page(
    request: DeskRequest,
    agent: Agent,
    form: DutyForm,
    absences: BaseFormSet[AbsenceForm],
    *,
    status: int = 200,
) -> HttpResponse:
    hours = HoursForm(agent, *([request.POST] if request.method == "POST" else []))
    context = {"agent": agent, "form": form, "hours": hours, "formset": absences}
    return render(request, "setup/duty.html", context, status=status)
