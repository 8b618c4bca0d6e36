"""Sign-in as allauth runs it, with our people behind the accounts."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from deskhand.people.accounts import link, void_unproven_password
from deskhand.people.identity import reader_of
from deskhand.provider.firm import current


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up may be closed; agents land on the desk, requesters in the portal."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return current().open_signup

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        proofs = get_authentication_records(request, user)
        if proofs and proofs[-1].get("method") == "code":
            void_unproven_password(user)
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        link(user, at=timezone.now())
        return super().post_login(request, user, **kwargs)

    def is_safe_url(self, url: str) -> bool:
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            # Half an address, such as "http://[".
            return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/desk/" if reader_of(request.user).is_agent else "/"

    def format_email_subject(self, subject: str) -> str:
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, {**context, "firm": current()})
