"""Tickets that come again: their list, one with its next ten days, and what was made."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from deskhand.automation import schedules
from deskhand.automation.models import Recurring
from deskhand.automation.wording import pattern_words
from deskhand.desk.recurring import coming, plan_next
from deskhand.journal.record import record
from deskhand.people.acting import actor_of
from deskhand.provider.events import SettingChanged
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.recurring_forms import RecurringForm

MOST_MADE = 20


@require_GET
@administrators_only
def listing(request: DeskRequest) -> HttpResponse:
    rows = [(row, pattern_words(row)) for row in schedules.recurring()]
    has_templates = schedules.templates().exists()
    return render(request, "setup/recurring.html", {"rows": rows, "has_templates": has_templates})


@require_http_methods(["GET", "POST"])
@administrators_only
def edit(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """Make, change or remove one; with `preview` its next days are shown and nothing is saved."""
    row = _row(pk)
    if request.method == "GET":
        return _page(request, RecurringForm(row, initial={"begins": request.at.date()}))
    if pk is not None and "remove" in request.POST:
        return _removed(request, row)
    form = RecurringForm(row, request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    said = form.saved_row()
    if "preview" in request.POST:
        return _page(request, form)
    with transaction.atomic():
        plan_next(said, at=request.at)
        said.save()
        _note(request, said, "changed" if pk else "made")
    messages.success(request, _("Saved."))
    return redirect("setup:recurring")


def _removed(request: DeskRequest, row: Recurring) -> HttpResponse:
    with transaction.atomic():
        _note(request, row, "removed")
        row.delete()
    messages.success(request, _("Removed."))
    return redirect("setup:recurring")


def _row(pk: int | None) -> Recurring:
    if pk is None:
        return Recurring()
    row = schedules.recurring().filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _page(request: DeskRequest, form: RecurringForm, *, status: int = 200) -> HttpResponse:
    row = form.row
    days: list[Any] = []
    if row.pattern and status == 200:
        pattern = schedules.read_pattern(row.pattern)
        days = coming(pattern, row.calendar, row.at_time, at=request.at)
    made = row.occurrences.select_related("ticket")[:MOST_MADE] if row.pk else []
    context = {"form": form, "row": row, "days": days, "made": made}
    return render(request, "setup/recurring_one.html", context, status=status)


def _note(request: DeskRequest, row: Recurring, act: str) -> None:
    event = SettingChanged(what="recurring", setting=row.pk, act=act)
    record(event, by=actor_of(request.reader), at=request.at)
