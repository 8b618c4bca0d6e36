"""Tokens of programs: shown once, scoped, expiring, revocable."""

from datetime import timedelta

import pytest

from deskhand.journal.actor import system
from deskhand.provider.models import Token
from deskhand.provider.tokens import make_token, revoke, token_for, tokens

BY = system("test")
pytestmark = pytest.mark.django_db


def test_a_token_opens_what_it_is_for_and_its_use_is_noted(at):
    token, plain = make_token("Postfix", scope="mail", by=BY, at=at)
    assert token_for(plain, scope="mail", at=at) == token
    assert tokens().get().used_at == at
    assert plain not in str(Token.objects.values().get())


@pytest.mark.parametrize("change", ["cut", "longer", "case", "empty", "nonsense"])
def test_a_changed_token_opens_nothing(at, change):
    _token, plain = make_token("Postfix", scope="mail", by=BY, at=at)
    changed = {
        "cut": plain[:-1],
        "longer": plain + "x",
        "case": plain.swapcase(),
        "empty": "",
        "nonsense": "\udcff\x00",
    }[change]
    assert token_for(changed, scope="mail", at=at) is None


def test_a_token_dies_at_its_expiry(at):
    _token, plain = make_token(
        "Trial", scope="mail", expires_at=at + timedelta(days=1), by=BY, at=at
    )
    assert token_for(plain, scope="mail", at=at + timedelta(hours=23)) is not None
    assert token_for(plain, scope="mail", at=at + timedelta(days=1)) is None


def test_a_revoked_token_opens_nothing(at):
    token, plain = make_token("Postfix", scope="mail", by=BY, at=at)
    revoke(token, by=BY, at=at)
    assert token_for(plain, scope="mail", at=at) is None


def test_a_token_opens_no_other_scope(at):
    _token, plain = make_token("Postfix", scope="mail", by=BY, at=at)
    assert token_for(plain, scope="tickets", at=at) is None


@pytest.mark.parametrize(
    ("name", "scope", "hours"), [("", "mail", None), ("x", "all", None), ("x", "mail", 0)]
)
def test_a_token_without_sense_is_not_made(at, name, scope, hours):
    expires_at = None if hours is None else at + timedelta(hours=hours)
    with pytest.raises(ValueError, match="token"):
        make_token(name, scope=scope, expires_at=expires_at, by=BY, at=at)
