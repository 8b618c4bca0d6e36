"""Policies: who is owed which, and one as a table of rows, written before it is published."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deskhand.catalog.models import Priority
from deskhand.journal.record import record
from deskhand.people.acting import actor_of
from deskhand.provider.events import SettingChanged
from deskhand.sla import owing, writing
from deskhand.sla.administration import (
    PolicyRefused,
    open_tickets_of,
    policies,
    rename,
)
from deskhand.sla.calendars import arithmetic, version_at
from deskhand.sla.drafts import draft_of
from deskhand.sla.models import Policy
from deskhand.sla.remarks import Remark
from deskhand.sla.writing import Writing
from deskhand.sla.written import NotThere
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.policy_forms import HeadForm, WhatIfForm
from deskhand.web.setup.policy_words import kinds_shown, parts_shown, to_come


@require_GET
@administrators_only
def listing(request: DeskRequest) -> HttpResponse:
    """All policies, and who is owed each."""
    rows = list(policies())
    owed = owing.owed_now(at=request.at)
    lines = [
        {
            "policy": policy,
            "version": max(policy.versions.all(), key=lambda version: version.number),
            "owed": owed.get(policy.pk, []),
            "is_written": hasattr(policy, "draft"),
        }
        for policy in rows
    ]
    return render(request, "setup/policies.html", {"lines": lines})


@require_http_methods(["GET", "POST"])
@administrators_only
def edit(request: DeskRequest, pk: int) -> HttpResponse:
    """The page of a policy; what is sent is its head, kept in the draft."""
    found = found_writing(pk)
    if request.method == "GET":
        return page(request, found)
    form = HeadForm(request.POST)
    if not form.is_valid():
        return page(request, found, form=form, status=422)
    said = form.cleaned_data
    holds = dict.fromkeys(("resolution", "update"), said["held_by"])
    heads = {key: said[key] for key in ("calendar", "priority_scheme", "status_scheme", "carry")}
    with transaction.atomic():
        keep(request, found, replace(found.draft, holds=holds, **heads))
        if rename(found.policy, said["name"]):
            note(request, found.policy, "renamed")
    messages.success(request, _("Kept in the draft. Publish it to let it hold."))
    return redirect("setup:policy", pk)


def found_writing(pk: int) -> Writing:
    """Return what is written of a policy; a draft that names what is gone is begun anew."""
    policy = policies().filter(pk=pk).first()
    if policy is None:
        raise Http404
    try:
        return writing.writing_of(policy)
    except NotThere:
        writing.discard(policy)
        return writing.writing_of(policy)


def keep(request: DeskRequest, found: Writing, draft: Any) -> None:
    """Keep a draft under the name of who writes."""
    writing.write(found, draft, by=actor_of(request.reader).name, at=request.at)


def note(request: DeskRequest, policy: Policy, act: str) -> None:
    event = SettingChanged(what="policies", setting=policy.pk, act=act)
    record(event, by=actor_of(request.reader), at=request.at)


def page(
    request: DeskRequest,
    found: Writing,
    *,
    form: HeadForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Show a policy as it is written, with what is wrong or doubtful about it."""
    draft, in_force = found.draft, draft_of(found.in_force)
    priorities = list(draft.priority_scheme.priorities.all())
    remarks = writing.remarks_on(found, at=request.at)
    owed = owing.owed_now(at=request.at).get(found.policy.pk, [])
    context = {
        "policy": found.policy,
        "writing": found,
        "to_come": to_come(found.in_force, at=request.at),
        "form": form or HeadForm(initial=HeadForm.initial_of(draft, found.policy.name)),
        "priorities": priorities,
        "kinds": kinds_shown(draft, in_force, remarks, priorities),
        "remarks": [remark for remark in remarks if remark.row is None],
        "has_faults": any(remark.is_fault for remark in remarks),
        "doubts": sum(not remark.is_fault for remark in remarks),
        "changes": len(writing.changes_between(in_force, draft)) if found.is_begun else 0,
        "open_count": open_tickets_of(found.policy) if found.is_begun else 0,
        "owed": owed,
        "parts": parts_shown(draft.parts),
        "what_if": what_if_form(request, found, priorities),
        "zone": zone_of(found, request.at),
        "versions": found.policy.versions.order_by("-number")[:10],
        **more,
    }
    return render(request, "setup/policy.html", context, status=status)


def zone_of(found: Writing, at: datetime) -> ZoneInfo:
    """The zone of a policy's business hours."""
    return arithmetic(version_at(found.draft.calendar, at)).zone


def what_if_form(
    request: DeskRequest, found: Writing, priorities: Sequence[Priority]
) -> WhatIfForm:
    """The request that is supposed, as it was said or at first: a call now, usual in urgency."""
    zone = zone_of(found, request.at)
    data = request.GET if "level" in request.GET else None
    form = WhatIfForm(data, list(priorities), zone)
    if data is None:
        usual = next((p.level for p in priorities if p.is_default), None)
        form.initial = {
            "level": usual or (priorities[0].level if priorities else None),
            "at": request.at.astimezone(zone).replace(tzinfo=None),
        }
    return form


@require_POST
@administrators_only
def publish(request: DeskRequest, pk: int) -> HttpResponse:
    """Put what is written into force: at once, or from the beginning of a day on."""
    found = found_writing(pk)
    begins_at = _begins_at(request, found)
    if begins_at is None:
        words = _("From which day on? It must not be past.")
        return page(request, found, status=422, refused=[Remark(None, True, words)])
    try:
        with transaction.atomic():
            writing.publish_written(found, at=begins_at)
            note(request, found.policy, "changed")
    except PolicyRefused as error:
        return page(request, found, status=422, refused=error.remarks)
    messages.success(request, _("Published. It holds for what comes in from then on."))
    return redirect("setup:policy", pk)


def _begins_at(request: DeskRequest, found: Writing) -> datetime | None:
    """When it is to be in force; None for nonsense, and for what is past."""
    said = request.POST.get("from", "").strip()
    if not said:
        return request.at
    try:
        day = date.fromisoformat(said)
        begins_at = datetime.combine(day, time.min, tzinfo=zone_of(found, request.at))
        begins_at = begins_at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return begins_at if request.at < begins_at and day.year < 2100 else None


@require_POST
@administrators_only
def act(request: DeskRequest, pk: int) -> HttpResponse:
    """Forget the draft, make a copy, or let the policy be the firm's default."""
    found, wanted = found_writing(pk), request.POST.get("act", "")
    if wanted == "discard":
        writing.discard(found.policy)
        messages.info(request, _("Forgotten. What is in force still holds."))
    elif wanted == "copy":
        with transaction.atomic():
            name = writing.name_of_copy(found.policy)
            made = writing.copy(found.policy, name=name, at=request.at)
            note(request, made, "made")
        messages.success(request, _("Copied. Nobody is owed the copy yet."))
        return redirect("setup:policy", made.pk)
    elif wanted == "default":
        with transaction.atomic():
            writing.make_default(found.policy)
            note(request, found.policy, "made default")
        messages.success(request, _("It is the firm’s default for what comes in from now on."))
    return redirect("setup:policy", pk)


def row_names(found: Writing) -> dict[int, str]:
    """Names of the levels of a draft."""
    priorities = found.draft.priority_scheme.priorities.all()
    return {priority.level: priority.name for priority in priorities}
