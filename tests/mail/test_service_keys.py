"""Google mailboxes opened by the application itself: a service account signs for its token."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from deskhand.mail import dkim, passes
from deskhand.mail.passes import PassRefused
from tests.mail.test_passes import clouded

pytestmark = pytest.mark.django_db

PRIVATE = generate_private_key(public_exponent=65537, key_size=2048)


def key_file(**facts: object) -> str:
    given = {
        "type": "service_account",
        "client_email": "desk@project.iam.example",
        "private_key_id": "k1",
        "private_key": dkim.written(PRIVATE),
    }
    return json.dumps({**given, **facts})


def account(at, key: str):
    return clouded(at, sign_in="google", directory="", keys={"client_secret": key})


def test_a_service_account_signs_for_a_token_to_one_mailbox(sky, at):
    sky.account_key = PRIVATE.public_key()
    own = passes.obtain(account(at, key_file()))
    assert own.token in sky.good
    [claims] = sky.claims
    assert (claims["iss"], claims["sub"]) == ("desk@project.iam.example", own.user)
    assert claims["scope"] == "https://mail.google.com/" and claims["aud"] == f"{sky.url}/token"
    assert claims["exp"] - claims["iat"] == 3600


def test_a_key_that_google_does_not_know_is_said(sky, at):
    sky.account_key = generate_private_key(public_exponent=65537, key_size=2048).public_key()
    with pytest.raises(PassRefused, match="Invalid JWT Signature"):
        passes.obtain(account(at, key_file()))


@pytest.mark.parametrize(
    "key", ["{", "{}", key_file(private_key="no key"), key_file(private_key=7), "{[]}"]
)
def test_what_is_no_key_file_is_said(sky, at, key):
    with pytest.raises(PassRefused, match="no key file of a service account"):
        passes.obtain(account(at, key))
    assert sky.asked == []


def test_a_secret_word_still_wants_a_consent(sky, at):
    with pytest.raises(PassRefused, match="No refresh token"):
        passes.obtain(account(at, "secret-of-ours"))


def test_a_key_file_is_used_also_where_a_person_had_consented_before(sky, at):
    sky.account_key = PRIVATE.public_key()
    keys = {"client_secret": key_file(), "refresh_token": "of-old"}
    assert passes.obtain(clouded(at, sign_in="google", keys=keys)).token in sky.good
