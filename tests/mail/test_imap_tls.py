"""The encrypted way to a mailbox: what is wrong with it is said so that it can be mended."""

import shutil
import socket
import tempfile
from pathlib import Path

import pytest

from deskhand.mail import imap
from deskhand.mail.examination import examine
from deskhand.mail.models import Mailbox
from tests.mail.dovecot import dovecot, free_port
from tests.mail.test_fetch import fetched

pytestmark = [pytest.mark.dovecot, pytest.mark.django_db]

WITH_TLS = """
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{certificate}
service imap-login {{
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
"""


@pytest.fixture(scope="module")
def ports(certificate):
    """Those for STARTTLS and for TLS of a server with a certificate that nobody vouches for."""
    base, tls = Path(tempfile.mkdtemp(prefix="dovecot-")), free_port()
    extra = WITH_TLS.format(certificate=certificate, port=tls)
    try:
        with dovecot(base, extra=extra) as server:
            yield {"starttls": server.port, "tls": tls}
    finally:
        shutil.rmtree(base, ignore_errors=True)


def failure(mailbox: Mailbox, **change: object) -> str:
    Mailbox.objects.update(**change)
    mailbox.refresh_from_db()
    return next(step.words for step in examine(mailbox) if step.went_well is False)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_is_not_trusted_is_the_reason(ports, at, security):
    mailbox = fetched(ports[security], at)
    words = failure(mailbox, security=security)
    assert words.endswith("Its certificate is not to be trusted: self-signed certificate")


def test_a_port_without_tls_is_the_reason(ports, at):
    words = failure(fetched(ports["starttls"], at), security="tls")
    assert words.endswith(
        "It does not begin with TLS at this port: choose another port, or STARTTLS"
    )


def test_a_server_that_waits_for_tls_is_known_by_its_silence(at, monkeypatch):
    monkeypatch.setattr(imap, "CONNECT_SECONDS", 0.3)
    monkeypatch.setattr(imap, "READ_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        words = failure(fetched(mute.getsockname()[1], at), security="starttls")
    assert words.endswith("Servers that begin with TLS are silent like this: choose TLS")
