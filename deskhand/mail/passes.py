"""What a mailbox signs in with: its password, or a token that its provider gave for a while.

Microsoft gives tokens to the application itself (client credentials), or for a person who
consented (refresh token); Google to a service account (its key file), or for a person. Both may
give a new refresh token, which is kept at once, since the old one may be void.
"""

import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.conf import settings

from deskhand.journal.actor import system
from deskhand.mail.administration import secret_name
from deskhand.mail.calls import Answer, CallFailed, send_form
from deskhand.mail.models import Mailbox
from deskhand.mail.service_keys import GRANT, ServiceKeyRefused, assertion, is_service_key
from deskhand.provider import secrets

MAIL, GRAPH = "mail", "graph"
SIGNER = system("mail sign-in")
# A token that is about to end is not begun with.
MARGIN_SECONDS = 300
# Scopes as the two providers document them for IMAP, SMTP and Graph.
OF_APPLICATION = {
    MAIL: "https://outlook.office365.com/.default",
    GRAPH: "https://graph.microsoft.com/.default",
}
OF_PERSON = {
    MAIL: "https://outlook.office.com/IMAP.AccessAsUser.All "
    "https://outlook.office.com/SMTP.Send offline_access",
    # All that was consented to: for a shared mailbox that is something else than for one's own.
    GRAPH: "https://graph.microsoft.com/.default offline_access",
}

_known: dict[tuple[object, ...], tuple[str, float]] = {}
_asking: dict[tuple[object, ...], threading.Lock] = {}


class PassRefused(Exception):
    """There is nothing to sign in with; the text tells an administrator what to do."""


@dataclass(frozen=True, slots=True)
class Pass:
    """A user with his password, or with a token."""

    user: str
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @property
    def xoauth2(self) -> str:
        """The words of SASL XOAUTH2."""
        return f"user={self.user}\1auth=Bearer {self.token}\1\1"


def obtain(mailbox: Mailbox, *, audience: str = MAIL) -> Pass:
    """Return what the mailbox signs in with at a mail server or at Graph; raises PassRefused."""
    user = mailbox.user_name or mailbox.email
    if mailbox.sign_in != Mailbox.SignIn.PASSWORD:
        return Pass(user, token=_token(mailbox, audience))
    if audience == GRAPH:
        raise PassRefused("Microsoft Graph wants a sign-in by OAuth2, Microsoft 365")
    password = secrets.fetch(secret_name(mailbox))
    if password is None:
        raise PassRefused("No password is kept for this mailbox: enter it again")
    return Pass(user, password=password)


def spoilt(mailbox: Mailbox) -> None:
    """Forget the tokens of a mailbox: one of them was refused."""
    for name in [name for name in _known if name[0] == mailbox.pk]:
        _known.pop(name, None)


def _token(mailbox: Mailbox, audience: str) -> str:
    facts = (mailbox.sign_in, mailbox.directory, mailbox.client_id, mailbox.keyed_at)
    name = (mailbox.pk, audience, *facts)
    # One at a time: of two who renew with one refresh token, the later may be refused.
    with _asking.setdefault(name, threading.Lock()):
        token, ends = _known.get(name, ("", 0.0))
        if time.monotonic() < ends:
            return token
        token, seconds = _ask(mailbox, audience)
        _known[name] = (token, time.monotonic() + max(seconds - MARGIN_SECONDS, 0))
    return token


def _ask(mailbox: Mailbox, audience: str) -> tuple[str, int]:
    url, fields = _request(mailbox, audience)
    try:
        answer = send_form(url, fields)
    except CallFailed as error:
        raise PassRefused(f"No token could be had: {error}") from error
    token = answer.data.get("access_token")
    if not answer.is_ok or not isinstance(token, str) or not token.isascii():
        raise PassRefused(_refusal(answer))
    renewed = answer.data.get("refresh_token")
    if isinstance(renewed, str) and renewed and renewed != fields.get("refresh_token"):
        name = secret_name(mailbox, "refresh_token")
        secrets.store(name, renewed, by=SIGNER, at=datetime.now(UTC))
    seconds = answer.data.get("expires_in")
    return token, int(str(seconds)) if str(seconds).isdecimal() else 0


def _request(mailbox: Mailbox, audience: str) -> tuple[str, dict[str, str]]:
    consent = secrets.fetch(secret_name(mailbox, "refresh_token"))
    secret = secrets.fetch(secret_name(mailbox, "client_secret"))
    fields = {"client_id": mailbox.client_id}
    if secret:
        fields["client_secret"] = secret
    if consent:
        fields |= {"grant_type": "refresh_token", "refresh_token": consent}
    if mailbox.sign_in == Mailbox.SignIn.GOOGLE:
        if secret is not None and is_service_key(secret):
            return settings.DESKHAND_GOOGLE_TOKEN_URL, _asserted(mailbox, secret)
        if not consent:
            raise PassRefused("No refresh token is kept for this mailbox: enter it again")
        return settings.DESKHAND_GOOGLE_TOKEN_URL, fields
    if not (consent or secret):
        raise PassRefused("Neither client secret nor refresh token is kept: enter one again")
    if not consent:
        fields["grant_type"] = "client_credentials"
    fields["scope"] = (OF_PERSON if consent else OF_APPLICATION)[audience]
    directory = mailbox.directory or "organizations"
    return f"{settings.DESKHAND_MICROSOFT_LOGIN_URL}/{directory}/oauth2/v2.0/token", fields


def _asserted(mailbox: Mailbox, key: str) -> dict[str, str]:
    user, url = mailbox.user_name or mailbox.email, settings.DESKHAND_GOOGLE_TOKEN_URL
    try:
        words = assertion(key, user=user, audience=url, at=datetime.now(UTC))
    except ServiceKeyRefused as error:
        raise PassRefused(f"{error}: enter it again as the client secret") from error
    return {"grant_type": GRANT, "assertion": words}


def _refusal(answer: Answer) -> str:
    """Say what to do about a refusal; its words come from the provider (RFC 6749 5.2)."""
    kind = str(answer.data.get("error", ""))
    said = " ".join(str(answer.data.get("error_description", "")).split())[:250]
    known = {
        "invalid_grant": "The consent has ended or was withdrawn: consent again, and enter the "
        "new refresh token",
        "invalid_client": "The client id or its secret is wrong, or the secret has ended",
        "unauthorized_client": "The application may not do this: grant it in the directory",
        "invalid_scope": "The application was not granted access to mail",
    }
    what = known.get(kind, f"No token was given ({answer.status} {kind})".rstrip())
    return f"{what}: {said}" if said else what
