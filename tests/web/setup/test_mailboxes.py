"""The page of a mailbox: its health, its secrets, and the test of its connection."""

from datetime import date

import pytest
from django.utils import timezone

from deskhand.mail.administration import secret_name
from deskhand.mail.models import Mailbox
from deskhand.provider import secrets

MINE = {
    "name": "Sales",
    "email": "sales@northlight.example",
    "is_active": "on",
    "fetches": "on",
    "way": "imap",
    "host": "127.0.0.1",
    "port": "1",
    "security": "plain",
    "user_name": "sales",
    "folder": "INBOX",
    "sign_in": "password",
    "sending": "firm",
    "smtp_port": "587",
    "smtp_security": "starttls",
}
BY_GRAPH = {
    "way": "graph",
    "sending": "graph",
    "sign_in": "microsoft",
    "directory": "northlight.example",
    "client_id": "ours",
    "client_secret": "of-the-application",
}


BY_POSTMARK = {"sending": "provider", "provider": "postmark", "provider_key": "of-ours"}


@pytest.fixture
def client(client_of, cast):
    return client_of(cast.asta)


def made(client, **facts: str) -> Mailbox:
    answer = client.post("/setup/rows/mailboxes/new/", {**MINE, **facts})
    assert answer.status_code == 302, answer.content.decode()
    return Mailbox.objects.get(email="sales@northlight.example")


def test_secrets_are_kept_sealed_and_never_shown(client):
    mailbox = made(client, **BY_GRAPH)
    assert secrets.fetch(secret_name(mailbox, "client_secret")) == "of-the-application"
    page = client.get(f"/setup/rows/mailboxes/{mailbox.pk}/").content.decode()
    assert "of-the-application" not in page
    assert "Microsoft Graph" in page
    answer = client.post(
        f"/setup/rows/mailboxes/{mailbox.pk}/", {**MINE, **BY_GRAPH, "client_secret": ""}
    )
    assert answer.status_code == 302
    assert secrets.fetch(secret_name(mailbox, "client_secret")) == "of-the-application"


def test_a_new_mailbox_begins_today_unless_something_else_is_said(client):
    today = timezone.localdate()
    page = client.get("/setup/rows/mailboxes/new/").content.decode()
    assert f'value="{today:%Y-%m-%d}"' in page
    assert made(client, begins_on="2026-03-01").begins_on == date(2026, 3, 1)


def test_a_consent_is_forgotten_where_the_application_itself_is_to_sign_in(client):
    mailbox = made(client, **BY_GRAPH, refresh_token="of-a-person")
    page = f"/setup/rows/mailboxes/{mailbox.pk}/"
    assert "Forget the refresh token" in client.get(page).content.decode()
    client.post(page, {**MINE, **BY_GRAPH, "forgets_consent": "on"})
    assert secrets.fetch(secret_name(mailbox, "refresh_token")) is None
    assert secrets.fetch(secret_name(mailbox, "client_secret")) == "of-the-application"
    assert "Forget the refresh token" not in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({**BY_GRAPH, "sign_in": "password"}, "sign_in"),
        ({**BY_GRAPH, "client_id": ""}, "client_id"),
        ({**BY_GRAPH, "directory": "../../evil"}, "directory"),
        ({"sign_in": "google"}, "client_id"),
        ({"host": "mail.example"}, "security"),
        ({"sending": "smtp"}, "smtp_host"),
        ({"sending": "smtp", "smtp_host": "mail.example", "smtp_security": "plain"}, "smtp_sec"),
        ({"sending": "pigeon"}, "sending"),
        ({**BY_POSTMARK, "provider_settings": "nonsense=1"}, "provider_settings"),
        ({**BY_POSTMARK, "provider": "mailjet"}, "provider_key"),
        ({"smtp_port": "-1"}, "smtp_port"),
    ],
)
def test_what_does_not_fit_together_is_said_at_its_field(client, change, field):
    answer = client.post("/setup/rows/mailboxes/new/", {**MINE, **change})
    assert answer.status_code == 422
    assert any(name.startswith(field) for name in answer.context["form"].errors)


def test_the_page_tells_health_and_the_error_with_its_beginning(client, at):
    mailbox = made(client)
    Mailbox.objects.filter(pk=mailbox.pk).update(last_error="It hangs up", failing_since=at)
    page = client.get(f"/setup/rows/mailboxes/{mailbox.pk}/").content.decode()
    assert "It hangs up" in page and "since" in page
    assert "Last success" in page


def test_the_connection_test_says_where_it_fails(client):
    mailbox = made(client, password="a-password")
    answer = client.post(f"/setup/mailboxes/{mailbox.pk}/test/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "127.0.0.1:1 does not answer" in page
    assert "The connection fails" in page
    assert "a-password" not in page


def test_the_connection_test_is_no_page_to_open(client):
    mailbox = made(client)
    assert client.get(f"/setup/mailboxes/{mailbox.pk}/test/").status_code == 405
    assert client.post("/setup/mailboxes/999999/test/").status_code == 404
