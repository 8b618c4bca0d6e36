"""Sessions end when they should, and the second factor is asked for whatever the first was
(P34, P37)."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.test import Client

from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db

ADA = "ada@northlight.example"


def _signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def _link_mailed() -> str:
    found = re.search(r"(/accounts/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def _choose_password(client: Client, link: str, password: str) -> None:
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": password, "password2": password})


@pytest.fixture
def ada_with_totp(cast: Cast) -> Cast:
    TOTP.activate(cast.ada.person.user, generate_totp_secret())
    return cast


def test_a_password_alone_does_not_pass_the_second_factor(ada_with_totp: Cast) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": ADA, "password": PASSWORD})
    assert not _signed_in(client)
    assert client.get("/desk/").status_code == 302
    assert client.get("/api/v1/mail").status_code in {401, 405}


def test_a_mailed_code_does_not_pass_the_second_factor(ada_with_totp: Cast) -> None:
    client = Client()
    client.post("/accounts/login/code/", {"email": ADA})
    code = re.search(r"^([A-Z0-9-]{6,9})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code
    client.post("/accounts/login/code/confirm/", {"code": code[1]})
    assert not _signed_in(client)


def test_a_new_password_does_not_pass_the_second_factor(ada_with_totp: Cast) -> None:
    client = Client()
    client.post("/accounts/password/reset/", {"email": ADA})
    _choose_password(client, _link_mailed(), "a quite new passphrase")
    assert not _signed_in(client)


def test_a_reset_link_works_once_and_ends_the_other_sessions(cast: Cast, client_of) -> None:
    before = client_of(cast.bea)
    assert before.get("/requests/").status_code == 200
    client = Client()
    client.post("/accounts/password/reset/", {"email": "bea@birch.example"})
    link = _link_mailed()
    _choose_password(client, link, "a quite new passphrase")
    assert _signed_in(client)
    assert before.get("/requests/").status_code == 302
    thief = Client()
    _choose_password(thief, link, "what the thief wants")
    assert not _signed_in(thief)
    thief.post(
        "/accounts/login/", {"login": "bea@birch.example", "password": "what the thief wants"}
    )
    assert not _signed_in(thief)


def test_whoever_is_agent_no_longer_loses_the_desk_at_once(cast: Cast, client_of) -> None:
    client = client_of(cast.ada)
    assert client.get("/desk/").status_code == 200
    cast.ada.is_active = False
    cast.ada.save()
    assert client.get("/desk/").status_code == 404


def test_a_disabled_account_is_nobody_at_once(cast: Cast, client_of) -> None:
    client = client_of(cast.bea)
    cast.bea.user.is_active = False
    cast.bea.user.save()
    assert client.get("/requests/").status_code == 302
    again = Client()
    again.post("/accounts/login/", {"login": "bea@birch.example", "password": PASSWORD})
    assert not _signed_in(again)


def test_the_session_is_another_one_after_signing_in(cast: Cast) -> None:
    client = Client()
    client.get("/accounts/login/")
    client.cookies["sessionid"] = "fixed0123456789fixed0123456789ab"
    client.post("/accounts/login/", {"login": "bea@birch.example", "password": PASSWORD})
    assert _signed_in(client)
    assert client.cookies["sessionid"].value != "fixed0123456789fixed0123456789ab"
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["sessionid"]["samesite"] == "Lax"
