"""List, add, change and remove rows of one kind."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import ProtectedError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deskhand.journal.record import record
from deskhand.people.acting import actor_of
from deskhand.people.administration import PeopleRefused
from deskhand.provider.events import SettingChanged
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup import mailboxes, owed
from deskhand.web.setup.resources import BY_NAME, Resource

A_PAGE = 50


def _resource(kind: str) -> Resource:
    if kind not in BY_NAME:
        raise Http404
    return BY_NAME[kind]


@require_GET
@administrators_only
def rows(request: DeskRequest, kind: str) -> HttpResponse:
    resource = _resource(kind)
    found = resource.rows()
    words = request.GET.get("q", "").strip()
    if words and resource.search:
        found = found.filter(**{resource.search: words})
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    lines = [(row, [(title, cell(row)) for title, cell in resource.columns]) for row in page]
    context = {"resource": resource, "page": page, "lines": lines, "words": words}
    return render(request, "setup/rows.html", context)


@require_http_methods(["GET", "POST"])
@administrators_only
def edit(request: DeskRequest, kind: str, pk: int | None = None) -> HttpResponse:
    """Add a row, or change one; what does not fit is said at its field."""
    resource = _resource(kind)
    row = None
    if pk is not None:
        row = resource.rows().filter(pk=pk).first()
        if row is None:
            raise Http404
    if request.method == "GET":
        form = resource.form(instance=row)
        return _form_page(request, resource, form, row)
    form = resource.form(request.POST, request.FILES, instance=row)
    form.at = request.at
    if form.is_valid() and _saved(request, resource, form, is_new=row is None):
        messages.success(request, _("Saved."))
        return redirect("setup:rows", kind)
    return _form_page(request, resource, form, row, status=422)


def _form_page(
    request: DeskRequest, resource: Resource, form: Any, row: Any, *, status: int = 200
) -> HttpResponse:
    context = {"resource": resource, "form": form, "row": row}
    if row is not None and resource.name == "mailboxes":
        context |= mailboxes.facts(row, request.at)
    if row is not None and resource.name == "organizations":
        context |= owed.facts(row, request.at)
    return render(request, resource.page, context, status=status)


def _saved(request: DeskRequest, resource: Resource, form: Any, *, is_new: bool) -> bool:
    try:
        with transaction.atomic():
            row = form.save()
            event = SettingChanged(
                what=resource.name,
                setting=row.pk,
                act="made" if is_new else "changed",
                fields=",".join(form.changed_data),
            )
            record(event, by=actor_of(request.reader), at=request.at)
    except PeopleRefused as error:
        form.add_error(None, str(error))
        return False
    return True


@require_POST
@administrators_only
def remove(request: DeskRequest, kind: str, pk: int) -> HttpResponse:
    resource = _resource(kind)
    row = resource.rows().filter(pk=pk).first()
    if row is None or not resource.removable:
        raise Http404
    try:
        with transaction.atomic():
            row.delete()
            event = SettingChanged(what=resource.name, setting=pk, act="removed")
            record(event, by=actor_of(request.reader), at=request.at)
    except ProtectedError:
        messages.error(request, _("This is in use and cannot be removed."))
        return redirect("setup:edit", kind, pk)
    messages.success(request, _("Removed."))
    return redirect("setup:rows", kind)
