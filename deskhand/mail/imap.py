"""The way to a mailbox by IMAP: connect, make it safe, sign in; and its troubles in words."""

import contextlib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from deskhand.mail import passes
from deskhand.mail.models import Mailbox
from deskhand.mail.passes import Pass, PassRefused
from deskhand.mail.troubles import words, words_of_connecting

CONNECT_SECONDS, READ_SECONDS = 15, 60
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class FetchFailed(Exception):
    """A mailbox cannot be fetched; the text says why, for an administrator. `wait` is how long we
    were asked to wait."""

    def __init__(self, words: str, *, wait: timedelta | None = None) -> None:
        super().__init__(words)
        self.wait = wait


@contextmanager
def connected(mailbox: Mailbox) -> Iterator[IMAPClient]:
    """Sign in, and leave at the end; raises FetchFailed, IMAPClientError and OSError."""
    try:
        own = passes.obtain(mailbox)
    except PassRefused as error:
        raise FetchFailed(str(error)) from error
    client = reach(mailbox)
    try:
        sign_in(client, own)
        yield client
    except FetchFailed:
        passes.spoilt(mailbox)
        raise
    finally:
        leave(client)


def reach(mailbox: Mailbox) -> IMAPClient:
    """Connect, with TLS as the mailbox asks for it; raises FetchFailed."""
    security = Mailbox.Security(mailbox.security)
    if security == Mailbox.Security.PLAIN and mailbox.host not in LOOPBACK:
        raise FetchFailed("Without TLS a mailbox is fetched from this machine only")
    context = ssl.create_default_context()
    client = None
    try:
        client = IMAPClient(
            mailbox.host,
            port=mailbox.port,
            ssl=security == Mailbox.Security.TLS,
            ssl_context=context if security == Mailbox.Security.TLS else None,
            timeout=SocketTimeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
        )
        if security == Mailbox.Security.STARTTLS:
            client.starttls(context)
    except (IMAPClientError, OSError) as error:
        if client is not None:
            leave(client)
        where = f"{mailbox.host}:{mailbox.port}"
        why = words_of_connecting(error, begins_with_tls=security == Mailbox.Security.TLS)
        raise FetchFailed(f"{where} cannot be reached: {why}") from error
    return client


def sign_in(client: IMAPClient, own: Pass) -> None:
    """Sign in with a password or a token; raises FetchFailed."""
    try:
        if own.token:
            client.oauth2_login(own.user, own.token)
        else:
            client.login(own.user, own.password)
    except LoginError as error:
        raise FetchFailed(f"The mail server refused the sign-in: {words(error)}") from error


def leave(client: IMAPClient) -> None:
    """Say good-bye if the server still listens; never raises for what it does."""
    try:
        client.logout()
    except (IMAPClientError, OSError, ValueError):
        # Where encryption failed, the line is closed already.
        with contextlib.suppress(OSError):
            client.shutdown()
