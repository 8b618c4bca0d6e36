"""The statement on paper: a page and a PDF, at the desk and in the portal, in two languages."""

from datetime import timedelta

import pytest
from django.urls import reverse

from deskhand.desk.invoices import paper
from deskhand.desk.ledger import sheet
from deskhand.people.administration import let_read_contracts
from tests.cast import open_ticket
from tests.contracts.ledger.deeds import appoint, buy
from tests.contracts.paper import sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(cast, at):
    made = sign(cast.birch, at=at)
    let_read_contracts(cast.bruno.memberships.get(), may=True)
    buy(made, 20, at=at)
    ticket = open_ticket(requester=cast.bea, at=at, subject="Oven <dark>")
    appoint(made, ticket, 61, at=at + timedelta(hours=1))
    return made


def asked(client, contract, page):
    return client.get(reverse(page, args=[contract.pk]))


@pytest.mark.parametrize(
    ("who", "door"), [("ada", "console"), ("bruno", "portal")], ids=["agent", "manager"]
)
def test_it_is_a_page_and_a_pdf(cast, contract, client_of, who, door):
    client = client_of(getattr(cast, who))
    told = asked(client, contract, f"{door}:print_contract_book").content.decode()
    for words in ("Statement of Managed support", "Appointment #", "3 drawn from the pack of"):
        assert words in told
    # What a request is about stands on its page alone, for those who may see it.
    assert "Oven" not in told
    answer = asked(client, contract, f"{door}:contract_book_file")
    if paper.can_print():
        assert answer.content.startswith(b"%PDF-") and ".pdf" in answer["Content-Disposition"]


def test_without_the_library_the_file_is_the_page(cast, contract, client_of, monkeypatch):
    monkeypatch.setattr(paper, "_library", lambda: None)
    for who, door in ((cast.ada, "console"), (cast.bruno, "portal")):
        answer = asked(client_of(who), contract, f"{door}:contract_book_file")
        assert answer["Location"] == reverse(f"{door}:print_contract_book", args=[contract.pk])


def test_it_speaks_german_to_whom_german_is_spoken(cast, contract, at, client_of):
    cast.birch.language = "de"
    cast.birch.save()
    told = asked(client_of(cast.ada), contract, "console:print_contract_book").content.decode()
    assert "Kontoauszug" in told and "Statement of" not in told.split("<main")[1]


def test_what_does_not_fit_is_carried_forward(contract, at, monkeypatch):
    monkeypatch.setattr(sheet, "MOST", 1)
    told = sheet.html_of(contract, "en", at=at)
    assert "Carried forward from 1 earlier line" in told
    assert ">20</td>" in told and ">17</td>" in told


def test_a_client_reads_no_paper_of_another(cast, contract, client_of):
    let_read_contracts(cast.carla.memberships.get(), may=True)
    for page in ("portal:print_contract_book", "portal:contract_book_file"):
        assert asked(client_of(cast.carla), contract, page).status_code == 404
