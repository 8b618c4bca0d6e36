"""Forms of Setup for time: kinds of work, roles, and what the firm asks of entries."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from deskhand.journal.record import record
from deskhand.people.acting import actor_of
from deskhand.provider.events import SettingChanged
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.catalog_forms import PlaceForm
from deskhand.work.models import TimeRules, WorkRole, WorkType
from deskhand.work.timekeeping.choosing import save_rules, time_rules


class WorkTypeForm(PlaceForm):
    class Meta:
        model = WorkType
        fields = ("name", "is_billable", "position", "is_active")


class WorkRoleForm(PlaceForm):
    class Meta:
        model = WorkRole
        fields = ("name", "position", "is_active")


class TimeRulesForm(forms.ModelForm):
    """What the firm asks of time."""

    left_running_hours = forms.IntegerField(
        label=gettext_lazy("Hours after which a timer counts as left running"),
        min_value=1,
        max_value=24,
    )

    class Meta:
        model = TimeRules
        fields = ("left_running_hours", "needs_note")

    def save(self, commit: bool = True) -> Any:
        return save_rules(super().save(commit=False))


@require_http_methods(["GET", "POST"])
@administrators_only
def rules(request: DeskRequest) -> HttpResponse:
    form = TimeRulesForm(request.POST if request.method == "POST" else None, instance=time_rules())
    if not form.is_bound:
        return render(request, "setup/time_rules.html", {"form": form})
    if not form.is_valid():
        return render(request, "setup/time_rules.html", {"form": form}, status=422)
    with transaction.atomic():
        form.save()
        event = SettingChanged(
            what="time", setting=None, act="changed", fields=",".join(form.changed_data)
        )
        record(event, by=actor_of(request.reader), at=request.at)
    messages.success(request, _("Saved."))
    return redirect("setup:time_rules")
