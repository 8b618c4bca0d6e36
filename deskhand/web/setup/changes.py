"""What a policy says of changes: priorities raised and lowered, opening again, warnings."""

from dataclasses import asdict, replace

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from deskhand.journal.record import record
from deskhand.people.acting import actor_of
from deskhand.provider.events import SettingChanged
from deskhand.sla.administration import (
    PolicyRefused,
    holds_from,
    latest,
    policies,
    publish,
)
from deskhand.sla.drafts import draft_of
from deskhand.sla.models import Policy
from deskhand.sla.options import MOST_GRACE, Lowered, Options, OptionsRefused, Raised, Reopened
from deskhand.sla.writing import drafted_by
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.policy_words import saved_words, to_come


class ChangesForm(forms.Form):
    """The options of a version."""

    raised = forms.ChoiceField(
        label=gettext_lazy("A more urgent priority brings"), choices=Raised.choices
    )
    grace_minutes = forms.IntegerField(
        label=gettext_lazy("Grace, in minutes"),
        min_value=0,
        max_value=MOST_GRACE,
        help_text=gettext_lazy(
            "For “with some grace”: it is not due before so long from the change."
        ),
    )
    lowered = forms.ChoiceField(
        label=gettext_lazy("A less urgent priority brings"),
        choices=Lowered.choices,
        help_text=gettext_lazy("A promise that is broken stays broken; it can be corrected."),
    )
    reopened = forms.ChoiceField(
        label=gettext_lazy("The resolution of a ticket that opens again"), choices=Reopened.choices
    )
    shifts_days = forms.BooleanField(
        label=gettext_lazy("Business days move: each that opens during a pause is one more"),
        required=False,
    )
    amber = forms.IntegerField(
        label=gettext_lazy("Chips turn amber at percent of the time"), min_value=1, max_value=99
    )
    red = forms.IntegerField(
        label=gettext_lazy("and red at"),
        min_value=2,
        max_value=100,
        help_text=gettext_lazy("100: once it is late."),
    )

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                Options.checked(cleaned)
            except OptionsRefused as error:
                self.add_error(error.field, str(error))
        return cleaned


@require_http_methods(["GET", "POST"])
@administrators_only
def edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Show and change the options; what is saved is a new version of the policy."""
    policy = policies().filter(pk=pk).first()
    if policy is None:
        raise Http404
    version = latest(policy)
    form = ChangesForm(request.POST or None, initial=asdict(Options.of(version.changes)))
    context = {
        "policy": policy,
        "form": form,
        "to_come": to_come(version, at=request.at),
        "draft_by": drafted_by(policy),
    }
    if request.method == "GET":
        return render(request, "setup/changes.html", context)
    if not form.is_valid() or not _saved(request, policy, form):
        return render(request, "setup/changes.html", context, status=422)
    messages.success(request, saved_words(policy, at=request.at))
    return redirect("setup:policy", pk)


@transaction.atomic
def _saved(request: DeskRequest, policy: Policy, form: ChangesForm) -> bool:
    said = Options.checked(form.cleaned_data)
    try:
        draft = replace(draft_of(latest(policy)), changes=said.kept)
        publish(policy, draft, at=holds_from(policy, at=request.at))
    except PolicyRefused as error:
        for remark in error.remarks:
            form.add_error(None, str(remark))
        return False
    event = SettingChanged(what="policies", setting=policy.pk, act="changed", fields="changes")
    record(event, by=actor_of(request.reader), at=request.at)
    return True
