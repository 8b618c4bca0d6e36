"""Sign-in as allauth runs it, with our people behind the accounts."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import RequestLoginCodeForm, ResetPasswordForm
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deskhand.people.accounts import link, prepare
from deskhand.people.identity import reader_of
from deskhand.provider.firm import current


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up may be closed; agents land on the desk, requesters in the portal."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return current().open_signup

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        link(user, at=timezone.now())
        return super().post_login(request, user, **kwargs)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/desk/" if reader_of(request.user).is_agent else "/"

    def format_email_subject(self, subject: str) -> str:
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, {**context, "firm": current()})


class SignupForm(forms.Form):
    """What a newcomer tells beside address and password."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def signup(self, request: HttpRequest, user: Any) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class CodeForm(RequestLoginCodeForm):
    """Sign-in by mailed code, also for whoever has only ever written by mail."""

    def clean_email(self) -> str:
        prepare(self.cleaned_data["email"])
        return super().clean_email()


class ForgottenForm(ResetPasswordForm):
    """A one-time link, also for whoever has only ever written by mail."""

    def clean_email(self) -> str:
        prepare(self.cleaned_data["email"])
        return super().clean_email()
