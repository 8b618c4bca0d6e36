"""A mailbox with a mail server of its own: by password or by token, and the firm's otherwise."""

import base64
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from deskhand.mail import posting
from deskhand.mail.models import Mailbox, OutgoingLetter
from deskhand.mail.writing import Draft, write
from tests.mail.cloud import CONSENT, SECRET, Cloud
from tests.mail.dovecot import free_port
from tests.mail.posthouse import posthouse
from tests.mail.test_passes import clouded

pytestmark = pytest.mark.django_db


class House:
    """A mail server that wants a token which the cloud calls good (SASL XOAUTH2)."""

    def __init__(self, sky: Cloud) -> None:
        self.sky, self.letters, self.users = sky, [], []

    async def auth_XOAUTH2(self, server, args) -> AuthResult:  # noqa: N802
        if len(args) == 1:
            said = await server.challenge_auth("")
        else:
            said = base64.b64decode(args[1])
        user, _sign, rest = said.decode().removeprefix("user=").partition("\1auth=Bearer ")
        self.users.append(user)
        if rest.removesuffix("\1\1") in self.sky.good:
            return AuthResult(success=True)
        await server.challenge_auth('{"status":"401"}')
        return AuthResult(success=False, handled=False)

    async def handle_DATA(self, _server, session, envelope) -> str:  # noqa: N802
        if not session.authenticated:
            return "530 sign in first"
        self.letters.append(envelope.content)
        return "250 taken"


@pytest.fixture
def house(sky) -> Iterator[tuple[House, int]]:
    handler, port = House(sky), free_port()
    controller = Controller(
        handler,
        hostname="127.0.0.1",
        port=port,
        auth_require_tls=False,
        auth_exclude_mechanism=("LOGIN", "PLAIN"),
    )
    controller.start()
    yield handler, port
    controller.stop()


def posted(mailbox: Mailbox, at) -> OutgoingLetter:
    draft = Draft("reply", ["bea@birch.example"], "Printer", "We are on it.", mailbox=mailbox)
    letter = write(draft, at=at)
    posting.post(letter.pk, at=at)
    letter.refresh_from_db()
    return letter


def own_server(at, port: int, **facts: object) -> Mailbox:
    server = {"sending": "smtp", "smtp_host": "127.0.0.1", "smtp_port": port}
    return clouded(at, **server, smtp_security="plain", **facts)


def test_a_letter_leaves_by_its_mailboxs_own_server_with_a_token(house, at):
    handler, port = house
    letter = posted(own_server(at, port), at)
    assert (letter.state, letter.last_error) == ("sent", "")
    assert (len(handler.letters), handler.users) == (1, ["help"])


def test_a_token_that_is_refused_is_renewed_for_the_next_try(house, sky, at):
    mailbox = own_server(at, house[1])
    posted(mailbox, at)
    sky.good.clear()
    refused = posted(mailbox, at)
    assert (refused.state, "token-" in refused.last_error) == ("waiting", False)
    posting.post(refused.pk, at=refused.next_try_at)
    refused.refresh_from_db()
    assert refused.state == "sent"


def test_a_consent_that_ended_keeps_the_letter_and_says_why(house, sky, at):
    keys = {"client_secret": SECRET, "refresh_token": CONSENT}
    mailbox = own_server(at, house[1], keys=keys)
    sky.consent = "withdrawn"
    letter = posted(mailbox, at)
    assert letter.state == "waiting"
    assert "consent has ended" in letter.last_error


def test_other_mailboxes_keep_to_the_firms_server(mailbox, at, settings):
    with posthouse() as firm:
        settings.DESKHAND_EMAIL_URL = firm.url
        assert posted(mailbox, at).state == "sent"
    assert len(firm.letters) == 1


def test_a_mailbox_of_its_own_sends_though_the_firm_has_no_server(house, at, settings):
    settings.DESKHAND_EMAIL_URL = ""
    assert posted(own_server(at, house[1]), at).state == "sent"


def test_a_token_is_not_shown_without_tls_to_another_machine(sky, at):
    mailbox = own_server(at, 25)
    Mailbox.objects.update(smtp_host="192.0.2.1")
    mailbox.refresh_from_db()
    letter = posted(mailbox, at)
    assert "Without TLS" in letter.last_error
