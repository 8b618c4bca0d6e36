"""Signing in and up: by password, by mailed code, by a one-time link."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from deskhand.people.finding import main_organization, person_of
from deskhand.people.models import User
from tests.cast import PASSWORD

NORA = {
    "email": "nora@birch.example",
    "name": "Nora New",
    "password1": "a long and winding road",
}


@pytest.fixture(autouse=True)
def _a_desk_in_use(cast):
    cache.clear()  # how often somebody tried is counted there


def code() -> str:
    """The code of the last letter: the line that holds nothing else."""
    (last,) = mail.outbox[-1:]
    return re.search(r"^([A-Z0-9-]{4,12})$", last.body, re.MULTILINE).group(1)


def test_a_password_opens_the_desk_for_agents_and_the_portal_for_the_rest():
    for email, place in (("ada@northlight.example", "/desk/"), ("Bea@Birch.example", "/")):
        signed_in = Client().post("/accounts/login/", {"login": email, "password": PASSWORD})
        assert signed_in["Location"] == place


def test_one_is_led_to_the_page_that_one_asked_for():
    client = Client()
    asked = client.get("/desk/queues/late/")["Location"]
    assert 'value="/desk/queues/late/"' in client.get(asked).content.decode()
    typed = {"login": "ada@northlight.example", "password": PASSWORD, "next": "/desk/queues/late/"}
    assert client.post("/accounts/login/", typed)["Location"] == "/desk/queues/late/"


def test_nobody_is_led_to_a_foreign_page():
    typed = {"login": "ada@northlight.example", "password": PASSWORD}
    answer = Client().post("/accounts/login/?next=//evil.example/", typed)
    assert answer["Location"] == "/desk/"


@pytest.mark.parametrize(
    "typed",
    [
        {"login": "ada@northlight.example", "password": "wrong"},
        {"login": "nobody@birch.example", "password": "wrong"},
        {"login": "nonsense", "password": "x"},
        {"login": "", "password": ""},
        {"login": "a\0@b.example", "password": "x\0"},
    ],
    ids=["wrong", "unknown", "no address", "empty", "nul"],
)
def test_a_wrong_sign_in_keeps_the_address_and_opens_nothing(typed):
    client = Client()
    answer = client.post("/accounts/login/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in page
    assert "\0" in typed["login"] or f'value="{typed["login"]}"' in page or not typed["login"]
    assert client.get("/desk/").status_code == 302


def test_a_mailed_code_opens_the_account_of_whoever_has_only_ever_written(cast, at):
    from deskhand.people.finding import find_or_add

    find_or_add("carl@cedar.example", name="Carl", at=at)
    client = Client()
    asked = client.post("/accounts/login/code/", {"email": "carl@cedar.example"})
    assert asked["Location"] == "/accounts/login/code/confirm/"
    wrong = client.post(asked["Location"], {"code": "WRONG-1"})
    assert wrong.status_code == 422
    assert client.post(asked["Location"], {"code": code()})["Location"] == "/"
    assert "Carl" in client.get("/profile/").content.decode()


def test_a_code_is_asked_for_with_the_same_answer_for_known_and_unknown():
    answers = [
        Client().post("/accounts/login/code/", {"email": email})
        for email in ("bea@birch.example", "nobody@nowhere.example")
    ]
    assert {answer["Location"] for answer in answers} == {"/accounts/login/code/confirm/"}


@pytest.mark.parametrize("email", ["", "nonsense", "a\0b@birch.example", "x" * 400])
@pytest.mark.parametrize("path", ["login/code", "password/reset"])
def test_nonsense_for_an_address_is_refused(path, email):
    answer = Client().post(f"/accounts/{path}/", {"email": email})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not mail.outbox


def test_a_one_time_link_sets_a_new_password_once():
    client = Client()
    client.post("/accounts/password/reset/", {"email": "bea@birch.example"})
    link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)
    path = client.get(link.group(1))["Location"]
    new = "another good sentence"
    differ = client.post(path, {"password1": new, "password2": "not the same"})
    assert differ.status_code == 422
    assert client.post(path, {"password1": new, "password2": new}).status_code == 302
    signed_in = Client().post("/accounts/login/", {"login": "bea@birch.example", "password": new})
    assert signed_in["Location"] == "/"
    again = Client().get(link.group(1), follow=True).content.decode()
    assert 'name="password1"' not in again


def test_a_new_account_is_proven_by_a_code_and_joins_its_organization(cast):
    client = Client()
    assert client.post("/accounts/signup/", NORA)["Location"] == "/accounts/confirm-email/"
    assert person_of("nora@birch.example") is None
    assert client.get("/requests/").status_code == 302
    assert client.post("/accounts/confirm-email/", {"code": "WRONG1"}).status_code == 422
    assert client.post("/accounts/confirm-email/", {"code": code()}).status_code == 302
    assert client.get("/requests/").status_code == 200
    nora = person_of("nora@birch.example")
    assert (nora.name, main_organization(nora)) == ("Nora New", cast.birch)


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nonsense"},
        {"email": ""},
        {"email": "x" * 300 + "@a.example"},
        {"name": ""},
        {"name": "x" * 201},
        {"name": "a\0b"},
        {"password1": "short"},
        {"password1": "password"},
        {"password1": ""},
    ],
    ids=lambda wrong: "".join(*wrong.items())[:18],
)
def test_an_account_of_nonsense_is_refused_with_the_rest_kept(wrong):
    answer = Client().post("/accounts/signup/", {**NORA, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in page
    assert "name" in wrong or 'value="Nora New"' in page
    assert NORA["password1"] not in page
    assert not User.objects.filter(name="Nora New").exists()


def test_signing_up_with_a_known_address_tells_nobody_that_it_is_known():
    known = Client().post("/accounts/signup/", {**NORA, "email": "bea@birch.example"})
    assert known["Location"] == "/accounts/confirm-email/"
    assert "already" in mail.outbox[-1].body


def test_where_sign_up_is_closed_the_page_says_the_other_way(cast):
    cast.firm.open_signup = False
    cast.firm.save()
    page = Client().get("/accounts/signup/").content.decode()
    assert "by invitation" in page
    assert Client().post("/accounts/signup/", NORA).status_code < 500
    assert person_of("nora@birch.example") is None
    assert not User.objects.filter(name="Nora New").exists()


def test_signed_out_one_is_a_stranger(cast, client_of):
    client = client_of(cast.bea)
    client.post("/accounts/logout/")
    assert client.get("/requests/").status_code == 302
