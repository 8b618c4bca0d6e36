"""Priorities and statuses: each scheme is one page with its rows, named as its policies need it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.forms import BaseModelFormSet, modelformset_factory
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deskhand.catalog import administration as catalog
from deskhand.catalog.models import Category, Priority, Status
from deskhand.journal.record import record
from deskhand.people.acting import actor_of
from deskhand.provider.events import SettingChanged
from deskhand.sla.administration import policies_by_scheme
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.resources import BY_NAME

NEW_ROWS = 2


@dataclass(frozen=True, slots=True)
class Kind:
    """Priorities or statuses: their schemes, and the form of a row."""

    name: str
    schemes: Callable[[], QuerySet[Any]]
    rows: str
    model: Any
    fields: dict[str, Any]


class _Rows(BaseModelFormSet):
    """The rows of one scheme; what would stand twice is said."""

    key = "name"

    def clean(self) -> None:
        super().clean()
        seen: set[Any] = set()
        for form in self.forms:
            value = form.cleaned_data.get(self.key) if hasattr(form, "cleaned_data") else None
            if value in seen and value is not None:
                form.add_error(self.key, _("Another row has this already."))
            seen.add(value)


class _Priorities(_Rows):
    key = "level"


PRIORITIES = Kind(
    "priorities",
    catalog.priority_schemes,
    "priorities",
    Priority,
    {
        "formset": _Priorities,
        "fields": ("level", "name", "meaning", "is_default"),
        "widgets": {"level": forms.NumberInput(attrs={"min": 1, "max": 99})},
    },
)
STATUSES = Kind(
    "statuses",
    catalog.status_schemes,
    "statuses",
    Status,
    {
        "formset": _Rows,
        "fields": ("position", "name", "requester_name", "category"),
        "labels": {"requester_name": gettext_lazy("shown to requesters as")},
    },
)
KINDS = {kind.name: kind for kind in (PRIORITIES, STATUSES)}


@require_GET
@administrators_only
def listing(request: DeskRequest, kind: str) -> HttpResponse:
    """All schemes of a kind with their rows, and which policies use each."""
    found = _kind(kind)
    used = policies_by_scheme(kind)
    groups = [
        {
            "scheme": scheme,
            "rows": list(getattr(scheme, found.rows).all()),
            "used_by": used.get(scheme.pk, []),
        }
        for scheme in found.schemes()
    ]
    context = {"resource": BY_NAME[kind], "kind": kind, "groups": groups}
    return render(request, "setup/schemes.html", context)


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


@require_http_methods(["GET", "POST"])
@administrators_only
def edit(request: DeskRequest, kind: str, pk: int) -> HttpResponse:
    """One scheme: its name and all its rows on a page."""
    found = _kind(kind)
    scheme = _scheme(found, pk)
    form_class = modelformset_factory(found.model, extra=NEW_ROWS, max_num=60, **found.fields)
    data = request.POST if request.method == "POST" else None
    rows = form_class(data, queryset=getattr(scheme, found.rows).order_by(*_order(found)))
    name = request.POST.get("name", "").strip()[:80] if data is not None else scheme.name
    if data is None or not name or not rows.is_valid():
        status = 200 if data is None else 422
        context = {
            "resource": BY_NAME[kind],
            "kind": kind,
            "scheme": scheme,
            "rows": rows,
            "name": name,
            "used_by": policies_by_scheme(kind).get(scheme.pk, []),
            "categories": Category.choices,
        }
        return render(request, "setup/scheme.html", context, status=status)
    with transaction.atomic():
        catalog.save_scheme(scheme, name, rows.save(commit=False))
        event = SettingChanged(what=f"{kind} scheme", setting=scheme.pk, act="changed")
        record(event, by=actor_of(request.reader), at=request.at)
    messages.success(request, _("Saved."))
    return redirect("setup:schemes", kind)


def _order(kind: Kind) -> tuple[str, ...]:
    return ("level",) if kind is PRIORITIES else ("position", "pk")


def _scheme(kind: Kind, pk: int) -> Any:
    scheme = kind.schemes().filter(pk=pk).first()
    if scheme is None:
        raise Http404
    return scheme


@require_POST
@administrators_only
def copy(request: DeskRequest, kind: str, pk: int) -> HttpResponse:
    """Make another scheme with the same rows, to be named otherwise."""
    scheme = _scheme(_kind(kind), pk)
    with transaction.atomic():
        made = catalog.copy_scheme(scheme, _("Copy of %(name)s") % {"name": scheme.name})
        event = SettingChanged(what=f"{kind} scheme", setting=made.pk, act="made")
        record(event, by=actor_of(request.reader), at=request.at)
    return redirect("setup:scheme", kind, made.pk)
