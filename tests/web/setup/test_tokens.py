"""Tokens for programs: shown once, refused when they make no sense, revoked for good."""

import pytest

from deskhand.provider.models import Token

GOOD = {"name": "Gate", "scope": "mail", "expires_at": "2099-12-31"}


def test_a_token_is_shown_once(cast, client_of):
    client = client_of(cast.asta)
    made = client.post("/setup/tokens/", GOOD)
    plain = made.context["plain"]
    assert plain in made.content.decode()
    assert made["Cache-Control"] == "no-store"
    assert plain not in client.get("/setup/tokens/").content.decode()


def test_a_revoked_token_stays_in_the_list(cast, client_of):
    client = client_of(cast.asta)
    client.post("/setup/tokens/", GOOD)
    token = Token.objects.get()
    page = client.post(f"/setup/tokens/{token.pk}/revoke/", follow=True).content.decode()
    assert "revoked" in page
    assert "Gate" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 121},
        {"scope": "everything"},
        {"scope": ""},
        {"expires_at": "tomorrow"},
        {"expires_at": "2020-01-01"},
        {"expires_at": "99999-01-01"},
    ],
    ids=lambda wrong: "".join(wrong.values())[:12] or "empty",
)
def test_nonsense_is_refused(cast, client_of, wrong):
    answer = client_of(cast.asta).post("/setup/tokens/", {**GOOD, **wrong})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Token.objects.exists()


def test_only_administrators_make_tokens(cast, client_of):
    for who in (cast.ada, cast.carla):
        assert client_of(who).post("/setup/tokens/", GOOD).status_code == 404
    assert client_of(None).post("/setup/tokens/", GOOD).status_code == 302
    assert not Token.objects.exists()
