"""Whoever made an account in somebody else's name gains nothing when its owner comes (P35, P37)."""

import re
from datetime import datetime

import pytest
from django.core import mail
from django.test import Client

from deskhand.people import administration
from deskhand.people.accounts import open_account
from deskhand.people.models import Agent, Person, User
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db

ATTACKER_KNOWS = "what the attacker chose"


def _sign_up(email: str) -> Client:
    attacker = Client()
    attacker.post(
        "/accounts/signup/",
        {"email": email, "password1": ATTACKER_KNOWS, "name": "Mallory"},
    )
    return attacker


def _signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def _code_mailed_to(email: str) -> str:
    letter = next(letter for letter in reversed(mail.outbox) if letter.to == [email])
    found = re.search(r"^([A-Z0-9-]{6,9})\s*$", str(letter.body), re.MULTILINE)
    assert found
    return found[1]


def _sign_in(email: str, password: str) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": email, "password": password})
    return client


def test_a_password_set_before_its_owner_came_does_not_open_an_agents_account(
    cast: Cast, at: datetime
) -> None:
    _sign_up("nora@northlight.example")
    person = Person.objects.create(name="Nora")
    administration.set_addresses(person, ["nora@northlight.example"])
    administration.make_agent(person, role=Agent.Role.ADMINISTRATOR)
    open_account(person, password=None, at=at)
    assert not _signed_in(_sign_in("nora@northlight.example", ATTACKER_KNOWS))


def test_an_account_whose_address_was_proven_keeps_its_password(cast: Cast, at: datetime) -> None:
    user = cast.bea.user
    cast.bea.user = None
    cast.bea.save()
    assert open_account(cast.bea, password=None, at=at) == user
    assert _signed_in(_sign_in("bea@birch.example", PASSWORD))


def test_a_code_proves_the_address_and_voids_the_password_of_whoever_came_before(
    cast: Cast,
) -> None:
    person = Person.objects.create(name="Vera")
    administration.set_addresses(person, ["vera@birch.example"])
    _sign_up("vera@birch.example")
    owner = Client()
    owner.post("/accounts/login/code/", {"email": "vera@birch.example"})
    code = _code_mailed_to("vera@birch.example")
    owner.post("/accounts/login/code/confirm/", {"code": code})
    assert _signed_in(owner)
    assert Person.objects.get(pk=person.pk).user == User.objects.get(email="vera@birch.example")
    assert owner.get("/requests/").status_code == 200
    assert not _signed_in(_sign_in("vera@birch.example", ATTACKER_KNOWS))


def test_a_newcomer_keeps_the_password_that_he_chose_when_he_proves_his_address(
    cast: Cast,
) -> None:
    newcomer = _sign_up("new@birch.example")
    code = _code_mailed_to("new@birch.example")
    newcomer.post("/accounts/confirm-email/", {"code": code})
    assert _signed_in(newcomer)
    assert _signed_in(_sign_in("new@birch.example", ATTACKER_KNOWS))
