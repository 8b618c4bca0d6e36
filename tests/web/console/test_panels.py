"""What the panel fetches by itself: similar tickets, and more of the requester."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deskhand.search.similar import similar_to
from tests import cast as stage

HTMX = {"HX-Request": "true"}


@pytest.fixture
def many(cast, at):
    subjects = ["Oven stays dark", "Oven is dark again", "Printer jams", "New laptop for Lee"]
    made = [
        stage.open_ticket(at=at, requester=cast.bea, subject=s, text=f"{s}, please look.")
        for s in subjects
    ]
    secret = stage.open_ticket(
        at=at, requester=cast.carla, subject="Oven dark at the clinic", text="The oven is dark."
    )
    stage.index(at=at)
    return [*made, secret]


def path(ticket, name="similar"):
    return f"/desk/tickets/{ticket.pk}/panels/{name}/"


def test_similar_tickets_are_explained_by_the_words_that_both_have(cast, many, client_of):
    page = client_of(cast.ada).get(path(many[0]), headers=HTMX).content.decode()
    assert f"#{many[1].pk}" in page
    assert "<mark>oven</mark>" in page
    assert f"#{many[2].pk}<" not in page


def test_only_what_one_may_see_is_similar(cast, many, client_of):
    cast.ada.only_organizations.set([cast.birch])
    found = similar_to(many[0], reader=stage.reader(cast.ada), most=5)
    assert [each.ticket for each in found] == [many[1]]
    assert similar_to(many[0], reader=stage.reader(cast.bea), most=5) == []


def test_each_piece_takes_few_statements(cast, many, client_of):
    who = stage.reader(cast.ada)
    with CaptureQueriesContext(connection) as asked:
        similar_to(many[0], reader=who, most=5)
    assert len(asked) <= 8


def test_more_of_the_requester_is_told(cast, many, client_of):
    page = client_of(cast.ada).get(path(many[0], "about")).content.decode()
    assert "Their time" in page
    assert f"#{many[3].pk}" in page


def test_there_is_no_panel_of_another_name(cast, many, client_of):
    assert client_of(cast.ada).get(path(many[0], "nonsense")).status_code == 404
