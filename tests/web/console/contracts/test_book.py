"""The book of a contract: the statement at the desk and in the portal, what is entered by hand, and
the page where a client agrees."""

import csv
from datetime import timedelta

import pytest
from django.urls import reverse

from deskhand.consents import links
from deskhand.contracts.ledger import agreeing, checking
from deskhand.contracts.models import Charge, LedgerEvent, UnitRequest
from deskhand.contracts.terms import Terms
from deskhand.people.administration import let_read_contracts
from tests.cast import doer, open_ticket
from tests.contracts.ledger.deeds import appoint, buy, sums
from tests.contracts.paper import sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(cast, at):
    made = sign(cast.birch, at=at, terms=Terms(when_empty="block"))
    let_read_contracts(cast.bruno.memberships.get(), may=True)
    return made


@pytest.fixture
def ticket(cast, at):
    return open_ticket(requester=cast.bea, at=at)


@pytest.fixture
def drawn(contract, ticket, at):
    buy(contract, 20, at=at)
    return appoint(contract, ticket, 61, at=at + timedelta(hours=1))


def text(answer):
    return " ".join(answer.content.decode().split())


def page(client, contract, door="console"):
    return client.get(reverse(f"{door}:contract_book", args=[contract.pk]))


def enter(client, contract, act, **said):
    url = reverse("console:act_on_contract_book", args=[contract.pk])
    return client.post(url, {"act": act, **said})


def test_the_statement_says_what_was_drawn_and_why(cast, client_of, contract, drawn):
    told = text(page(client_of(cast.ada), contract))
    for words in ("61 minutes: two for the first hour", "3 drawn from the pack of", "<b>17</b>"):
        assert words in told


def test_an_empty_book_says_how_it_begins(cast, client_of, contract):
    assert "Nothing is in the book yet" in text(page(client_of(cast.ada), contract))


def test_the_client_reads_it_where_he_may(cast, client_of, contract, drawn):
    assert "<b>17</b>" in text(page(client_of(cast.bruno), contract, "portal"))
    for stranger in (cast.bea, cast.carla):
        assert page(client_of(stranger), contract, "portal").status_code == 404


def test_the_file_has_every_line_and_no_formula(cast, client_of, contract, drawn, at):
    buy(contract, 1, at=at, key="pack:2", facts={"why": "=1+1"})
    for door, who in (("console", cast.ada), ("portal", cast.bruno)):
        url = reverse(f"{door}:contract_book_table", args=[contract.pk])
        rows = list(csv.reader(client_of(who).get(url).content.decode().splitlines()))
        assert [row[6] for row in rows[1:]] == ["20", "17", "18"]
        assert not any(cell.startswith("=") for row in rows for cell in row)


def test_a_pack_is_sold_once_however_often_it_is_sent(cast, client_of, contract):
    client = client_of(cast.milo)
    said = {"units": 20, "price": "900", "day": "2026-01-05", "once_key": "k1"}
    for _again in range(2):
        assert enter(client, contract, "pack", **said).status_code == 302
    assert sums(contract)["available"] == 20
    assert Charge.objects.get().amount == 90_000
    other = enter(client, contract, "pack", **{**said, "units": 21})
    assert other.status_code == 422 and "says something else" in text(other)
    assert list(checking.faults()) == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"units": 0}, "greater than or equal to 1"),
        ({"units": "many"}, "whole number"),
        ({"day": "2019-01-01"}, "does not hold on"),
        ({"price": "-5"}, "greater than or equal to 0"),
    ],
)
def test_what_cannot_be_sold_is_refused_with_a_sentence(cast, client_of, contract, said, words):
    good = {"units": 20, "price": "900", "day": "2026-01-05", "once_key": "k1"}
    answer = enter(client_of(cast.milo), contract, "pack", **{**good, **said})
    assert answer.status_code == 422 and words in text(answer)
    assert not LedgerEvent.objects.exists()


def test_only_account_managers_and_administrators_enter(cast, client_of, contract, drawn):
    said = {"units": 1, "day": "2026-01-05", "once_key": "k1", "why": "as a gift"}
    assert enter(client_of(cast.ada), contract, "goodwill", **said).status_code == 403
    assert "Sell a pack" not in text(page(client_of(cast.ada), contract))
    assert enter(client_of(cast.milo), contract, "goodwill", **said).status_code == 302
    assert sums(contract)["available"] == 18


def test_work_is_taken_back_corrected_and_made_good(cast, client_of, contract, drawn):
    client = client_of(cast.milo)
    correct = {"event": drawn.pk, "minutes": 60, "once_key": "k1"}
    assert enter(client, contract, "correct", **correct).status_code == 302
    assert sums(contract)["available"] == 18
    back = {"event": drawn.pk, "why": "It was our fault."}
    assert enter(client, contract, "back", **back).status_code == 302
    assert enter(client, contract, "back", **back).status_code == 302
    assert sums(contract)["available"] == 20
    assert list(checking.faults()) == []


def test_a_closed_period_stays_and_one_that_has_not_ended_is_not_closed(
    cast, client_of, contract, drawn
):
    client = client_of(cast.milo)
    assert enter(client, contract, "close", until="2026-03-01").status_code == 302
    late = {"units": 5, "price": "0", "day": "2026-02-01", "once_key": "k2"}
    enter(client, contract, "pack", **late)
    assert "as an adjustment" in text(page(client, contract))
    assert enter(client, contract, "close", until="2999-01-01").status_code == 422


def test_the_page_of_the_link_changes_nothing_until_somebody_chooses(
    cast, client_of, contract, ticket, at
):
    new = UnitRequest(units=1, unit_price=4500, currency="EUR", what="An answer needs 1.")
    made = agreeing.ask(contract, ticket, cast.bruno, new, by=doer(cast.ada), at=at)
    expires_at = at + timedelta(days=3000)
    token = links.make("units", f"units:{made.pk}", expires_at=expires_at, at=at)
    url, client = reverse("portal:agree", args=[token]), client_of(None)
    assert "45.00" in text(client.get(url))
    assert UnitRequest.objects.get().state == "open"
    assert client.post(url, {"act": "up_to", "limit": "0"}).status_code == 302
    assert "You agreed" in text(client.post(url, {"act": "up_to", "limit": "5"}))
    assert client.get(url).status_code == 410
    assert UnitRequest.objects.get().limit == 5
    assert client.get(reverse("portal:agree", args=["nonsense"])).status_code == 404


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_day_beyond_all_calendars_is_refused(cast, client_of, contract, year):
    milo, day = client_of(cast.milo), f"{year}-01-01"
    said = {"units": 1, "price": 1, "day": day, "why": "x", "once_key": "k"}
    for act in ("pack", "goodwill", "opening"):
        assert enter(milo, contract, act, **said).status_code == 422
    assert enter(milo, contract, "close", until=day).status_code == 422
