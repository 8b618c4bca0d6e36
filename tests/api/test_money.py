"""Programs read contracts, statements and invoices: with a token for it, page by page."""

from datetime import timedelta

import pytest
from django.test import Client

from deskhand.api import money
from deskhand.provider.tokens import make_token, revoke
from tests.cast import doer, open_ticket
from tests.contracts import billed
from tests.contracts.ledger.deeds import appoint, buy
from tests.contracts.paper import sign

pytestmark = pytest.mark.django_db
PATHS = ("contracts", "invoices", "contracts/1/statement")


@pytest.fixture
def token(cast, at):
    return make_token("Books", scope="money", by=doer(cast.asta), at=at)[1]


def get(path, token):
    return Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {token}"})


def told(path, token):
    answer = get(path, token)
    assert answer.status_code == 200
    return answer.json()


def test_contracts_say_what_is_left(cast, at, token):
    contract = sign(cast.birch, at=at)
    sign(cast.cedar, at=at, name="Other")
    buy(contract, 20, at=at)
    appoint(contract, open_ticket(requester=cast.bea, at=at), 61, at=at + timedelta(hours=1))
    first, other = told("contracts", token)["rows"]
    assert (first["client"], first["state"], first["units_left"]) == (
        "birch-bakery",
        "in_force",
        17,
    )
    assert (other["name"], other["units_left"]) == ("Other", None)
    assert [row["id"] for row in told("contracts?client=birch-bakery", token)["rows"]] == [
        contract.pk
    ]
    lines = told(f"contracts/{contract.pk}/statement", token)["rows"]
    assert [(row["came"], row["went"], row["balance"]) for row in lines] == [
        (0, 3, 17),
        (20, 0, 20),
    ]
    assert "61 minutes: two for the first hour" in lines[0]["why"][0]


def test_invoices_say_what_is_open(cast, at, token):
    billed.settle(cast)
    made = billed.issue(cast.birch, 10_000, at=at)
    [row] = told("invoices", token)["rows"]
    assert (row["number"], row["total"], row["open"], row["currency"]) == (
        *(made.name, 11_900, 11_900),
        "EUR",
    )
    assert told("invoices?client=cedar-clinic", token)["rows"] == []


def test_pages_follow_one_another(cast, at, token, monkeypatch):
    monkeypatch.setattr(money, "A_PAGE", 2)
    made = [sign(cast.birch, at=at, name=f"Contract {number}").pk for number in range(3)]
    first = told("contracts", token)
    second = told(f"contracts?after={first['next']}", token)
    assert [row["id"] for row in (*first["rows"], *second["rows"])] == made
    assert (first["next"], second["next"]) == (made[1], None)


def test_without_a_token_for_it_nobody_comes_in(cast, at, token):
    other = make_token("Mail", scope="mail", by=doer(cast.asta), at=at)[1]
    kept, gone = make_token("Old", scope="money", by=doer(cast.asta), at=at)
    revoke(kept, by=doer(cast.asta), at=at)
    for path in PATHS:
        assert {get(path, wrong).status_code for wrong in ("", "dh_no", other, gone)} == {401}
        assert Client().get(f"/api/v1/{path}?token={token}").status_code == 401
        assert Client().post(f"/api/v1/{path}").status_code == 405


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "9" * 30])
def test_nonsense_is_told(cast, at, token, after):
    contract = sign(cast.birch, at=at)
    for path in ("contracts", "invoices", f"contracts/{contract.pk}/statement"):
        if path.endswith("statement"):
            buy(contract, 1, at=at)
        answer = get(f"{path}?after={after}", token)
        assert answer.status_code == 422 and "after" in answer.json()["errors"]
    assert get("contracts/999999/statement", token).status_code == 404
