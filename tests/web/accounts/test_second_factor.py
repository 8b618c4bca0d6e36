"""The second factor: switched on, asked for, replaced by a recovery code, demanded of agents."""

import base64
import hmac
import re
import struct
import time

import pytest
from django.core.cache import cache
from django.test import Client

from tests.cast import PASSWORD

ADA = {"login": "ada@northlight.example", "password": PASSWORD}
ACTIVATE = "/accounts/2fa/totp/activate/"


@pytest.fixture(autouse=True)
def _a_desk_in_use(cast):
    cache.clear()


def shown(secret: str, *, steps: int = 0) -> str:
    """What an authenticator app shows (RFC 6238), now or some steps of 30 seconds away."""
    counter = int(time.time()) // 30 + steps
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", counter), "sha1")
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def signed_in() -> Client:
    """Ada, who has just said her password again, as changes of her security ask for."""
    client = Client()
    client.post("/accounts/login/", ADA)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def with_factor() -> tuple[Client, str]:
    """Ada signed in, with the factor switched on; and its secret."""
    client = signed_in()
    page = client.get(ACTIVATE).content.decode()
    secret = re.search(r"<code[^>]*>([A-Z2-7]{16,})</code>", page).group(1)
    assert client.post(ACTIVATE, {"code": shown(secret)}).status_code == 302
    cache.clear()  # a code that was used once is remembered there
    return client, secret


def test_the_factor_asks_for_the_password_first():
    client = Client()
    client.post("/accounts/login/", ADA)
    asked = client.get(ACTIVATE)["Location"]
    assert asked.startswith("/accounts/reauthenticate/")
    assert client.post(asked, {"password": "wrong"}).status_code == 422
    assert client.post(asked, {"password": PASSWORD})["Location"] == ACTIVATE


def test_a_wrong_code_switches_nothing_on():
    client = signed_in()
    client.get(ACTIVATE)
    answer = client.post(ACTIVATE, {"code": "nonsense"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_the_factor_is_asked_for_at_the_next_sign_in():
    _client, secret = with_factor()
    again = Client()
    assert again.post("/accounts/login/", ADA)["Location"] == "/accounts/2fa/authenticate/"
    assert again.get("/desk/")["Location"].startswith("/accounts/login/")
    assert again.post("/accounts/2fa/authenticate/", {"code": "000000x"}).status_code == 422
    answer = again.post("/accounts/2fa/authenticate/", {"code": shown(secret)})
    assert answer["Location"] == "/desk/"


def test_a_recovery_code_stands_in_for_the_phone_once():
    client, _secret = with_factor()
    page = client.get("/accounts/2fa/recovery-codes/", follow=True).content.decode()
    spare = re.search(r"<li><code>([^<]+)</code>", page).group(1)
    for expected in (302, 422):
        again = Client()
        again.post("/accounts/login/", ADA)
        answer = again.post("/accounts/2fa/authenticate/", {"code": spare})
        assert answer.status_code == expected


def test_where_the_firm_demands_it_an_agent_is_led_to_switch_it_on(cast):
    cast.firm.requires_mfa = True
    cast.firm.save()
    client = signed_in()
    for path in ("/desk/", "/requests/"):
        assert client.get(path)["Location"] == ACTIVATE
    assert "Your firm asks agents for a second factor." in client.get(ACTIVATE).content.decode()
    with_factor()
    requester = Client()
    requester.post("/accounts/login/", {"login": "bea@birch.example", "password": PASSWORD})
    assert requester.get("/requests/").status_code == 200


def test_switched_off_the_password_is_enough_again():
    client, _secret = with_factor()
    assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert Client().post("/accounts/login/", ADA)["Location"] == "/desk/"


@pytest.mark.parametrize("page", ["", "totp/activate/", "recovery-codes/", "totp/deactivate/"])
def test_a_stranger_is_asked_to_sign_in(page):
    answer = Client().get(f"/accounts/2fa/{page}")
    assert answer["Location"].startswith("/accounts/login/")
