"""Sign-in as allauth runs it, with our people behind the accounts."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from deskhand.mail.backend import BOUNDED
from deskhand.people.accounts import link, void_unproven_password
from deskhand.people.identity import reader_of
from deskhand.provider.firm import current

# Letters to an address of which somebody else may have typed every character.
UNASKED = {"account/email/unknown_account", "account/email/account_already_exists"}
LONGEST_ADDRESS = 254


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up may be closed; agents land on the desk, requesters in the portal."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return current().open_signup

    def clean_email(self, email: str) -> str:
        if len(email) > LONGEST_ADDRESS:
            raise ValidationError(_("No e-mail address is as long as this."))
        return str(super().clean_email(email))

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
        links = {name: _at_home(link) for name, link in context.items() if name.endswith("_url")}
        super().send_mail(template_prefix, email, {**context, **links, "firm": current()})

    def send_account_already_exists_mail(self, email: str) -> None:
        # What a new account costs: how long the answer takes must not tell (safety, P35).
        make_password(email)
        super().send_account_already_exists_mail(email)

    def render_mail(self, template_prefix: str, *args: Any, **kwargs: Any) -> EmailMessage:
        letter = super().render_mail(template_prefix, *args, **kwargs)
        if template_prefix in UNASKED:
            letter.extra_headers[BOUNDED] = "yes"
        return letter

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # The library's own key holds the Host header, which whoever guesses may vary.
        return str(credentials.get("email", "")).strip().lower()


def _at_home(link: str) -> str:
    """Lead a link to where the desk is, whatever the Host header said (safety, P33)."""
    home, way = urlsplit(settings.DESKHAND_URL), urlsplit(link)
    return urlunsplit((home.scheme, home.netloc, way.path, way.query, way.fragment))
