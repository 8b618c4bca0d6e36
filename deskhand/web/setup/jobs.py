"""Background work that failed for good: why, and another try."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from deskhand.jobs.queue import dead_letters, forget, retry
from deskhand.journal.record import record
from deskhand.people.acting import actor_of
from deskhand.provider.events import SettingChanged
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest


@require_GET
@administrators_only
def listing(request: DeskRequest) -> HttpResponse:
    return render(request, "setup/jobs.html", {"dead": dead_letters()})


@require_POST
@administrators_only
def again(request: DeskRequest, job_id: int) -> HttpResponse:
    """Try a job once more."""
    retry(job_id, at=request.at)
    _note(request, job_id, "retried")
    messages.success(request, _("It is tried again."))
    return redirect("setup:jobs")


@require_POST
@administrators_only
def drop(request: DeskRequest, job_id: int) -> HttpResponse:
    """Give a job up."""
    forget(job_id)
    _note(request, job_id, "dropped")
    messages.success(request, _("Given up. The audit trail keeps that you did."))
    return redirect("setup:jobs")


def _note(request: DeskRequest, job_id: int, act: str) -> None:
    event = SettingChanged(what="jobs", setting=job_id, act=act)
    record(event, by=actor_of(request.reader), at=request.at)
