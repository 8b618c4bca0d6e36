"""By which way a letter leaves: the firm's mail server or provider, or its mailbox's own, or
Graph."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings

from deskhand.mail import carrier, graph_posting, passes, provided, signing
from deskhand.mail.administration import secret_name
from deskhand.mail.carrier import Carrier, Outcome
from deskhand.mail.models import Mailbox
from deskhand.mail.passes import PassRefused
from deskhand.mail.providers import Account, ProviderRefused, account
from deskhand.provider import secrets


def is_open(mailbox: Mailbox | None) -> bool:
    """Whether letters of this mailbox can leave at all; without a way they are kept and shown."""
    if mailbox is None or mailbox.sending == Mailbox.Sending.FIRM:
        return bool(settings.DESKHAND_EMAIL_URL)
    return True


def hand_over(
    mailbox: Mailbox | None,
    raw: bytes,
    *,
    sender: str,
    recipients: Sequence[str],
    about_to: Callable[[], None],
    at: datetime,
) -> Outcome:
    """Give a letter away; never raises for what a network, server or provider does.

    It is signed in the name of its sender's domain, except for Graph and providers, which put it
    together and sign it themselves.
    """
    if mailbox is not None and mailbox.sending == Mailbox.Sending.GRAPH:
        return graph_posting.hand_over(mailbox, raw, recipients=recipients, about_to=about_to)
    try:
        way = carrier_of(mailbox)
    except PassRefused as error:
        return Outcome(delayed=dict.fromkeys(recipients, str(error)))
    if way.account is not None:
        return provided.hand_over(way.account, raw, recipients=recipients, about_to=about_to)
    sealed = signing.signed(raw, at=at)
    outcome = carrier.hand_over(
        way, sealed, sender=sender, recipients=recipients, about_to=about_to
    )
    if mailbox is not None and way.token and not outcome.accepted:
        passes.spoilt(mailbox)
    return outcome


def carrier_of(mailbox: Mailbox | None) -> Carrier:
    """Return the mail server for a mailbox's letters; raises PassRefused."""
    if mailbox is None or mailbox.sending == Mailbox.Sending.FIRM:
        return carrier.parse(settings.DESKHAND_EMAIL_URL)
    if mailbox.sending == Mailbox.Sending.PROVIDER:
        return Carrier("provider", account=_account_of(mailbox))
    own = passes.obtain(mailbox)
    return Carrier(
        "smtp",
        host=mailbox.smtp_host,
        port=mailbox.smtp_port,
        user=own.user,
        password=own.password,
        token=own.token,
        security=mailbox.smtp_security,
    )


def _account_of(mailbox: Mailbox) -> Account:
    key = secrets.fetch(secret_name(mailbox, "provider_key"))
    if key is None:
        raise PassRefused("No key is kept for the provider of this mailbox: enter it again")
    try:
        return account(mailbox.provider, key, mailbox.provider_settings)
    except ProviderRefused as error:
        raise PassRefused(f"The provider of this mailbox {error}") from error
