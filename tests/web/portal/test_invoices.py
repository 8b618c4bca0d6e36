"""Invoices in the portal: for whoever was let read those of his organization."""

import pytest

from deskhand.desk.invoices import paper
from tests.contracts import billed

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(cast, at):
    billed.settle(cast)
    cast.bruno.memberships.update(reads_invoices=True)
    return billed.issue(cast.birch, at=at, why=("cost of the agent: secret",))


def test_who_was_let_reads_them_as_they_are_on_paper(cast, invoice, client_of):
    client = client_of(cast.bruno)
    assert "INV-2026-00001" in client.get("/invoices/").content.decode()
    page = client.get(f"/invoices/{invoice.pk}/").content.decode()
    assert "119.00" in page
    assert "secret" not in page


def test_without_the_library_the_file_is_the_page(cast, invoice, client_of, monkeypatch):
    monkeypatch.setattr(paper, "_library", lambda: None)
    answer = client_of(cast.bruno).get(f"/invoices/{invoice.pk}/file/")
    assert answer["Location"] == f"/invoices/{invoice.pk}/"


@pytest.mark.parametrize("who", ["bea", "carla", "ada"])
def test_for_others_there_is_none(cast, invoice, client_of, who):
    cast.carla.memberships.update(reads_invoices=who == "carla")
    client = client_of(getattr(cast, who))
    missing = client.get("/invoices/999999/")
    answer = client.get(f"/invoices/{invoice.pk}/")
    assert (answer.status_code, answer.content) == (404, missing.content)
    assert client.get(f"/invoices/{invoice.pk}/file/").status_code == 404
    assert client.get("/invoices/").status_code == (200 if who == "carla" else 404)
