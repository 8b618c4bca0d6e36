"""The first start: one page, guarded by the code that the desk prints."""

import pytest
from django.conf import settings
from django.test import Client

from deskhand.provider.firm import first_start_code, is_set_up
from tests.cast import PASSWORD

PATH = "/setup/first/"


@pytest.fixture
def typed(db):
    return {
        "code": first_start_code(settings.DATA),
        "firm": "Northlight IT",
        "time_zone": "Europe/Berlin",
        "name": "Asta Vik",
        "email": "asta@northlight.example",
        "password": PASSWORD,
        "mailbox": "help@northlight.example",
    }


@pytest.mark.parametrize("path", ["/", "/desk/", "/setup/", "/accounts/login/", "/nosuch/"])
def test_every_page_of_a_new_desk_leads_to_the_first_one(db, path):
    assert Client().get(path)["Location"] == PATH


def test_the_link_fills_the_code_in(db):
    assert 'value="abc"' in Client().get(f"{PATH}?code=abc").content.decode()


def test_the_first_page_founds_the_firm_and_its_administrator_signs_in(typed):
    client = Client()
    assert client.post(PATH, typed)["Location"] == "/accounts/login/"
    signed_in = {"login": "asta@northlight.example", "password": PASSWORD}
    assert client.post("/accounts/login/", signed_in)["Location"] == "/desk/"
    assert client.get("/setup/").status_code == 200
    assert client.get(PATH).status_code == 404
    assert client.post(PATH, typed).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": ""},
        {"code": "wrong"},
        {"code": "ünïcode ☃"},
        {"firm": ""},
        {"firm": "x" * 121},
        {"time_zone": "Mars/Base"},
        {"name": ""},
        {"email": "nonsense"},
        {"password": "short"},
        {"password": "1234567890"},
        {"password": "password123"},
        {"mailbox": "nonsense"},
        {"mailbox": "x" * 300 + "@a.example"},
        {"email": "x" * 300 + "@a.example"},
    ],
    ids=lambda wrong: "".join(*wrong.items())[:20],
)
def test_nonsense_founds_nothing_and_keeps_the_rest(typed, wrong):
    answer = Client().post(PATH, {**typed, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in page
    assert "firm" in wrong or 'value="Northlight IT"' in page
    assert PASSWORD not in page
    assert not is_set_up()
