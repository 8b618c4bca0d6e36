"""The way to a mailbox by IMAP: connect, make it safe, sign in; and its troubles in words."""

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from deskhand.mail import passes
from deskhand.mail.models import Mailbox
from deskhand.mail.passes import Pass, PassRefused

CONNECT_SECONDS, READ_SECONDS = 15, 60
# How the libraries wrap what a server said.
_BYTES = re.compile(r"""\bb(['"])(.*?)\1""")
_NUMBER = re.compile(r"\[Errno -?\d+\] ")
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
        raise FetchFailed(f"{where} cannot be reached: {words(error)}") from error
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
    """Say good-bye if the server still listens."""
    try:
        client.logout()
    except (IMAPClientError, OSError, ValueError):
        client.shutdown()


def words(error: Exception) -> str:
    """Say an error in one printable line, in the server's words alone."""
    text = _BYTES.sub(r"\2", _NUMBER.sub("", str(error)))
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text[:300] or type(error).__name__
