"""The way into Setup, the firm's own page, and the first start."""

import secrets

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from deskhand.jobs.queue import counts
from deskhand.journal.record import record
from deskhand.mail.administration import parked_counts, silent_mailboxes
from deskhand.packs.founding import AlreadyFounded, NewFirm, found
from deskhand.people.acting import actor_of
from deskhand.people.reading import people_for
from deskhand.provider.events import SettingChanged
from deskhand.provider.firm import first_start_code, is_set_up
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.contents import contents
from deskhand.web.setup.firm_forms import FirmForm, FirstForm
from deskhand.web.setup.first_steps import first_steps


@require_GET
@administrators_only
def home(request: DeskRequest) -> HttpResponse:
    """What can be set, and what wants looking at."""
    context = {
        "chapters": contents(),
        "steps": first_steps(request),
        "silent": silent_mailboxes(at=request.at),
        **parked_counts(),
        "dead": counts().dead,
        "to_review": people_for(request.reader).to_review().count(),
    }
    return render(request, "setup/home.html", context)


@require_http_methods(["GET", "POST"])
@administrators_only
def firm(request: DeskRequest) -> HttpResponse:
    if request.method == "GET":
        return render(request, "setup/firm.html", {"form": FirmForm(instance=request.firm)})
    form = FirmForm(request.POST, request.FILES, instance=request.firm)
    if not form.is_valid():
        return render(request, "setup/firm.html", {"form": form}, status=422)
    form.save()
    event = SettingChanged(
        what="firm", setting=1, act="changed", fields=",".join(form.changed_data)
    )
    record(event, by=actor_of(request.reader), at=request.at)
    messages.success(request, _("Saved."))
    return redirect("setup:firm")


@require_http_methods(["GET", "POST"])
def first(request: DeskRequest) -> HttpResponse:
    """The first start: firm, administrator and mailbox on one page, guarded by a code."""
    if is_set_up():
        raise Http404
    if request.method == "GET":
        form = FirstForm(initial={"code": request.GET.get("code", "")})
        return render(request, "setup/first.html", {"form": form})
    form = FirstForm(request.POST)
    if form.is_valid() and not _knows_code(form.cleaned_data["code"]):
        form.add_error("code", _("This is not the code. The desk prints it when it starts."))
    if not form.is_valid():
        return render(request, "setup/first.html", {"form": form}, status=422)
    values = {name: value for name, value in form.cleaned_data.items() if name != "code"}
    new = NewFirm(**values, language=translation.get_language() or "en")
    try:
        found(new, at=request.at)
    except AlreadyFounded as error:
        form.add_error(None, str(error))
        return render(request, "setup/first.html", {"form": form}, status=422)
    messages.success(request, _("Your desk is ready. Sign in with your address and password."))
    return redirect("account_login")


def _knows_code(code: str) -> bool:
    expected = first_start_code(settings.DATA)
    return secrets.compare_digest(code.strip().encode(), expected.encode())
