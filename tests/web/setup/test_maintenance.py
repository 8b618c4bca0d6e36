"""Software in Setup: products as rows, and terms of maintenance on a contract."""

import pytest

from deskhand.assets.models import Product
from deskhand.contracts.models import Charge, MaintenanceTerm
from tests.contracts.maintained import maintain, product
from tests.contracts.paper import sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(cast, at):
    return sign(cast.birch, at=at)


@pytest.fixture
def client(cast, client_of):
    return client_of(cast.asta)


def path(contract, end="new/"):
    return f"/setup/contracts/{contract.pk}/maintenance/{end}"


def said(of, **more):
    usual = {"begins_on": "2026-01-01", "ends_on": "2026-12-31", "seats": "5", "price": "20"}
    return {"product": of.pk, **usual, **more}


def test_a_product_is_kept_once_by_its_name_and_put_away(client):
    rows = "/setup/rows/products/"
    assert client.post(f"{rows}new/", {"name": "Ledgerline"}).status_code == 302
    assert client.post(f"{rows}new/", {"name": "ledgerline"}).status_code == 422
    row = Product.objects.get()
    client.post(f"{rows}{row.pk}/", {"name": "Ledgerline", "is_archived": "on"})
    row.refresh_from_db()
    assert (row.slug, row.archived_at is None) == ("ledgerline", False)


def test_a_term_is_added_renewed_and_taken_back(contract, client):
    ledgerline = product()
    assert client.post(path(contract), said(ledgerline)).status_code == 302
    term = MaintenanceTerm.objects.get()
    assert Charge.objects.get().amount == 10_000
    form = client.get(f"{path(contract)}?after={term.pk}").content.decode()
    assert 'value="2027-01-01"' in form and 'value="2027-12-31"' in form
    page = client.get(f"/setup/contracts/{contract.pk}/").content.decode()
    assert "1 January 2026 to 31 December 2026" in page
    act = path(contract, f"{term.pk}/")
    assert client.post(act, {"act": "renew"}).status_code == 302
    assert client.post(act, {"act": "take_back", "why": ""}).status_code == 422
    assert client.post(act, {"act": "take_back", "why": "Wrong"}).status_code == 302
    term.refresh_from_db()
    assert (term.renews, term.taken_back_why) == (True, "Wrong")
    assert sum(row.amount for row in Charge.objects.all()) == 0


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"ends_on": "2025-12-31"}, "It ends before it begins."),
        ({"begins_on": "soon"}, "valid date"),
        ({"price": "-1"}, "greater than or equal to 0"),
        ({"seats": "0"}, "greater than or equal to 1"),
        ({"product": "99999999999999999999"}, "Select a valid choice"),
        ({"ends_on": "2060-12-31"}, "ten years"),
    ],
)
def test_nonsense_is_refused_at_its_field(contract, client, more, words):
    answer = client.post(path(contract), said(product(), **more))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not MaintenanceTerm.objects.exists()


def test_overlapping_terms_are_refused_in_words(contract, client, at):
    ledgerline = product()
    maintain(contract, ledgerline, at=at)
    answer = client.post(path(contract), said(ledgerline, begins_on="2026-12-31"))
    assert answer.status_code == 422
    assert "has maintenance from" in answer.content.decode()


def test_a_term_of_another_contract_is_missing(cast, contract, client, at):
    term = maintain(sign(cast.cedar, at=at), product(), at=at)
    assert client.post(path(contract, f"{term.pk}/"), {"act": "renew"}).status_code == 404
    assert client.get(f"{path(contract)}?after={term.pk}").status_code == 200


def test_only_administrators_may(cast, contract, client_of):
    for who in (cast.milo, cast.ada, cast.bruno):
        assert client_of(who).get(path(contract)).status_code == 404
