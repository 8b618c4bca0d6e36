"""Which policies a client is owed: a list in order beside its form, and a page for each."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from deskhand.journal.record import record
from deskhand.people.acting import actor_of
from deskhand.people.administration import organizations
from deskhand.people.models import Organization
from deskhand.people.zones import zone_of
from deskhand.provider.events import SettingChanged
from deskhand.sla import owing
from deskhand.sla.administration import policies
from deskhand.sla.models import PolicyAssignment
from deskhand.sla.owing import AssignmentRefused, Owed
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.resources import BY_NAME

DAY = {"type": "date"}
YEARS = range(1990, 2200)
# In whose list a client stands.
ORGANIZATIONS = BY_NAME["organizations"]


class OwedForm(forms.Form):
    """One policy that is owed; its days are those of the client."""

    policy = forms.ModelChoiceField(label=gettext_lazy("Policy"), queryset=None, empty_label=None)
    labels = forms.CharField(
        label=gettext_lazy("Labels"),
        max_length=410,
        required=False,
        help_text=gettext_lazy(
            "Short words that conditions read, such as 24x7 or on-call, with blanks between."
        ),
    )
    condition = forms.CharField(
        label=gettext_lazy("Only for tickets with"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy(
            "Empty: for all of them. Or by site, service, request, kind, channel or tag: "
            "service:mail-hosting channel:phone"
        ),
    )
    begins_on = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        help_text=gettext_lazy("Empty: without end."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["policy"].queryset = policies()

    def owed(self, zone: ZoneInfo) -> Owed:
        cleaned = self.cleaned_data
        last: date | None = cleaned["ends_on"]
        return Owed(
            policy=cleaned["policy"],
            begins_at=_midnight(cleaned["begins_on"], zone),
            ends_at=_midnight(last + timedelta(days=1), zone) if last else None,
            labels=tuple(cleaned["labels"].replace(",", " ").split()),
            condition=cleaned["condition"],
        )

    def clean_begins_on(self) -> date | None:
        return _near(self.cleaned_data["begins_on"])

    def clean_ends_on(self) -> date | None:
        return _near(self.cleaned_data["ends_on"])


def _near(day: date | None) -> date | None:
    if day is not None and day.year not in YEARS:
        raise forms.ValidationError(_("This is too far away."))
    return day


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def facts(organization: Organization, at: datetime) -> dict[str, Any]:
    """Return what the list beside a client's form shows: what is owed in order, then what was."""
    zone = zone_of(None, organization)
    rows = list(owing.assignments(organization))
    return {
        "owed": [_line(row, zone, at) for row in rows if not _has_ended(row, at)],
        "was_owed": [_line(row, zone, at) for row in rows if _has_ended(row, at)],
    }


def _has_ended(row: PolicyAssignment, at: datetime) -> bool:
    return row.ends_at is not None and row.ends_at <= at


def _line(row: PolicyAssignment, zone: ZoneInfo, at: datetime) -> dict[str, Any]:
    return {
        "row": row,
        "begins_on": row.begins_at.astimezone(zone).date(),
        "ends_on": _last_day(row, zone),
        "is_to_come": row.begins_at > at,
        "is_ours": row.source == PolicyAssignment.DIRECT,
    }


def _last_day(row: PolicyAssignment, zone: ZoneInfo) -> date | None:
    if row.ends_at is None:
        return None
    return (row.ends_at - timedelta(microseconds=1)).astimezone(zone).date()


@require_http_methods(["GET", "POST"])
@administrators_only
def edit(request: DeskRequest, organization_id: int, pk: int | None = None) -> HttpResponse:
    """Let a client be owed a policy, or change what it is owed."""
    organization, row = _found(organization_id, pk)
    zone = zone_of(None, organization)
    if request.method == "GET":
        form = OwedForm(initial=_initial(row, zone, request.at))
        return _page(request, organization, row, form)
    form = OwedForm(request.POST)
    if not form.is_valid():
        return _page(request, organization, row, form, status=422)
    try:
        _save(request, organization, row, form.owed(zone))
    except AssignmentRefused as error:
        form.add_error(error.field, str(error))
        return _page(request, organization, row, form, status=422)
    messages.success(request, _("Saved. It holds for what comes in from then on."))
    return redirect("setup:edit", "organizations", organization.pk)


def _found(organization_id: int, pk: int | None) -> tuple[Organization, PolicyAssignment | None]:
    organization = organizations().filter(pk=organization_id).first()
    if organization is None:
        raise Http404
    if pk is None:
        return organization, None
    row = owing.assignments(organization).filter(pk=pk, source=PolicyAssignment.DIRECT).first()
    if row is None:
        raise Http404
    return organization, row


def _initial(row: PolicyAssignment | None, zone: ZoneInfo, at: datetime) -> dict[str, Any]:
    if row is None:
        return {"begins_on": at.astimezone(zone).date()}
    return {
        "policy": row.policy_id,
        "labels": " ".join(row.labels),
        "condition": row.condition,
        "begins_on": row.begins_at.astimezone(zone).date(),
        "ends_on": _last_day(row, zone),
    }


def _page(
    request: DeskRequest,
    organization: Organization,
    row: PolicyAssignment | None,
    form: OwedForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"organization": organization, "row": row, "form": form, "resource": ORGANIZATIONS}
    return render(request, "setup/owed.html", context, status=status)


@transaction.atomic
def _save(
    request: DeskRequest, organization: Organization, row: PolicyAssignment | None, owed: Owed
) -> None:
    saved = owing.change(row, owed) if row else owing.owe(organization, owed)
    _note(request, saved, "changed" if row else "made")


@require_POST
@administrators_only
def move(request: DeskRequest, organization_id: int, pk: int) -> HttpResponse:
    """Try what is owed one place earlier or later; what comes from elsewhere moves too."""
    organization = _found(organization_id, None)[0]
    row = owing.assignments(organization).filter(pk=pk).first()
    if row is None:
        raise Http404
    with transaction.atomic():
        if owing.move(row, up=request.POST.get("to") == "up"):
            _note(request, row, "changed")
    return redirect("setup:edit", "organizations", organization.pk)


@require_POST
@administrators_only
def end(request: DeskRequest, organization_id: int, pk: int) -> HttpResponse:
    """Owe it no longer from now on; tickets that are here keep it."""
    organization, row = _found(organization_id, pk)
    if row is not None:
        with transaction.atomic():
            owing.end(row, at=request.at)
            _note(request, row, "changed")
        messages.success(request, _("Ended. Tickets that are here keep it."))
    return redirect("setup:edit", "organizations", organization.pk)


def _note(request: DeskRequest, row: PolicyAssignment, act: str) -> None:
    event = SettingChanged(what="owed policies", setting=row.pk, act=act)
    record(event, by=actor_of(request.reader), at=request.at)
