"""What holds when a ticket is to end while something is still open there."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from deskhand.journal.record import record
from deskhand.people.acting import actor_of
from deskhand.provider.events import SettingChanged
from deskhand.tickets.related import EndRule
from deskhand.tickets.relations import end_rules, set_end_rules
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest

How, What = EndRule.How, EndRule.What


class EndingForm(forms.Form):
    """One choice for each thing that may still be open."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for what in What:
            # Tasks do not end by themselves.
            offered = [how for how in How if what != What.TASK or how != How.TOGETHER]
            self.fields[what.value] = forms.ChoiceField(
                label=what.label, choices=[(how.value, how.label) for how in offered]
            )


@require_http_methods(["GET", "POST"])
@administrators_only
def ending(request: DeskRequest) -> HttpResponse:
    form = EndingForm(request.POST if request.method == "POST" else None, initial=end_rules())
    if not form.is_bound:
        return render(request, "setup/ending.html", {"form": form})
    if not form.is_valid():
        return render(request, "setup/ending.html", {"form": form}, status=422)
    with transaction.atomic():
        changed = set_end_rules(form.cleaned_data)
        if changed:
            event = SettingChanged(
                what="ending", setting=None, act="changed", fields=",".join(changed)
            )
            record(event, by=actor_of(request.reader), at=request.at)
    messages.success(request, _("Saved."))
    return redirect("setup:ending")
