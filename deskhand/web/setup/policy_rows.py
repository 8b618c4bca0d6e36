"""One row of a policy: written as a sentence with its table of targets, moved, taken away."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deskhand.sla import writing
from deskhand.sla.checking import check
from deskhand.sla.drafts import RowDraft, keyed
from deskhand.sla.models import BY_POLICY, PromiseKind
from deskhand.sla.remarks import Remark
from deskhand.sla.scope import OF_ROWS
from deskhand.sla.writing import Writing
from deskhand.tickets.completion import suggestions
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.policies import found_writing, keep
from deskhand.web.setup.policy_forms import Cells, RowForm
from deskhand.web.setup.policy_words import WHAT, WHY


@require_http_methods(["GET", "POST"])
@administrators_only
def edit(request: DeskRequest, pk: int, key: str = "") -> HttpResponse:
    """Write a row, or a new one; what is wrong is said before it is kept in the draft."""
    found = found_writing(pk)
    row = found.row(key) if key else RowDraft(_kind(request))
    if row is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = RowForm(data, initial=RowForm.initial_of(row))
    cells = Cells(row, list(found.draft.priority_scheme.priorities.all()), data)
    if data is None:
        remarks = _remarks(found, key, row, request) if key else []
        return _page(request, found, key, form, cells=cells, remarks=remarks)
    if not all([form.is_valid(), cells.is_valid()]):
        return _page(request, found, key, form, cells=cells, status=422)
    row = form.row(row, cells.cells())
    remarks = _remarks(found, key, row, request)
    is_wrong = any(remark.is_fault for remark in remarks)
    if is_wrong or "try" in request.POST:
        status = 422 if is_wrong else 200
        return _page(
            request, found, key, form, cells=cells, remarks=remarks, is_tried=True, status=status
        )
    keep(request, found, writing.with_row(found.draft, key, row))
    messages.success(request, _("Kept in the draft. Publish it to let it hold."))
    return redirect("setup:policy", pk)


def _kind(request: DeskRequest) -> str:
    """Of which kind a new row is at first."""
    asked = request.GET.get("kind", "")
    return asked if asked in BY_POLICY else PromiseKind.FIRST_RESPONSE.value


def _remarks(found: Writing, key: str, row: RowDraft, request: DeskRequest) -> list[Remark]:
    """What is said about a row in its place among the others."""
    draft = writing.with_row(found.draft, key, row)
    place = [each.key for each in draft.rows].index(key) if key else len(draft.rows) - 1
    return [remark for remark in check(draft, at=request.at) if remark.row == place]


def _page(
    request: DeskRequest,
    found: Writing,
    key: str,
    form: RowForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    kind = form["kind"].value()
    known = PromiseKind(kind) if kind in BY_POLICY else PromiseKind.FIRST_RESPONSE
    row = found.row(key)
    context = {
        "policy": found.policy,
        "row": row,
        "key": key,
        "form": form,
        "starts": [form[name] for name in RowForm.STARTS],
        "more": [form[name] for name in RowForm.MORE],
        "what": WHAT[known],
        "why": WHY[known],
        "steps": row.steps if row else (),
        **more,
    }
    return render(request, "setup/policy_row.html", context, status=status)


@require_POST
@administrators_only
def act(request: DeskRequest, pk: int, key: str) -> HttpResponse:
    """Move a row up or down among those of its kind, copy it, or take it out of the draft."""
    found, wanted = found_writing(pk), request.POST.get("act", "")
    row = found.row(key)
    if row is None:
        raise Http404
    if wanted in {"up", "down"}:
        keep(request, found, writing.with_row_moved(found.draft, key, up=wanted == "up"))
    elif wanted == "copy":
        copied = replace(row, key="", name=_("Copy of %(name)s") % {"name": row.name or row.key})
        rows = keyed([*found.draft.rows, replace(copied, name=copied.name[:80])])
        keep(request, found, replace(found.draft, rows=rows))
        return redirect("setup:policy_row", pk, rows[-1].key)
    elif wanted == "remove":
        keep(request, found, writing.without_row(found.draft, key))
        messages.info(request, _("Taken out of the draft. Publish it to let that hold."))
    return redirect("setup:policy", pk)


@require_GET
@administrators_only
def complete(request: DeskRequest) -> HttpResponse:
    """Completions of a row's condition at its end, with the fields that rows may have."""
    text = request.GET.get("condition", "")[:2000]
    found = suggestions(text, len(text), reader=request.reader, among=OF_ROWS)
    return render(request, "console/_suggestions.html", {"suggestions": found})
