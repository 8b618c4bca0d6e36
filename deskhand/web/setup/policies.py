"""Policies: the table of targets, by priority, in and after business hours."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from deskhand.catalog.models import Category
from deskhand.journal.record import record
from deskhand.people.acting import actor_of
from deskhand.provider.events import SettingChanged
from deskhand.sla.administration import (
    PolicyRefused,
    calendars,
    latest,
    policies,
    save_policy,
)
from deskhand.sla.drafts import Cell, Draft, draft_of
from deskhand.sla.models import Policy, PromiseKind, Target
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest

UNITS = [
    ("calendar", gettext_lazy("hours, elapsed")),
    ("business", gettext_lazy("hours, open time")),
    ("business_days", gettext_lazy("business days, by their close")),
    ("none", gettext_lazy("no promise")),
]
BANDS = ("in", "after")
WHY = {
    PromiseKind.FIRST_RESPONSE: gettext_lazy(
        "From receipt to the first answer of a person. No status holds it."
    ),
    PromiseKind.NEXT_RESPONSE: gettext_lazy(
        "From the oldest unanswered message of the requester to the next answer."
    ),
    PromiseKind.UPDATE: gettext_lazy("From each public answer to the next, while it is open."),
    PromiseKind.RESOLUTION: gettext_lazy("From receipt until it is solved."),
}
MOST_HOURS = 2000
MOST_DAYS = 250
SECONDS = 3600


class CellForm(forms.Form):
    """One cell of the table: an amount and what it counts."""

    amount = forms.DecimalField(
        label=gettext_lazy("Amount"), required=False, min_value=0, max_digits=7, decimal_places=2
    )
    unit = forms.ChoiceField(label=gettext_lazy("Counted in"), choices=UNITS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        amount, unit = cleaned.get("amount"), cleaned.get("unit")
        if unit == "none" or self.errors:
            return cleaned
        if not amount:
            self.add_error("amount", _("How much?"))
        elif unit == "business_days" and (amount != int(amount) or amount > MOST_DAYS):
            self.add_error("amount", _("Whole days, at most %(most)d.") % {"most": MOST_DAYS})
        elif amount > MOST_HOURS:
            self.add_error("amount", _("At most %(most)d hours.") % {"most": MOST_HOURS})
        return cleaned

    def target(self, kind: str, *, level: int, band: str) -> dict[str, Any]:
        """Return the cell as a row of the policy; hours become seconds."""
        unit, amount = self.cleaned_data["unit"], self.cleaned_data["amount"] or 0
        is_days = unit == "business_days"
        return {
            "kind": kind,
            "priority_level": level,
            "band": band,
            "unit": unit,
            "seconds": 0 if is_days or unit == "none" else int(amount * SECONDS),
            "days": int(amount) if is_days else 0,
        }


class PolicyForm(forms.Form):
    calendar = forms.ModelChoiceField(
        label=gettext_lazy("Business hours"), queryset=None, empty_label=None
    )
    held_by = forms.MultipleChoiceField(
        label=gettext_lazy("Updates and resolution stand still while a ticket is"),
        choices=[
            (category.value, category.label)
            for category in (
                Category.WAITING_REQUESTER,
                Category.WAITING_THIRD_PARTY,
                Category.SCHEDULED,
                Category.HELD,
            )
        ],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Answers are never held: somebody waits for them."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["calendar"].queryset = calendars()


@require_GET
@administrators_only
def listing(request: DeskRequest) -> HttpResponse:
    lines = [(policy, latest(policy)) for policy in policies()]
    return render(request, "setup/policies.html", {"lines": lines})


@require_http_methods(["GET", "POST"])
@administrators_only
def edit(request: DeskRequest, pk: int) -> HttpResponse:
    policy = policies().filter(pk=pk).first()
    if policy is None:
        raise Http404
    version = latest(policy)
    data = request.POST if request.method == "POST" else None
    initial = {"calendar": version.calendar_id, "held_by": version.holds.get("resolution", [])}
    form = PolicyForm(data, initial=initial)
    draft = draft_of(version)
    tables = [Table(kind, draft, data) for kind in WHY]
    if data is None:
        return _page(request, policy, form, tables)
    if not all([form.is_valid(), *(cell.is_valid() for table in tables for cell in table.cells)]):
        return _page(request, policy, form, tables, status=422)
    try:
        _save(request, policy, form, tables)
    except PolicyRefused as error:
        for remark in error.remarks:
            form.add_error(None, str(remark))
        return _page(request, policy, form, tables, status=422)
    messages.success(request, _("Saved. It holds for what comes in from now on."))
    return redirect("setup:policies")


class Table:
    """What one kind promises to every ticket: by priority, in and after business hours."""

    def __init__(self, kind: PromiseKind, draft: Draft, data: Any) -> None:
        self.kind = kind
        self.why = WHY[kind]
        plain = next((row for row in draft.rows if row.is_plain and row.kind == kind), None)
        cells = plain.cells if plain else ()
        known = {(cell.priority_level, cell.band): cell for cell in cells}
        self.is_promised = any(cell.unit != Target.Unit.NONE for cell in cells)
        self.rows = [
            (priority, [self._cell(priority.level, band, known, data) for band in BANDS])
            for priority in draft.priority_scheme.priorities.all()
        ]

    def _cell(self, level: int, band: str, known: dict, data: Any) -> CellForm:
        prefix = f"{self.kind}-p{level}-{band}"
        return CellForm(data, prefix=prefix, initial=_initial(known.get((level, band))))

    @property
    def cells(self) -> list[CellForm]:
        return [cell for _priority, cells in self.rows for cell in cells]

    @property
    def has_errors(self) -> bool:
        return any(cell.is_bound and cell.errors for cell in self.cells)

    def targets(self) -> list[dict[str, Any]]:
        return [
            cell.target(self.kind, level=priority.level, band=band)
            for priority, cells in self.rows
            for band, cell in zip(BANDS, cells, strict=True)
        ]


def _initial(target: Cell | None) -> dict[str, Any]:
    if target is None or target.unit == Target.Unit.NONE:
        return {"unit": "none"}
    if target.unit == Target.Unit.BUSINESS_DAYS:
        return {"unit": target.unit, "amount": target.days}
    hours = target.seconds / SECONDS
    return {"unit": target.unit, "amount": int(hours) if hours == int(hours) else round(hours, 2)}


def _page(
    request: DeskRequest,
    policy: Policy,
    form: PolicyForm,
    tables: list[Table],
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "policy": policy,
        "form": form,
        "tables": tables,
        "is_refused": any(table.has_errors for table in tables),
        "others": sum(not row.is_plain for row in draft_of(latest(policy)).rows),
        "versions": policy.versions.order_by("-number"),
    }
    return render(request, "setup/policy.html", context, status=status)


@transaction.atomic
def _save(request: DeskRequest, policy: Policy, form: PolicyForm, tables: list[Table]) -> None:
    held_by = form.cleaned_data["held_by"]
    save_policy(
        policy,
        targets=[target for table in tables for target in table.targets()],
        calendar=form.cleaned_data["calendar"],
        holds={"resolution": held_by, "update": held_by},
        at=request.at,
    )
    event = SettingChanged(what="policies", setting=policy.pk, act="changed")
    record(event, by=actor_of(request.reader), at=request.at)
