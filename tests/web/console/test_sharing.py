"""Who reads along: found, let in, muted and removed on the ticket page."""

import pytest

from tests import cast as stage


@pytest.fixture
def oven(cast, at):
    return stage.open_ticket(at=at, requester=cast.bea, subject="The oven beeps")


def path(ticket, more=""):
    return f"/desk/tickets/{ticket.pk}/share/{more}"


def test_a_colleague_is_found_as_one_types_and_let_in(cast, oven, client_of, at):
    stage.index(at=at)
    client = client_of(cast.ada)
    found = client.get(path(oven, "find/"), {"email": "Bruno"}).content.decode()
    assert "Bruno Birch" in found
    assert "Outsider" not in found
    client.post(path(oven), {"person": cast.bruno.pk, "email": "Bru"})
    assert oven.participants.get().person == cast.bruno
    assert "Bruno" not in client.get(path(oven, "find/"), {"email": "Bruno"}).content.decode()


def test_an_outsider_is_let_in_only_by_saying_so(cast, oven, client_of):
    client, sent = client_of(cast.ada), {"person": cast.cem.pk}
    answer = client.post(path(oven), sent)
    assert answer.status_code == 422
    assert "is not of this client" in answer.content.decode()
    assert not oven.participants.exists()
    page = client.post(path(oven), {**sent, "lets_outsider": "on"}, follow=True)
    assert "Outsider" in page.content.decode()


def test_letters_are_stopped_and_begun_again(cast, oven, client_of, at):
    client = client_of(cast.ada)
    row = oven.participants.create(person=cast.bruno, added_at=at)
    for act, is_muted in (("mute", True), ("unmute", False)):
        client.post(path(oven), {"act": act, "row": row.pk})
        row.refresh_from_db()
        assert row.is_muted is is_muted
    client.post(path(oven), {"act": "remove", "person": cast.bruno.pk})
    assert not oven.participants.exists()


def test_nobody_out_of_reach_is_found_or_let_in(cast, oven, client_of, at):
    stage.index(at=at)
    cast.ada.only_organizations.set([cast.birch])
    client = client_of(cast.ada)
    assert "Cem" not in client.get(path(oven, "find/"), {"email": "Cem"}).content.decode()
    sent = {"person": cast.cem.pk, "lets_outsider": "on"}
    assert client.post(path(oven), sent).status_code == 422


def test_the_row_of_another_ticket_is_not_muted(cast, oven, client_of, at):
    other = stage.open_ticket(at=at, requester=cast.bea)
    row = other.participants.create(person=cast.bruno, added_at=at)
    answer = client_of(cast.ada).post(path(oven), {"act": "mute", "row": row.pk})
    assert answer.status_code == 404
