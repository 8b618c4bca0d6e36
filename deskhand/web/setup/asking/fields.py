"""The form of a request type: its fields in order with a preview; add, change, move and retire."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deskhand.catalog.administration import request_types
from deskhand.catalog.forms import (
    FieldRefused,
    fields_of,
    move_field,
    retire_field,
    retired_of,
    save_field,
)
from deskhand.catalog.models import FormField, RequestType
from deskhand.journal.record import record
from deskhand.people.acting import actor_of
from deskhand.provider.events import SettingChanged
from deskhand.web.access import administrators_only
from deskhand.web.asking import PREVIEW, AskedForm
from deskhand.web.request import DeskRequest
from deskhand.web.setup.asking.forms import FieldForm
from deskhand.web.setup.resources import BY_NAME

ACTS = frozenset({"up", "down", "retire", "bring_back"})


@require_GET
@administrators_only
def form(request: DeskRequest, pk: int) -> HttpResponse:
    """What is asked with a request type, and how it looks."""
    request_type = _type(pk)
    context = {
        "resource": BY_NAME["request-types"],
        "request_type": request_type,
        "fields": fields_of(request_type, internal=True),
        "retired": retired_of(request_type),
        "asked": AskedForm(request_type, None, whose=PREVIEW),
    }
    return render(request, "setup/asking/form.html", context)


@require_http_methods(["GET", "POST"])
@administrators_only
def edit(request: DeskRequest, pk: int, field_id: int | None = None) -> HttpResponse:
    """Add a field, or change one; what was answered already stays as it is."""
    request_type = _type(pk)
    row = _field(request_type, field_id) if field_id is not None else None
    bound = FieldForm(request_type, request.POST or None, instance=row)
    if request.method == "POST" and bound.is_valid() and _saved(request, bound):
        messages.success(request, _("Saved."))
        return redirect("setup:form", pk)
    context = {
        "resource": BY_NAME["request-types"],
        "request_type": request_type,
        "row": row,
        "form": bound,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "setup/asking/field.html", context, status=status)


def _saved(request: DeskRequest, bound: FieldForm) -> bool:
    is_new = bound.instance.pk is None
    try:
        with transaction.atomic():
            row = save_field(bound.instance)
            _tell(request, row, "made" if is_new else "changed", ",".join(bound.changed_data))
    except FieldRefused as error:
        bound.add_error(None, str(error))
        return False
    return True


@require_POST
@administrators_only
def act(request: DeskRequest, pk: int, field_id: int) -> HttpResponse:
    """Move a field up or down, ask for it no more, or again."""
    request_type, deed = _type(pk), request.POST.get("act", "")
    row = _field(request_type, field_id)
    if deed not in ACTS:
        messages.error(request, _("Nothing was chosen."))
        return redirect("setup:form", pk)
    with transaction.atomic():
        if deed in {"up", "down"} and row.retired_at is None:
            move_field(request_type, row, up=deed == "up")
        elif deed in {"retire", "bring_back"}:
            retire_field(row, at=request.at if deed == "retire" else None)
        _tell(request, row, "changed", deed)
    return redirect("setup:form", pk)


def _tell(request: DeskRequest, row: FormField, act: str, fields: str) -> None:
    event = SettingChanged(what="form field", setting=row.pk, act=act, fields=fields)
    record(event, by=actor_of(request.reader), at=request.at)


def _type(pk: int) -> RequestType:
    found = request_types().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _field(request_type: RequestType, pk: int) -> FormField:
    found = request_type.form_fields.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
