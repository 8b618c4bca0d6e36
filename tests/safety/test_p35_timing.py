"""How long an answer takes does not tell whether an address has an account (P35).

Hashing is what takes long, so hashes are counted: a clock would tell less on a busy machine.
"""

from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from deskhand.people import administration
from deskhand.people.accounts import prepare
from deskhand.people.models import Person
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def hashes(monkeypatch) -> Iterator[list[str]]:
    counted: list[str] = []
    encode = MD5PasswordHasher.encode

    def counting(self, password, salt):
        counted.append(salt)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    return counted


def _cost(hashes: list[str], page: str, fields: dict) -> int:
    hashes.clear()
    answer = Client().post(page, fields)
    assert answer.status_code in {200, 302, 422}
    return len(hashes)


def test_signing_up_costs_the_same_for_known_and_unknown_addresses(cast: Cast, hashes) -> None:
    form = {"password1": "long enough words", "name": "Somebody"}
    page = "/accounts/signup/"
    known = _cost(hashes, page, form | {"email": "bea@birch.example"})
    assert known == _cost(hashes, page, form | {"email": "nobody@elsewhere.example"}) > 0


def test_a_wrong_password_costs_the_same_for_known_and_unknown_addresses(
    cast: Cast, hashes
) -> None:
    person = Person.objects.create(name="Vera")
    administration.set_addresses(person, ["vera@birch.example"])
    prepare("vera@birch.example")
    costs = {
        login: _cost(hashes, "/accounts/login/", {"login": login, "password": "wrong"})
        for login in ("bea@birch.example", "vera@birch.example", "nobody@elsewhere.example")
    }
    assert len(set(costs.values())) == 1, costs
