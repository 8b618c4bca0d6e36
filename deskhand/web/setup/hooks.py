"""Hooks: other programs that steps call, and what became of the calls."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deskhand.connectors import hooks as room
from deskhand.connectors.hooks import HookRefused
from deskhand.connectors.models import Hook
from deskhand.journal.record import record
from deskhand.people.acting import actor_of
from deskhand.provider.events import SettingChanged
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest


class HookForm(forms.ModelForm):
    """An address to be called."""

    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=500,
        help_text=gettext_lazy(
            "An encrypted one (https). Hosts of your own network need the operator’s leave."
        ),
        widget=forms.URLInput,
    )

    class Meta:
        model = Hook
        fields = ("name", "url", "is_active")


@require_GET
@administrators_only
def listing(request: DeskRequest) -> HttpResponse:
    context = {"hooks": room.hooks_with_counts(), "parked": room.calls(parked=True)}
    return render(request, "setup/hooks.html", context)


@require_http_methods(["GET", "POST"])
@administrators_only
def edit(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """Make or change a hook. The secret of a new one is shown once, in the answer."""
    hook = _hook(pk) if pk is not None else Hook()
    if request.method == "GET":
        return _page(request, hook, HookForm(instance=hook))
    if pk is not None and "renew" in request.POST:
        return _page(request, hook, HookForm(instance=hook), secret=_renewed(request, hook))
    form = HookForm(request.POST, instance=hook)
    if not form.is_valid():
        return _page(request, hook, form, status=422)
    try:
        secret = _saved(request, form, is_new=pk is None)
    except HookRefused as error:
        form.add_error("url", str(error))
        return _page(request, hook, form, status=422)
    refusal = room.refusal(hook)
    if secret:
        return _page(request, hook, HookForm(instance=hook), secret=secret, refusal=refusal)
    if refusal:
        return _page(request, hook, HookForm(instance=hook), refusal=refusal)
    messages.success(request, _("Saved."))
    return redirect("setup:hooks")


@require_POST
@administrators_only
def again(request: DeskRequest, call_id: int) -> HttpResponse:
    """Have a parked call made again."""
    if not room.call_again(call_id, at=request.at):
        raise Http404
    _note(request, call_id, "retried", what="hook_call")
    messages.success(request, _("It is called again."))
    return redirect("setup:hooks")


def _hook(pk: int) -> Hook:
    hook = room.hooks().filter(pk=pk).first()
    if hook is None:
        raise Http404
    return hook


@transaction.atomic
def _saved(request: DeskRequest, form: HookForm, *, is_new: bool) -> str:
    by = actor_of(request.reader)
    secret = room.save_hook(form.save(commit=False), by=by, at=request.at)
    fields = ",".join(form.changed_data)
    _note(request, form.instance.pk, "made" if is_new else "changed", fields=fields)
    return secret


@transaction.atomic
def _renewed(request: DeskRequest, hook: Hook) -> str:
    _note(request, hook.pk, "renewed")
    return room.renew_secret(hook, by=actor_of(request.reader), at=request.at)


def _note(
    request: DeskRequest, key: int, act: str, *, what: str = "hooks", fields: str = ""
) -> None:
    event = SettingChanged(what=what, setting=key, act=act, fields=fields)
    record(event, by=actor_of(request.reader), at=request.at)


def _page(
    request: DeskRequest, hook: Hook, form: HookForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    calls = room.calls(hook=hook) if hook.pk else []
    context = {"hook": hook, "form": form, "calls": calls, **more}
    return render(request, "setup/hook.html", context, status=status)
