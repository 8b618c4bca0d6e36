"""Tokens for programs: made once, shown once, revoked at any time."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from deskhand.people.acting import actor_of
from deskhand.provider.models import Token
from deskhand.provider.tokens import make_token, revoke, tokens
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest


class TokenForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("Which program uses it, so that you know what to revoke."),
    )
    scope = forms.ChoiceField(label=pgettext_lazy("permission", "May"), choices=Token.Scope.choices)
    expires_at = forms.DateTimeField(
        label=gettext_lazy("Expires"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Empty: never."),
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def clean_expires_at(self) -> datetime | None:
        expires_at: datetime | None = self.cleaned_data["expires_at"]
        if expires_at and expires_at <= self.at:
            raise forms.ValidationError(_("This day is over. Choose a later one."))
        return expires_at


@require_http_methods(["GET", "POST"])
@administrators_only
def listing(request: DeskRequest) -> HttpResponse:
    """All tokens; a new one is shown in the answer to its making and never again."""
    if request.method == "GET":
        return _page(request, TokenForm(at=request.at))
    form = TokenForm(request.POST, at=request.at)
    if not form.is_valid():
        return _page(request, form, status=422)
    cleaned = form.cleaned_data
    _token, plain = make_token(
        cleaned["name"],
        scope=cleaned["scope"],
        expires_at=cleaned["expires_at"],
        by=actor_of(request.reader),
        at=request.at,
    )
    return _page(request, TokenForm(at=request.at), plain=plain)


def _page(
    request: DeskRequest, form: TokenForm, *, plain: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "tokens": tokens(), "plain": plain}
    response = render(request, "setup/tokens.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@administrators_only
def withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    token = tokens().filter(pk=pk).first()
    if token is None:
        raise Http404
    revoke(token, by=actor_of(request.reader), at=request.at)
    messages.success(request, _("Revoked. Programs that use it are refused from now on."))
    return redirect("setup:tokens")
