"""The steps of a policy's rows: read as sentences, and written anew for one row at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

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
from deskhand.sla.checking import named
from deskhand.sla.drafts import Draft, RowDraft, draft_of
from deskhand.sla.models import Policy, PolicyVersion
from deskhand.sla.step_checks import MOST_STEPS
from deskhand.sla.writing import drafted_by
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.policy_words import saved_words, to_come
from deskhand.web.setup.step_forms import StepForm, initial_of
from deskhand.web.setup.step_sentences import names_of_things, sentence

Steps = forms.formset_factory(
    StepForm, extra=0, can_delete=True, max_num=MOST_STEPS, absolute_max=MOST_STEPS + 5
)


@dataclass(frozen=True, slots=True)
class Spot:
    """One row of a policy in force."""

    policy: Policy
    version: PolicyVersion
    draft: Draft
    place: int

    @property
    def row(self) -> RowDraft:
        return self.draft.rows[self.place]

    def with_steps(self, specs: tuple[dict[str, Any], ...]) -> Draft:
        """Return the draft with other steps on this row."""
        rows = list(self.draft.rows)
        rows[self.place] = replace(self.row, steps=specs)
        return replace(self.draft, rows=tuple(rows))


@require_GET
@administrators_only
def listing(request: DeskRequest, pk: int) -> HttpResponse:
    """All rows of a policy with their steps in sentences."""
    policy, version = _found(pk)
    names = names_of_things()
    rows = [
        (place, named(row, place), [sentence(spec, names) for spec in row.steps])
        for place, row in enumerate(draft_of(version).rows)
    ]
    context = {
        "policy": policy,
        "version": version,
        "rows": rows,
        "to_come": to_come(version, at=request.at),
        "draft_by": drafted_by(policy),
    }
    return render(request, "setup/steps.html", context)


@require_http_methods(["GET", "POST"])
@administrators_only
def edit(request: DeskRequest, pk: int, place: int) -> HttpResponse:
    """Write the steps of one row anew; what is saved is the policy's next version."""
    policy, version = _found(pk)
    spot = Spot(policy, version, draft_of(version), place)
    if place >= len(spot.draft.rows):
        raise Http404
    if request.method == "GET":
        return _page(request, spot, _kept(spot.row))
    if "more" in request.POST:
        return _page(request, spot, Steps(_with_one_more(request)))
    formset = Steps(request.POST)
    faults = []
    if request.POST.get("version") != str(version.number):
        faults = [_("The policy was changed meanwhile. Nothing is saved; look at it anew.")]
    elif formset.is_valid():
        faults = _saved(request, spot, formset)
        if not faults:
            messages.success(request, saved_words(policy, at=request.at))
            return redirect("setup:steps", policy.pk)
    return _page(request, spot, formset, faults=faults, status=422)


def _found(pk: int) -> tuple[Policy, PolicyVersion]:
    policy = policies().filter(pk=pk).first()
    if policy is None:
        raise Http404
    return policy, latest(policy)


def _kept(row: RowDraft) -> Any:
    return Steps(initial=[initial_of(spec) for spec in row.steps])


def _with_one_more(request: DeskRequest) -> Any:
    data = request.POST.copy()
    total = data.get("form-TOTAL_FORMS", "0")
    count = int(total) if total.isdecimal() and len(total) < 4 else 0
    data["form-TOTAL_FORMS"] = str(min(count + 1, MOST_STEPS))
    return data


@transaction.atomic
def _saved(request: DeskRequest, spot: Spot, formset: Any) -> list[str]:
    """Publish the row with these steps; return what stands in the way."""
    kept = (form for form in formset.forms if not form.cleaned_data.get("DELETE", False))
    begins_at = holds_from(spot.policy, at=request.at)
    try:
        publish(spot.policy, spot.with_steps(tuple(form.spec() for form in kept)), at=begins_at)
    except PolicyRefused as error:
        return [str(remark) for remark in error.remarks]
    event = SettingChanged(what="policies", setting=spot.policy.pk, act="changed", fields="steps")
    record(event, by=actor_of(request.reader), at=request.at)
    return []


def _page(
    request: DeskRequest,
    spot: Spot,
    formset: Any,
    *,
    faults: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "policy": spot.policy,
        "version": spot.version,
        "to_come": to_come(spot.version, at=request.at),
        "draft_by": drafted_by(spot.policy),
        "row_name": named(spot.row, spot.place),
        "formset": formset,
        "faults": faults,
        "is_refused": status == 422,
        "is_full": len(formset.forms) >= MOST_STEPS,
    }
    return render(request, "setup/step.html", context, status=status)
