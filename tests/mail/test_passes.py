"""Signing in by OAuth2: tokens of applications and of persons, at a real IMAP server too."""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest

from deskhand.mail import fetch, passes, spool
from deskhand.mail.administration import save_mailbox, secret_name
from deskhand.mail.models import Mailbox
from deskhand.mail.passes import PassRefused
from deskhand.provider import secrets
from tests.mail.cloud import CLIENT, CONSENT, SECRET
from tests.mail.conftest import message
from tests.mail.dovecot import USER, dovecot

pytestmark = pytest.mark.django_db

BY_TOKEN = """
auth_mechanisms = plain login xoauth2
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {conf}
}}
passdb {{
  driver = static
  args = password=a-password-of-the-mailbox
}}
"""
INTROSPECTION = """
introspection_mode = auth
introspection_url = {url}/introspect
username_attribute = email
active_attribute = active
active_value = true
"""


def clouded(at, *, keys: dict | None = None, **facts: object) -> Mailbox:
    given = {
        "name": "Help",
        "email": "help@desk.example",
        "fetches": True,
        "host": "127.0.0.1",
        "security": "plain",
        "user_name": USER,
        "sign_in": "microsoft",
        "directory": "northlight.example",
        "client_id": CLIENT,
    }
    keys = {"client_secret": SECRET} if keys is None else keys
    return save_mailbox(Mailbox(**{**given, **facts}), keys=keys, at=at)


def test_an_application_gets_a_token_by_its_secret_and_keeps_it_for_its_time(sky, at):
    mailbox = clouded(at)
    first, second = passes.obtain(mailbox), passes.obtain(mailbox)
    assert first.token == second.token == "token-1"
    assert sky.asked == [
        {
            "client_id": CLIENT,
            "client_secret": SECRET,
            "grant_type": "client_credentials",
            "scope": "https://outlook.office365.com/.default",
        }
    ]
    assert sky.paths == ["POST /northlight.example/oauth2/v2.0/token"]


def test_a_token_for_graph_is_another_one(sky, at):
    mailbox = clouded(at)
    passes.obtain(mailbox)
    passes.obtain(mailbox, audience=passes.GRAPH)
    assert sky.asked[1]["scope"] == "https://graph.microsoft.com/.default"


def test_a_token_that_ends_soon_is_renewed(sky, at):
    sky.seconds = 200
    mailbox = clouded(at)
    assert passes.obtain(mailbox).token != passes.obtain(mailbox).token


@pytest.mark.parametrize("sign_in", ["microsoft", "google"])
def test_a_renewed_consent_is_kept_at_once(sky, at, sign_in):
    sky.renews, sky.seconds = True, 10
    keys = {"client_secret": SECRET, "refresh_token": CONSENT}
    mailbox = clouded(at, sign_in=sign_in, keys=keys)
    passes.obtain(mailbox)
    assert secrets.fetch(secret_name(mailbox, "refresh_token")) == "consent-2"
    passes.obtain(mailbox)
    assert [form["refresh_token"] for form in sky.asked] == [CONSENT, "consent-2"]
    assert ("scope" in sky.asked[0]) is (sign_in == "microsoft")


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        pytest.param(
            {"client_secret": SECRET, "refresh_token": "withdrawn"},
            r"consent has ended or was withdrawn: .*AADSTS700082",
            id="consent ended",
        ),
        pytest.param({"client_secret": "old"}, r"secret is wrong, or .* ended", id="secret"),
        pytest.param({}, "Neither client secret nor refresh token", id="nothing kept"),
    ],
)
def test_a_refusal_says_what_to_do(sky, at, keys, words):
    with pytest.raises(PassRefused, match=words) as refused:
        passes.obtain(clouded(at, keys=keys))
    assert SECRET not in str(refused.value)


def test_a_provider_that_is_away_is_said(at, settings):
    settings.DESKHAND_MICROSOFT_LOGIN_URL = "http://127.0.0.1:1"
    with pytest.raises(PassRefused, match=r"No token could be had: 127\.0\.0\.1 cannot be reached"):
        passes.obtain(clouded(at))


def test_neither_token_nor_password_is_printed(sky, at):
    found = passes.obtain(clouded(at))
    assert found.token not in repr(found)


def test_another_server_is_not_shown_what_was_kept_for_the_first(sky, at):
    mailbox = clouded(at)
    mailbox.host = "elsewhere.example"
    save_mailbox(mailbox, at=at)
    assert secrets.fetch(secret_name(mailbox, "client_secret")) is None


def test_google_is_not_shown_what_was_kept_for_microsoft(sky, at):
    mailbox = clouded(at, keys={"client_secret": SECRET, "refresh_token": CONSENT})
    mailbox.sign_in = "google"
    save_mailbox(mailbox, at=at)
    assert secrets.fetch(secret_name(mailbox, "client_secret")) is None
    assert secrets.fetch(secret_name(mailbox, "refresh_token")) is None


def test_new_keys_are_signed_in_with_at_once(sky, at):
    mailbox = clouded(at)
    first = passes.obtain(mailbox).token
    save_mailbox(mailbox, keys={"client_secret": SECRET}, at=at + timedelta(minutes=1))
    assert passes.obtain(mailbox).token != first


@pytest.fixture
def server(sky):
    base = Path(tempfile.mkdtemp(prefix="dovecot-"))
    conf = base / "oauth2.conf.ext"
    conf.write_text(INTROSPECTION.format(url=sky.url))
    try:
        with dovecot(base, passdb=BY_TOKEN.format(conf=conf)) as running:
            yield running
    finally:
        shutil.rmtree(base, ignore_errors=True)


@pytest.mark.dovecot
def test_a_mailbox_is_fetched_with_a_token(server, sky, folder, at):
    mailbox = clouded(at, port=server.port)
    server.put(message())
    assert fetch.visit(mailbox.pk, folder) == 1
    mailbox.refresh_from_db()
    assert (mailbox.last_error, len(spool.waiting(folder))) == ("", 1)


@pytest.mark.dovecot
def test_a_token_that_the_server_refuses_is_renewed_with_the_next_visit(server, sky, folder, at):
    mailbox = clouded(at, port=server.port)
    passes.obtain(mailbox)
    sky.good.clear()
    assert fetch.visit(mailbox.pk, folder) == 0
    mailbox.refresh_from_db()
    assert "refused the sign-in" in mailbox.last_error
    assert "token-" not in mailbox.last_error
    server.put(message())
    assert fetch.visit(mailbox.pk, folder) == 1
    mailbox.refresh_from_db()
    assert mailbox.last_error == ""


@pytest.mark.dovecot
def test_a_consent_that_ended_stands_on_the_mailbox(server, sky, folder, at):
    keys = {"client_secret": SECRET, "refresh_token": "withdrawn"}
    mailbox = clouded(at, port=server.port, keys=keys)
    fetch.visit(mailbox.pk, folder)
    mailbox.refresh_from_db()
    assert "consent has ended" in mailbox.last_error
