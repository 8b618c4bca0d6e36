"""Letters leave encrypted where the address of the mail server says so, and only to it."""

import ssl

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from deskhand.mail import carrier
from tests.mail.conftest import message
from tests.mail.dovecot import free_port

BEA = "bea@birch.example"


class Sink:
    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.was_secure: list[bool] = []

    async def handle_DATA(self, _server, session, envelope):  # noqa: N802
        self.letters.append(envelope.content)
        self.was_secure.append(session.ssl is not None)
        return "250 taken"


class Direct(Controller):
    """TLS from the first byte; aiosmtpd's own trial connection would not trust us."""

    def _trigger_server(self):
        self._factory_invoked.set()
        self.smtpd = self.factory()


@pytest.fixture
def trusted(certificate, monkeypatch):
    """Let us trust that certificate."""
    monkeypatch.setattr(
        carrier.ssl, "create_default_context", lambda: _context(cafile=str(certificate))
    )


_context = ssl.create_default_context


def _check(*given) -> AuthResult:
    said = (given[-1].login, given[-1].password)
    return AuthResult(success=said == (b"me@firm.example", b"p:/ss"), handled=False)


@pytest.fixture
def serve(certificate):
    """Start a mail server that asks for a password over TLS; returns its sink and port."""
    running = []

    def start(*, direct: bool) -> tuple[Sink, int]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        sink, port = Sink(), free_port()
        common = {"hostname": "127.0.0.1", "port": port}
        if direct:
            server = Direct(sink, ssl_context=context, **common)
        else:
            server = Controller(
                sink,
                tls_context=context,
                authenticator=_check,
                auth_required=True,
                auth_exclude_mechanism=["LOGIN"],
                **common,
            )
        server.start()
        running.append(server)
        return sink, port

    yield start
    for server in running:
        server.stop(no_assert=True)


def hand(url: str) -> carrier.Outcome:
    return carrier.hand_over(
        carrier.parse(url),
        message(),
        sender="help@desk.example",
        recipients=[BEA],
        about_to=lambda: None,
    )


USER = "me%40firm.example:p%3A%2Fss@"
WAYS = pytest.mark.parametrize(
    ("scheme", "direct"), [(f"smtp+tls://{USER}", False), ("smtps://", True)]
)


@WAYS
def test_a_letter_leaves_encrypted(serve, trusted, scheme, direct):
    sink, port = serve(direct=direct)
    assert hand(f"{scheme}127.0.0.1:{port}").accepted == [BEA]
    assert len(sink.letters) == 1
    assert direct or sink.was_secure == [True]


@WAYS
def test_a_server_that_nobody_vouches_for_gets_nothing(serve, scheme, direct):
    sink, port = serve(direct=direct)
    outcome = hand(f"{scheme}127.0.0.1:{port}")
    assert "certificate" in outcome.delayed[BEA].lower()
    assert sink.letters == []


def test_a_wrong_password_puts_the_letter_off_and_is_not_repeated_in_words(serve, trusted):
    sink, port = serve(direct=False)
    outcome = hand(f"smtp+tls://me:not-the-password@127.0.0.1:{port}")
    assert outcome.delayed[BEA].startswith("535")
    assert "not-the-password" not in str(outcome)
    assert sink.letters == []


def test_a_server_without_tls_gets_no_password(serve, trusted):
    from tests.mail.posthouse import posthouse

    with posthouse() as house:
        outcome = hand(f"smtp+tls://{USER}127.0.0.1:{house.port}")
    assert outcome.delayed[BEA]
    assert house.letters == []
