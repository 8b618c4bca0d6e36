"""Why a promise was broken, said on the ticket page."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from deskhand.desk import reasoning
from deskhand.reports.reasons import ReasonRefused, Why, offered
from deskhand.tickets.reading import ticket_for
from deskhand.web.access import agents_only
from deskhand.web.request import DeskRequest


class WhyForm(forms.Form):
    """A reason of the firm's list, and more in words."""

    reason: Any = forms.ModelChoiceField(queryset=None, label=gettext_lazy("Why"))
    words = forms.CharField(label=gettext_lazy("More"), max_length=300, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["reason"].queryset = offered()  # type: ignore[attr-defined]


@require_POST
@agents_only
def say_why(request: DeskRequest, number: int, clock_id: int) -> HttpResponse:
    """Note why a promise was broken."""
    ticket_for(request.reader, number)
    form = WhyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a reason of the list; what you add has 300 letters."))
        return redirect("console:ticket", number)
    why = Why(form.cleaned_data["reason"], form.cleaned_data["words"])
    try:
        reasoning.say_why(number, clock_id, why, by=request.reader, at=request.at)
    except ReasonRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Noted."))
    return redirect("console:ticket", number)
